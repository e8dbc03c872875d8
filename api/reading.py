"""A document as a page shows it: its passages in order under their headings, the words that were cited marked.

Pure functions, whoever reads: the public page (api/routes/reader.py) and the desk's give the same view.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import quote as quoted

from api.addresses import with_query
from assistant.evidence import is_stale
from domain.types import Document, Passage, Span
from prompts.loader import render
from runtime.reading import Opened

MAX_HEADING = 4  # below the page's own title, which is the first
MAX_LISTED = 3  # levels of headings in the table of contents
CITED = "passage"
"""The fragment of the passage that is open."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pages of one document stand. `ticket` opens a private document to a member's browser."""

    document_id: str
    root: str = "/lire"
    ticket: str = ""
    version: int | None = None

    def text(self, passage_id: str = "", quote: Span | None = None, page: int | None = None) -> str:
        """The document's text, open at a passage."""
        fragment = f"#{CITED}" if passage_id else ""
        return self._to("", passage=passage_id, **_ends(quote), page=page, version=self.version) + fragment

    def image(self, page: int, passage_id: str = "", quote: Span | None = None) -> str:
        """The image of a page."""
        return self._to(f"/pages/{page}.png", passage=passage_id, **_ends(quote), version=self.version)

    def file(self, page: int | None = None) -> str:
        """The document's file, open at a page when it is a PDF."""
        return self._to("/fichier", version=self.version) + (f"#page={page}" if page else "")

    def live(self, passage_id: str = "") -> str:
        """The version in force."""
        return self._to("", passage=passage_id)

    def _to(self, path: str, **asked: str | int | None) -> str:
        return with_query(f"{self.root}/{quoted(self.document_id, safe='')}{path}", asked | {"billet": self.ticket})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text; `anchor` is its fragment, `level` counts from 2."""

    text: str
    level: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage on the page; `page` is said where it begins, and is None where it goes on. `quote` is marked."""

    passage: Passage
    page: int | None
    cited: bool
    quote: Span | None

    @property
    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Line by line, the text before the quote, what the line holds of the quote, the text after."""
        quote = self.quote or Span(0, 0)
        start = 0
        for line in self.passage.text.split("\n"):
            first, last = (min(max(end - start, 0), len(line)) for end in quote)
            yield line[:first], line[first:last], line[last:]
            start += len(line) + 1


@dataclass(frozen=True, slots=True)
class Group:
    """Passages under the same headings, with those of the headings that the group before did not have."""

    headings: tuple[Heading, ...]
    passages: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader's page shows. `lost`: the passage asked for stands in no version of this document."""

    document: Document
    live: Document
    in_force: bool
    groups: tuple[Group, ...]
    warnings: tuple[str, ...]
    cited: Passage | None
    quote: Span | None
    before: Passage | None
    after: Passage | None
    lost: bool
    is_private: bool

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The headings of the table of contents; one alone tells nothing."""
        listed = tuple(h for group in self.groups for h in group.headings if h.level < 2 + MAX_LISTED)
        return listed if len(listed) > 1 else ()


def reading_of(
    opened: Opened, *, asked: str | None, start: int | None, end: int | None, replaced_by: str, today: date
) -> Reading:
    """The view of a document that is open; `asked` is the passage asked for, [start, end) what is cited of it."""
    edition, cited = opened.edition, opened.passage
    quote = quote_of(cited, start, end)
    at = edition.passages.index(cited) if cited else 0
    return Reading(
        document=edition.document,
        live=opened.live,
        in_force=opened.in_force,
        groups=tuple(_groups(edition.passages, cited, quote)),
        warnings=tuple(_warnings(edition.document, cited, replaced_by, today)),
        cited=cited,
        quote=quote,
        before=edition.passages[at - 1] if cited and at else None,
        after=edition.passages[at + 1] if cited and at + 1 < len(edition.passages) else None,
        lost=bool(asked) and cited is None,
        is_private=opened.is_private,
    )


def quote_of(passage: Passage | None, start: int | None, end: int | None) -> Span | None:
    """The span that an address names in a passage, when it names one."""
    if passage is None or start is None or end is None or not 0 <= start < end <= len(passage.text):
        return None
    return Span(start, end)


def _groups(passages: Sequence[Passage], cited: Passage | None, quote: Span | None) -> Iterator[Group]:
    above: tuple[str, ...] = ()
    page: int | None = None
    number = 0
    for path, some in groupby(passages, key=lambda passage: passage.heading_path):
        same = next((n for n, (one, other) in enumerate(zip(path, above, strict=False)) if one != other), len(above))
        headings = []
        for depth, text in list(enumerate(path))[same:]:
            number += 1
            headings.append(Heading(text, min(2 + depth, 2 + MAX_HEADING), f"partie-{number}"))
        shown = []
        for passage in some:
            begins = passage.page if passage.page != page else None
            page = passage.page_end or passage.page
            is_cited = cited is not None and passage.id == cited.id
            shown.append(Shown(passage, begins, is_cited, quote if is_cited else None))
        above = path
        yield Group(tuple(headings), tuple(shown))


def _warnings(document: Document, cited: Passage | None, replaced_by: str, today: date) -> Iterator[str]:
    """What must be known before this document is relied on: the words are those of the answers' warnings."""
    title = document.title
    if document.valid_until and is_stale(document, today):
        yield render("warning_stale", title=title, date=f"{document.valid_until:%d/%m/%Y}")
    elif replaced_by:
        yield render("warning_superseded", title=title, by=replaced_by)
    if document.a_verifier:
        yield render("warning_to_check", title=title)
    if cited is not None and cited.ocr is not None:
        yield render("warning_ocr", title=title, page=str(cited.page))
    if document.demonstration:
        yield render("warning_demonstration", title=title)


def _ends(quote: Span | None) -> dict[str, str | int | None]:
    return {"debut": quote.start, "fin": quote.end} if quote else {}
