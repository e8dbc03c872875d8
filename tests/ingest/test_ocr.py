"""Pages that are images, read by Tesseract."""

from __future__ import annotations

import pickle
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from pypdf import PdfWriter

from domain.errors import UnreadableFile
from domain.text import words
from domain.types import Block, BlockKind, Metadata, RawDocument
from ingest import ocr
from ingest.readers.pdf.reader import PdfReader

DATA = Path(__file__).parents[1] / "data" / "pdf"
SOURCE, SCAN, MIXED = DATA / "deux-colonnes.pdf", DATA / "scan.pdf", DATA / "mixte.pdf"
MIN_WORDS_READ = 0.95


def read(path: Path) -> RawDocument:
    (raw,) = PdfReader().read(path)
    return raw


def paragraph(page: int, text: str, sure: float | None = None) -> Block:
    return Block(BlockKind.PARAGRAPH, text, 0, page, page, None, sure)


def share_found(blocks: tuple[Block, ...]) -> float:
    """The share of the photocopied file's words that stand in these blocks, in the same order."""
    expected = [word for block in read(SOURCE).blocks if block.page == 1 for word in words(block.text)]
    found = [word for block in blocks for word in words(block.text)]
    same = SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()
    return sum(match.size for match in same) / len(expected)


def test_without_tesseract_scanned_pages_are_not_read_and_the_reason_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not ocr.available()
    assert "apt-get install tesseract-ocr tesseract-ocr-fra" in ocr.why_not()


def test_recognised_pages_come_in_their_places_and_are_no_longer_blank() -> None:
    raw = RawDocument(Metadata(), (paragraph(1, "Un"), paragraph(3, "Trois")), pages=4, blank_pages=(2, 4))

    done = ocr.complete(raw, {4: (paragraph(4, "Quatre", 0.9),), 2: (paragraph(2, "Deux", 0.8),)})

    assert [(block.page, block.text) for block in done.blocks] == [(1, "Un"), (2, "Deux"), (3, "Trois"), (4, "Quatre")]
    assert done.blank_pages == ()


def test_a_page_where_nothing_is_found_stays_blank() -> None:
    raw = RawDocument(Metadata(), (paragraph(1, "Un"),), pages=3, blank_pages=(2, 3))

    done = ocr.complete(raw, {2: (), 3: (paragraph(3, "Trois", 0.9),)})

    assert done.blank_pages == (2,)
    assert [block.text for block in done.blocks] == ["Un", "Trois"]


def test_a_stamp_on_a_recognised_page_is_not_said_twice() -> None:
    raw = RawDocument(Metadata(), (paragraph(1, "Reçu le 3 mai"),), pages=1, blank_pages=(1,))

    done = ocr.complete(raw, {1: (paragraph(1, "Délibération. Reçu le 3 mai", 0.9),)})

    assert [block.text for block in done.blocks] == ["Délibération. Reçu le 3 mai"]


def test_a_head_recognised_on_each_page_is_left_out() -> None:
    raw = RawDocument(Metadata(), (), pages=4, blank_pages=(1, 2, 3, 4))
    pages = {
        n: (paragraph(n, f"Guide des bois, page {n}", 0.9), paragraph(n, f"Le texte {'abcd'[n - 1]}.", 0.9))
        for n in raw.blank_pages
    }

    done = ocr.complete(raw, pages)

    assert [block.text for block in done.blocks] == ["Le texte a.", "Le texte b.", "Le texte c.", "Le texte d."]


def test_the_reader_of_a_page_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(ocr.read_page)) is ocr.read_page


def test_a_file_that_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    (tmp_path / "faux.pdf").write_bytes(b"%PDF-1.7\n")

    with pytest.raises(UnreadableFile, match="page 1"):
        ocr.read_page(tmp_path / "faux.pdf", 1)


@pytest.mark.ocr
def test_a_photocopy_in_two_columns_is_read_in_order() -> None:
    blocks = ocr.read_page(SCAN, 1)

    assert share_found(blocks) >= MIN_WORDS_READ
    assert all(block.page == block.page_end == 1 for block in blocks)
    assert all(block.ocr is not None and 0.5 < block.ocr <= 1 for block in blocks)


@pytest.mark.ocr
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_photocopy_on_its_side_is_read(degrees: int, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=str(SCAN))
    writer.pages[0].rotate(degrees)
    writer.write(str(tmp_path / "couche.pdf"))

    found = {word for block in ocr.read_page(tmp_path / "couche.pdf", 1) for word in words(block.text)}
    expected = {word for block in read(SOURCE).blocks if block.page == 1 for word in words(block.text)}

    assert len(expected & found) >= MIN_WORDS_READ * len(expected)


@pytest.mark.ocr
def test_a_document_of_text_and_photocopies_becomes_whole() -> None:
    raw = read(MIXED)

    done = ocr.complete(raw, {number: ocr.read_page(MIXED, number) for number in raw.blank_pages})

    assert done.blank_pages == ()
    assert [block.page for block in done.blocks] == sorted(block.page or 0 for block in done.blocks)
    assert {block.page for block in done.blocks if block.ocr is not None} == {2}
    assert share_found(tuple(block for block in done.blocks if block.page == 2)) >= MIN_WORDS_READ


@pytest.mark.ocr
def test_an_empty_page_gives_no_block() -> None:
    assert ocr.read_page(MIXED, 4) == ()
