"""Pages drawn in processes of their own, kept; what could not be drawn is not tried again at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.errors import NoOriginal
from domain.types import Passage, Span
from ingest.isolation import MIB, IsolatedReader, ReadLimits
from runtime.kept_pages import KeptPages
from runtime.originals import Original
from runtime.page_images import PageImages
from tests.ingest.readers.pdfs import draw, line, paragraph

FIRST = "Le conseil vote la subvention au printemps"
SECOND = "puis le maire signe la convention avec le comité."


class Counted:
    """Opens real readers, and counts them."""

    def __init__(self) -> None:
        self.opened = 0

    @contextmanager
    def __call__(self, seconds: float) -> Iterator[IsolatedReader]:
        self.opened += 1
        with IsolatedReader(ReadLimits(seconds, 512 * MIB, MIB), workers=1) as reader:
            yield reader


@pytest.fixture
def readers() -> Counted:
    return Counted()


@pytest.fixture
def images(tmp_path: Path, readers: Counted) -> PageImages:
    return PageImages(KeptPages(tmp_path / "pages"), readers, ocr=False)


def across(text: str, first: int, last: int) -> Passage:
    return Passage("p", "d", 0, text, Span(0, len(text)), page=first, page_end=last)


def test_a_page_is_drawn_once_and_marked_for_each_quote(tmp_path: Path, images: PageImages, readers: Counted) -> None:
    original = Original(draw(tmp_path / "a.pdf", [[line(FIRST)]]), "digest")
    passage = across(FIRST, 1, 1)

    plain = images.page(original, 1)
    one, other = (images.marked(original, 1, passage, quote) for quote in (Span(0, 10), Span(11, 30)))

    assert len({plain, one, other}) == 3
    assert readers.opened == 2  # the page, its words


def test_the_page_where_a_quote_starts_is_found_when_its_passage_runs_over_two(
    tmp_path: Path, images: PageImages
) -> None:
    original = Original(draw(tmp_path / "a.pdf", [[line(FIRST)], [line(SECOND)]]), "digest")
    passage = across(f"{FIRST} {SECOND}", 1, 2)
    start = len(FIRST) + 1

    assert images.page_of(original, passage, Span(0, 20)) == 1
    assert images.page_of(original, passage, Span(start, start + 30)) == 2
    assert images.page_of(original, passage, Span(0, len(passage.text))) == 1


def test_a_page_that_cannot_be_drawn_is_not_tried_again_and_names_no_path(
    tmp_path: Path, images: PageImages, readers: Counted
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 rien")
    original = Original(tmp_path / "a.pdf", "digest")

    for _ in range(2):
        with pytest.raises(NoOriginal) as refused:
            images.page(original, 1)
        assert str(tmp_path) not in str(refused.value)

    assert readers.opened == 1


def test_only_a_pdf_has_pages(tmp_path: Path, images: PageImages) -> None:
    with pytest.raises(NoOriginal):
        images.page(Original(tmp_path / "a.docx", "digest"), 1)


def test_words_that_are_kept_find_what_those_just_read_find(
    tmp_path: Path, images: PageImages, readers: Counted
) -> None:
    original = Original(draw(tmp_path / "a.pdf", [[line(FIRST), paragraph(SECOND)]]), "digest")
    passage = across(f"{FIRST} {SECOND}", 1, 1)

    first, again = (images.find(original, 1, passage, Span(0, 60)) for _ in range(2))

    assert first == again
    assert len(first.boxes) == 2
    assert readers.opened == 1
