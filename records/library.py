"""The reading side of the records: what a hit may show, as it stands at this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from domain.types import Document, Passage, Visibility
from records.rows import to_document, to_passage
from records.store import LIVE
from records.tables import PassageRow, VersionRow


class SqlLibrary:
    """Reads live passages. Port: domain.ports.Library."""

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

    def _select(self, visibilities: Sequence[Visibility], where: object) -> tuple[tuple[Passage, Document], ...]:
        query = (
            select(PassageRow, VersionRow)
            .join(VersionRow)
            .where(VersionRow.state == LIVE, VersionRow.visibility.in_([v.value for v in visibilities]), where)  # type: ignore[arg-type]
            .order_by(VersionRow.document_id, PassageRow.ordinal)
        )
        with Session(self._engine) as session:
            documents: dict[int, Document] = {}
            found = []
            for passage, version in session.execute(query):
                document = documents.setdefault(version.id, to_document(version))
                found.append((to_passage(passage, document.id), document))
            return tuple(found)
