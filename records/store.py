"""The writing side of the records: sources, and the life of a document's versions.

A version is staged (`indexing`), published (`live`, the former live one becomes `retired`), and a
retired one is dropped once the index no longer holds it. Each step is one transaction, so a process
killed anywhere leaves a state that says what remains to be done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, distinct, func, select, update
from sqlalchemy.orm import Session

from domain.types import Block, Counts, Document, DocumentStatus, Edition, LiveVersion, Source, Visibility
from records.rows import document_columns, pack_blocks, passage_row, to_document, to_edition, unpack_blocks
from records.tables import PassageRow, SourceRow, VersionRow

INDEXING, LIVE, RETIRED = "indexing", "live", "retired"


class SqlRecords:
    """Port: domain.ports.Records. One instance a process; safe from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def source(self, path: str) -> Source | None:
        """What is known of a file, None for a new one."""
        with Session(self._engine) as session:
            row = session.get(SourceRow, path)
            return _source(row) if row else None

    def sources(self) -> tuple[Source, ...]:
        """Every file, by path."""
        with Session(self._engine) as session:
            return tuple(_source(row) for row in session.scalars(select(SourceRow).order_by(SourceRow.path)))

    def note_source(self, source: Source) -> None:
        """Write what became of a file."""
        with Session(self._engine) as session, session.begin():
            session.merge(
                SourceRow(
                    path=source.path,
                    root=source.root,
                    fingerprint=source.fingerprint,
                    status=source.status.value,
                    reason=source.reason,
                    hint=source.hint,
                    checked_at=datetime.now(UTC),
                )
            )

    def forget_source(self, path: str) -> None:
        """Drop a file whose documents are all gone."""
        with Session(self._engine) as session, session.begin():
            left = session.scalar(select(func.count()).where(VersionRow.source == path))
            if not left:
                session.execute(delete(SourceRow).where(SourceRow.path == path))

    def live_of_source(self, path: str) -> tuple[LiveVersion, ...]:
        """The live documents a file gave."""
        return self._live(VersionRow.source == path)

    def live_document(self, document_id: str) -> LiveVersion | None:
        """The live version of a document."""
        found = self._live(VersionRow.document_id == document_id)
        return found[0] if found else None

    def live_documents(self) -> tuple[LiveVersion, ...]:
        """Every live document, by id."""
        return self._live(VersionRow.state == LIVE)

    def stage(
        self,
        edition: Edition,
        blocks: Sequence[Block],
        *,
        content_hash: str,
        chunker: str,
        status: DocumentStatus,
        reason: str,
    ) -> Edition:
        """Write a new version, not yet searchable, and return it with its number.

        When it is more private than the live one, the live one becomes private at once.
        """
        document = edition.document
        with Session(self._engine) as session, session.begin():
            mine = VersionRow.document_id == document.id
            # A staged version left by a killed run is superseded: its entries are swept like a retired one's.
            session.execute(update(VersionRow).where(mine, VersionRow.state == INDEXING).values(state=RETIRED))
            if document.visibility is Visibility.ADHERENT:
                session.execute(
                    update(VersionRow).where(mine, VersionRow.state == LIVE).values(visibility=document.visibility)
                )
            number = (session.scalar(select(func.max(VersionRow.version)).where(mine)) or 0) + 1
            row = VersionRow(
                **document_columns(document),
                version=number,
                state=INDEXING,
                status=status.value,
                reason=reason,
                content_hash=content_hash,
                chunker=chunker,
                blocks=pack_blocks(blocks),
                created_at=datetime.now(UTC),
                passages=[passage_row(passage) for passage in edition.passages],
            )
            session.add(row)
            session.flush()
            return to_edition(row)

    def publish(self, document: Document) -> None:
        """Make a staged version the live one; the former live one is retired."""
        with Session(self._engine) as session, session.begin():
            mine = VersionRow.document_id == document.id
            session.execute(update(VersionRow).where(mine, VersionRow.state == LIVE).values(state=RETIRED))
            session.execute(update(VersionRow).where(mine, VersionRow.version == document.version).values(state=LIVE))

    def retire(self, document_id: str) -> None:
        """Take a document out of every answer at once; its entries are swept later."""
        with Session(self._engine) as session, session.begin():
            session.execute(update(VersionRow).where(VersionRow.document_id == document_id).values(state=RETIRED))

    def make_private(self, path: str) -> None:
        """Restrict all that a file gave: its new visibility cannot be read, and a doubt never widens access."""
        with Session(self._engine) as session, session.begin():
            session.execute(
                update(VersionRow).where(VersionRow.source == path).values(visibility=Visibility.ADHERENT.value)
            )

    def drop(self, document: Document) -> None:
        """Delete a retired version for good."""
        with Session(self._engine) as session, session.begin():
            row = session.scalar(
                select(VersionRow).where(
                    VersionRow.document_id == document.id,
                    VersionRow.version == document.version,
                    VersionRow.state == RETIRED,
                )
            )
            if row:
                session.delete(row)

    def staged(self) -> Iterator[Edition]:
        """Versions whose indexing was not finished."""
        return self._editions(INDEXING)

    def retired(self) -> Iterator[Edition]:
        """Versions whose entries may still stand in the index."""
        return self._editions(RETIRED)

    def live(self) -> Iterator[Edition]:
        """What the index must hold."""
        return self._editions(LIVE)

    def live_edition(self, document_id: str) -> Edition | None:
        """The live version of a document with its passages."""
        with Session(self._engine) as session:
            row = session.scalar(
                select(VersionRow).where(VersionRow.document_id == document_id, VersionRow.state == LIVE)
            )
            return to_edition(row) if row else None

    def blocks(self, document: Document) -> tuple[Block, ...]:
        """The blocks a version was chunked from."""
        with Session(self._engine) as session:
            packed = session.scalar(
                select(VersionRow.blocks).where(
                    VersionRow.document_id == document.id, VersionRow.version == document.version
                )
            )
            return unpack_blocks(packed or ())

    def sizes(self) -> dict[Visibility, tuple[int, int]]:
        """For each visibility: (live documents that have passages, passages)."""
        columns = select(VersionRow.visibility, func.count(distinct(VersionRow.id)), func.count())
        query = columns.join(PassageRow).where(VersionRow.state == LIVE).group_by(VersionRow.visibility)
        with Session(self._engine) as session:
            held = {Visibility(v): (documents, passages) for v, documents, passages in session.execute(query)}
        return {visibility: held.get(visibility, (0, 0)) for visibility in Visibility}

    def counts(self) -> Counts:
        """Live documents and passages."""
        with Session(self._engine) as session:
            live = VersionRow.state == LIVE
            documents, demonstration = session.execute(
                select(func.count(), func.max(VersionRow.demonstration)).where(live)
            ).one()
            private = session.scalar(
                select(func.count()).where(live, VersionRow.visibility == Visibility.ADHERENT.value)
            )
            passages = session.scalar(select(func.count()).select_from(PassageRow).join(VersionRow).where(live))
        return Counts(documents, passages or 0, private or 0, bool(demonstration))

    def _live(self, where: object) -> tuple[LiveVersion, ...]:
        count = select(func.count()).where(PassageRow.version_id == VersionRow.id).scalar_subquery()
        query = select(VersionRow, count).where(VersionRow.state == LIVE, where)  # type: ignore[arg-type]
        with Session(self._engine) as session:
            return tuple(
                LiveVersion(
                    to_document(row),
                    row.content_hash,
                    row.chunker,
                    DocumentStatus(row.status),
                    row.reason,
                    passages,
                )
                for row, passages in session.execute(query.order_by(VersionRow.document_id))
            )

    def _editions(self, state: str) -> Iterator[Edition]:
        with Session(self._engine) as session:
            ids = session.scalars(select(VersionRow.id).where(VersionRow.state == state).order_by(VersionRow.id)).all()
        for version_id in ids:  # one at a time: a large corpus must not stand in memory
            with Session(self._engine) as session:
                row = session.get(VersionRow, version_id)
                if row is not None and row.state == state:
                    yield to_edition(row)


def _source(row: SourceRow) -> Source:
    return Source(row.path, row.root, row.fingerprint, DocumentStatus(row.status), row.reason, row.hint)
