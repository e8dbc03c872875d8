"""Rows to domain values and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, overload

from sqlalchemy import Row

from domain.types import Block, BlockKind, Document, Edition, Passage, Span, Visibility
from records.tables import PassageRow, VersionRow

DOCUMENT_COLUMNS = (
    VersionRow.document_id, VersionRow.title, VersionRow.visibility, VersionRow.source, VersionRow.version,
    VersionRow.type, VersionRow.publisher, VersionRow.published, VersionRow.url, VersionRow.theme,
    VersionRow.valid_from, VersionRow.valid_until, VersionRow.replaces, VersionRow.a_verifier,
    VersionRow.demonstration, VersionRow.pages,
)  # fmt: skip
"""What `to_document` reads."""
PASSAGE_COLUMNS = (
    PassageRow.id, PassageRow.ordinal, PassageRow.text, PassageRow.span_start, PassageRow.span_end,
    PassageRow.heading_path, PassageRow.page, PassageRow.page_end, PassageRow.page_label, PassageRow.sentences,
    PassageRow.references.label("references"), PassageRow.ocr,
)  # fmt: skip
"""What `to_passage` reads."""

MAX_LABEL_CHARS = 32
"""A file may give a page a printed label of any length."""


def stored(moment: datetime) -> datetime:
    """A moment as the tables keep it: in UTC, which they do not say."""
    return moment.astimezone(UTC).replace(tzinfo=None)


@overload
def moment(kept: datetime) -> datetime: ...
@overload
def moment(kept: datetime | None) -> datetime | None: ...
def moment(kept: datetime | None) -> datetime | None:
    """A moment from a table, in UTC."""
    return kept.replace(tzinfo=UTC) if kept else None


def to_document(row: VersionRow | Row[*tuple[Any, ...]]) -> Document:
    """The version's document, with its rights as they stand now. A row of columns names them as VersionRow does."""
    return Document(
        id=row.document_id,
        title=row.title,
        visibility=Visibility(row.visibility),
        source=row.source,
        version=row.version,
        type=row.type,
        publisher=row.publisher,
        published=row.published,
        url=row.url,
        theme=row.theme,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        replaces=tuple(row.replaces),
        a_verifier=row.a_verifier,
        demonstration=row.demonstration,
        pages=row.pages,
    )


def to_passage(row: PassageRow | Row[*tuple[Any, ...]], document_id: str) -> Passage:
    """The passage as it was chunked. A row of columns names them as PassageRow does."""
    return Passage(
        id=row.id,
        document_id=document_id,
        ordinal=row.ordinal,
        text=row.text,
        span=Span(row.span_start, row.span_end),
        heading_path=tuple(row.heading_path),
        page=row.page,
        page_end=row.page_end,
        page_label=row.page_label,
        sentences=tuple(Span(start, end) for start, end in row.sentences),
        references=tuple(row.references),
        ocr=row.ocr,
    )


def to_edition(row: VersionRow) -> Edition:
    """The version with its passages, in order."""
    return Edition(to_document(row), tuple(to_passage(p, row.document_id) for p in row.passages))


def passage_row(passage: Passage) -> PassageRow:
    """A row to hang on a version."""
    return PassageRow(
        ordinal=passage.ordinal,
        id=passage.id,
        text=passage.text,
        span_start=passage.span.start,
        span_end=passage.span.end,
        heading_path=list(passage.heading_path),
        page=passage.page,
        page_end=passage.page_end,
        page_label=passage.page_label and passage.page_label[:MAX_LABEL_CHARS],
        sentences=[list(span) for span in passage.sentences],
        references=list(passage.references),
        ocr=passage.ocr,
    )


def document_columns(document: Document) -> dict[str, Any]:
    """Column values of a version, for its document's fields."""
    return {
        "document_id": document.id,
        "title": document.title,
        "visibility": document.visibility.value,
        "source": document.source,
        "type": document.type,
        "publisher": document.publisher,
        "published": document.published,
        "url": document.url,
        "theme": document.theme,
        "valid_from": document.valid_from,
        "valid_until": document.valid_until,
        "replaces": list(document.replaces),
        "a_verifier": document.a_verifier,
        "demonstration": document.demonstration,
        "pages": document.pages,
    }


def pack_blocks(blocks: Sequence[Block]) -> list[list[Any]]:
    """Blocks as JSON: kept so that a reindex can chunk again from the records alone."""
    return [[b.kind.value, b.text, b.level, b.page, b.page_end, b.page_label, b.ocr] for b in blocks]


def unpack_blocks(packed: Sequence[Sequence[Any]]) -> tuple[Block, ...]:
    """The inverse of pack_blocks."""
    return tuple(Block(BlockKind(kind), *rest) for kind, *rest in packed)
