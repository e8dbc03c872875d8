"""What every reader promises, whatever its format: all of the text, in order, and a clear refusal of the rest."""

from __future__ import annotations

import pickle
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.errors import BadMetadata, UnreadableFile
from domain.types import BlockKind, Passage, RawDocument
from ingest.clean import clean
from ingest.prepare import Chunker
from ingest.readers import READ_SUFFIXES, read_file, reader_for
from ingest.sentences import FrenchSentenceSplitter
from tests.builders import a_document
from tests.contracts.samples import SAMPLES
from tests.ingest.readers.exports import FIXTURE

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
BAD = {"empty": b"", "NUL bytes": bytes(4096), "an image": PNG, "noise": bytes(range(256)) * 40}
CHUNKER = Chunker(
    FrenchSentenceSplitter(),
    lambda texts: [len(text.split()) + 2 for text in texts],
    max_tokens=200,
    model_fingerprint="",
)

suffixes = pytest.mark.parametrize("suffix", sorted(SAMPLES))


def sample(folder: Path, suffix: str) -> Path:
    """A file of this format, under the kind of name that people give."""
    path = folder / f"Fiche n° 2 – l'été (définitif){suffix}"
    SAMPLES[suffix].write(path)
    return path


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def seen(documents: Sequence[RawDocument]) -> str:
    """All that a person can find of the documents: titles, headings and text, in order."""
    return squeezed(
        "\n".join(text for raw in documents for text in (raw.metadata.title, *(b.text for b in raw.blocks)))
    )


def test_every_format_that_is_read_has_a_sample_here() -> None:
    assert set(SAMPLES) == READ_SUFFIXES


@suffixes
def test_all_of_the_text_comes_back_in_order_and_nothing_of_its_decoration(suffix: str, tmp_path: Path) -> None:
    documents = read_file(sample(tmp_path, suffix))

    text, at = seen(documents), 0
    for planted in map(squeezed, SAMPLES[suffix].planted):
        found = text.find(planted, at)
        assert found >= 0, f"« {planted} » is not in {text[at:]!r}"
        at = max(at, found)
    assert not [words for words in SAMPLES[suffix].decoration if words in text]
    assert len(documents) == SAMPLES[suffix].documents


@suffixes
def test_each_document_has_a_title_and_blocks_with_sane_places(suffix: str, tmp_path: Path) -> None:
    documents = read_file(sample(tmp_path, suffix))

    for raw in documents:
        assert raw.metadata.title.strip()
        assert raw.blocks
        assert all(block.text.strip() for block in raw.blocks)
        assert all(block.level >= 1 for block in raw.blocks if block.kind is BlockKind.HEADING)
        assert all(block.level >= 0 for block in raw.blocks)
        pages = [(block.page, block.page_end or block.page) for block in raw.blocks if block.page]
        assert all(1 <= first <= (last or 0) <= (raw.pages or 0) for first, last in pages)
        assert pages == sorted(pages)
    assert len({raw.key for raw in documents}) == len(documents)


@suffixes
def test_what_is_searched_is_in_one_spelling(suffix: str, tmp_path: Path) -> None:
    text = "".join(block.text for raw in read_file(sample(tmp_path, suffix)) for block in clean(raw.blocks))

    assert text == unicodedata.normalize("NFC", text)
    assert not [c for c in set(text) if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn")]


@suffixes
def test_every_word_read_is_in_a_passage_or_in_a_heading_over_one(suffix: str, tmp_path: Path) -> None:
    for raw in read_file(sample(tmp_path, suffix)):
        passages = CHUNKER.edition(a_document(), raw.blocks).passages

        kept = {word for passage in passages for word in words_of(passage)}
        assert not set(" ".join(block.text for block in clean(raw.blocks)).split()) - kept


def words_of(passage: Passage) -> list[str]:
    return " ".join([passage.text, *passage.heading_path]).split()


@suffixes
def test_reading_again_gives_the_same_and_leaves_the_file_alone(suffix: str, tmp_path: Path) -> None:
    path = sample(tmp_path, suffix)
    before = path.read_bytes()

    once, twice = read_file(path), read_file(path)

    assert once == twice == pickle.loads(pickle.dumps(once))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@suffixes
@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_file_that_is_not_of_its_format_is_refused_with_its_path_a_reason_and_a_mend(
    suffix: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / f"note{suffix}"
    path.write_bytes(content)

    with pytest.raises((UnreadableFile, BadMetadata)) as caught:
        read_file(path)

    named, reason = str(caught.value).split(" : ", maxsplit=1)
    assert named == str(path)
    assert reason.strip()
    assert caught.value.hint.strip()
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".xlsx", ".pdf"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused_or_wholly_read_never_read_in_part_as_if_whole(
    suffix: str, share: float, tmp_path: Path
) -> None:
    path = sample(tmp_path, suffix)
    whole = read_file(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    try:
        documents = read_file(path)
    except UnreadableFile as refusal:
        assert refusal.path == str(path)
        assert refusal.why
    else:
        assert seen(documents) == seen(whole)


@pytest.mark.parametrize("suffix", [".txt", ".text", ".md", ".markdown"])
def test_an_export_is_known_by_its_content_whatever_its_name(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"ressources{suffix}"
    path.write_bytes(FIXTURE.read_bytes())

    reader = reader_for(path)

    assert reader is not None
    assert len(reader.read(path)) > 1
