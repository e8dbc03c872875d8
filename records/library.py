"""The reading side of the records: what a hit may show, as it stands at this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, select

from domain.types import Document, Edition, Passage, VersionNote, Visibility
from records.database import transaction
from records.rows import to_document, to_edition, to_passage
from records.store import LIVE
from records.tables import PassageRow, VersionRow

# Columns, not entities: a search reads a hundred passages, and the session would keep track of each of them.
_PASSAGE = (
    PassageRow.version_id, PassageRow.ordinal, PassageRow.id, PassageRow.text, PassageRow.span_start,
    PassageRow.span_end, PassageRow.heading_path, PassageRow.page, PassageRow.page_end, PassageRow.page_label,
    PassageRow.sentences, PassageRow.references, PassageRow.ocr,
)  # fmt: skip
_VERSION = (
    VersionRow.id, VersionRow.document_id, VersionRow.title, VersionRow.visibility, VersionRow.source,
    VersionRow.version, VersionRow.type, VersionRow.publisher, VersionRow.published, VersionRow.url, VersionRow.theme,
    VersionRow.valid_from, VersionRow.valid_until, VersionRow.replaces, VersionRow.a_verifier,
    VersionRow.demonstration, VersionRow.pages,
)  # fmt: skip


class SqlLibrary:
    """Reads live passages and earlier versions. Ports: domain.ports.Library and domain.ports.History."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def current(
        self, passage_ids: Sequence[str], visibilities: Sequence[Visibility]
    ) -> Mapping[str, tuple[Passage, Document]]:
        """The live passages among these ids that may be seen; the others are absent."""
        return {p.id: (p, d) for p, d in self._select(visibilities, PassageRow.id.in_(passage_ids))}

    def passages_of(
        self, document_ids: Sequence[str], visibilities: Sequence[Visibility]
    ) -> Sequence[tuple[Passage, Document]]:
        """All live passages of these documents that may be seen, by document and order."""
        return self._select(visibilities, VersionRow.document_id.in_(document_ids))

    def version(self, document_id: str, number: int) -> Edition | None:
        """One version of a document as it was, in force or not; None when there is no such one."""
        wanted = (VersionRow.document_id == document_id, VersionRow.version == number)
        with transaction(self._engine) as session:
            row = session.scalar(select(VersionRow).where(*wanted))
            return to_edition(row) if row else None

    def versions(self, document_id: str) -> Sequence[VersionNote]:
        """The versions of a document that could be found one day, oldest first."""
        columns = (VersionRow.version, VersionRow.title, VersionRow.published_at, VersionRow.retired_at)
        published = (VersionRow.document_id == document_id, VersionRow.published_at.is_not(None))
        with transaction(self._engine) as session:
            rows = session.execute(select(*columns).where(*published).order_by(VersionRow.version))
            return tuple(VersionNote(*row) for row in rows)

    def _select(self, visibilities: Sequence[Visibility], where: object) -> tuple[tuple[Passage, Document], ...]:
        visible = (VersionRow.state == LIVE, VersionRow.visibility.in_([v.value for v in visibilities]))
        order = (VersionRow.document_id, PassageRow.ordinal)
        wanted = select(*_PASSAGE).join(VersionRow).where(*visible, where).order_by(*order)  # type: ignore[arg-type]
        with transaction(self._engine) as session:
            rows = session.execute(wanted).all()
            held = VersionRow.id.in_({row.version_id for row in rows})
            # Asked again of the versions: between the two, one may have been withdrawn or closed to the public.
            documents = {row.id: to_document(row) for row in session.execute(select(*_VERSION).where(*visible, held))}
        return tuple(
            (to_passage(row, documents[row.version_id].id), documents[row.version_id])
            for row in rows
            if row.version_id in documents
        )
