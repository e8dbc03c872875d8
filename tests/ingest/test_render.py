"""Images of pages and the places of their words, on real files; pdfplumber and the ink of the image are the judges."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from bench.highlight import sentences_found
from domain.errors import UnreadableFile
from ingest.highlight import highlight, letters_of
from ingest.isolation import MIB, IsolatedReader, ReadLimits
from ingest.readers.pdf.sheet import Box
from ingest.render import PAGE_WIDTH, draw_page, highlighted, read_words, recognise_words
from tests.conftest import CHECKOUT
from tests.ingest.readers.pdfs import draw, line

GUIDES = sorted((CHECKOUT / "corpus" / "guides").glob("*.pdf"))
GOLDEN = sorted((CHECKOUT / "tests" / "data" / "pdf").glob("*.pdf"))
WORDS = "Le conseil municipal délibère sur la convention"
DARK = 128  # of 255
QUOTES_A_FILE = 40
LIMITS = ReadLimits(seconds=30.0, memory_bytes=512 * MIB, file_bytes=MIB)


def dark_box(png: bytes) -> Box:
    """The edges of all that is dark on a page, in fractions of it."""
    with Image.open(io.BytesIO(png)) as page:
        left, top, right, bottom = page.convert("L").point(lambda shade: 255 * (shade < DARK)).getbbox() or (0, 0, 0, 0)
        return left / page.width, top / page.height, right / page.width, bottom / page.height


def holds(outer: Box, inner: Box, *, slack: float = 0.006) -> bool:
    return (
        outer[0] - slack <= inner[0]
        and outer[1] - slack <= inner[1]
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def turned(path: Path, to: Path, *, degrees: int = 0, crop: tuple[float, float, float, float] | None = None) -> Path:
    """A copy whose page is turned, or cropped."""
    writer = PdfWriter(clone_from=PdfReader(str(path)))
    if degrees:
        writer.pages[0].rotate(degrees)
    if crop:
        writer.pages[0].cropbox = RectangleObject(crop)
    writer.write(str(to))
    return to


@pytest.mark.parametrize(
    ("degrees", "crop"),
    [(0, None), (90, None), (180, None), (270, None), (0, (50, 600, 500, 760)), (90, (50, 600, 500, 760))],
)
def test_the_mark_lies_on_the_ink_however_the_page_is_turned_or_cropped(
    tmp_path: Path, degrees: int, crop: tuple[float, float, float, float] | None
) -> None:
    path = turned(draw(tmp_path / "a.pdf", [[line(WORDS)]]), tmp_path / "b.pdf", degrees=degrees, crop=crop)

    boxes = highlight(WORDS, read_words(path, 1)).boxes
    box = _around(boxes)

    assert len(boxes) == 1 or degrees  # words of a turned page do not follow one another from left to right
    assert holds(box, dark_box(draw_page(path, 1)))
    assert (box[2] - box[0]) * (box[3] - box[1]) < 0.15


def _around(boxes: Sequence[Box]) -> Box:
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


@pytest.mark.parametrize("path", [*GUIDES, *GOLDEN], ids=lambda path: path.stem)
def test_sentences_are_found_whole_on_their_pages(path: Path) -> None:
    """See bench/highlight.py, which tells them all: headings of a table that stand on the page before are the rest."""
    shares = [share for passage, _, share in sentences_found(path) if passage.ocr is None]

    assert shares or path.stem == "scan"
    assert sum(share == 1.0 for share in shares) >= 0.95 * len(shares)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_the_words_under_the_mark_are_those_of_the_quote_says_pdfplumber(path: Path) -> None:
    found = [one for one in sentences_found(path) if one[0].page == one[0].page_end and one[2] == 1.0]
    step = max(1, len(found) // QUOTES_A_FILE)
    wrong = []
    with pdfplumber.open(path) as document:
        for passage, quote, _ in found[::step]:
            page = document.pages[(passage.page or 1) - 1]
            before = passage.text[: passage.text.index(quote)]
            boxes = highlight(quote, read_words(path, passage.page or 1), before=before).boxes
            words = page.extract_words()
            # pdfplumber gives these files' « € » no width, and what follows on its line a place too far left.
            if any(word["x1"] - word["x0"] < 0.1 and _is_level(word, page, box) for word in words for box in boxes):
                continue
            under = [word["text"] for word in words if any(_is_in(word, page, box) for box in boxes)]
            if Counter(letters_of(" ".join(under))) != Counter(letters_of(quote)):
                wrong.append((quote, under))

    assert wrong == []


def _is_in(word: dict[str, Any], page: Any, box: Box) -> bool:
    across: float = (word["x0"] + word["x1"]) / 2 / page.width
    return box[0] <= across <= box[2] and _is_level(word, page, box)


def _is_level(word: dict[str, Any], page: Any, box: Box) -> bool:
    down: float = (word["top"] + word["bottom"]) / 2 / page.height
    return box[1] <= down <= box[3]


def test_an_image_is_as_wide_as_said_and_the_mark_colours_it_without_hiding_a_letter(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", [[line(WORDS)]])
    plain = draw_page(path, 1)

    marked = highlighted(plain, highlight("la convention", read_words(path, 1)).boxes)

    with Image.open(io.BytesIO(plain)) as before, Image.open(io.BytesIO(marked)) as after:
        assert after.width == PAGE_WIDTH
        assert after.size == before.size
        blue = after.getchannel("B").histogram()
        assert 500 < sum(blue[100:140]) < 0.02 * after.width * after.height
    assert dark_box(marked) == dark_box(plain)


def test_a_page_that_is_not_there_and_a_file_that_is_no_pdf_are_told(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", [[line(WORDS)]])
    torn = tmp_path / "b.pdf"
    torn.write_bytes(path.read_bytes()[:300])

    with pytest.raises(UnreadableFile, match="pas de page 2"):
        draw_page(path, 2)
    with pytest.raises(UnreadableFile, match="ne peut pas être ouvert"):
        draw_page(torn, 1)


def test_a_page_is_drawn_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", [[line(WORDS)]])
    (tmp_path / "rien.pdf").write_bytes(b"%PDF-1.7 rien")

    with IsolatedReader(LIMITS, workers=1) as reader:
        drawn, refused = reader.run_all(draw_page, [(path, 1), (tmp_path / "rien.pdf", 1)])

    assert isinstance(drawn, bytes)
    assert drawn.startswith(b"\x89PNG")
    assert isinstance(refused, UnreadableFile)


@pytest.mark.ocr
def test_the_words_of_a_scanned_page_are_found_where_their_ink_is() -> None:
    path = CHECKOUT / "tests" / "data" / "pdf" / "scan.pdf"

    assert read_words(path, 1) == ()
    words = recognise_words(path, 1)
    edges = dark_box(draw_page(path, 1))

    assert len(words) > 50
    assert all(holds(edges, word.box, slack=0.02) for word in words)


@pytest.mark.ocr
def test_sentences_of_a_scanned_guide_are_found_whole() -> None:
    path = CHECKOUT / "tests" / "data" / "scans" / "guide-foncier-agricole-scan.pdf"

    shares = [share for *_, share in sentences_found(path)]

    assert sum(share == 1.0 for share in shares) >= 0.98 * len(shares)
