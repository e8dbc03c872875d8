"""The writing side of the records: the life of a document's versions.

A version is staged (`recorded`), put in the index (`indexing`), published (`live`, the former live one becomes
`retired`), and a retired one is `archived` once the index no longer holds it: what was in force on a day can be
read again. Each step is one transaction, so a process killed anywhere leaves a state that says what remains
to be done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Engine, case, distinct, func, select, update

from domain.types import Block, Counts, Document, DocumentStatus, Edition, LiveVersion, Place, Visibility
from records.database import put, reading, transaction
from records.rows import document_columns, pack_blocks, passage_row, stored, to_document, to_edition, unpack_blocks
from records.sources import place_row
from records.tables import PassageRow, PlaceRow, VersionRow

RECORDED, INDEXING, LIVE, RETIRED, ARCHIVED = "recorded", "indexing", "live", "retired", "archived"
STAGED = (RECORDED, INDEXING)


class SqlRecords:
    """Port: domain.ports.Records. One instance a process; safe from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

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
        place: Place | None,
        content_hash: str,
        chunker: str,
        status: DocumentStatus,
        reason: str,
    ) -> Edition:
        """Write a new version, not yet searchable, and return it with its number; `place` is where it was read.

        When it is private, what it said before becomes so at once, the live version and the former ones: what made it
        private may stand in them too, and a later, public version must not bring them back.
        """
        document = edition.document
        with transaction(self._engine) as session:
            mine = VersionRow.document_id == document.id
            # A staged version left by a killed run is superseded: its entries are swept like a retired one's.
            session.execute(update(VersionRow).where(mine, VersionRow.state.in_(STAGED)).values(state=RETIRED))
            if document.visibility is Visibility.ADHERENT:
                session.execute(update(VersionRow).where(mine).values(visibility=document.visibility))
            number = (session.scalar(select(func.max(VersionRow.version)).where(mine)) or 0) + 1
            row = VersionRow(
                **document_columns(document),
                version=number,
                state=RECORDED,
                status=status.value,
                reason=reason,
                content_hash=content_hash,
                chunker=chunker,
                blocks=pack_blocks(blocks),
                created_at=stored(datetime.now(UTC)),
                passages=[passage_row(passage) for passage in edition.passages],
            )
            session.add(row)
            if place is not None:
                put(session, place_row(place))
            session.flush()
            return to_edition(row)

    def begin_indexing(self, documents: Sequence[Document]) -> None:
        """Say that the index is taking these staged versions."""
        with transaction(self._engine) as session:
            for document in documents:
                session.execute(update(VersionRow).where(_version(document)).values(state=INDEXING))

    def publish(self, documents: Sequence[Document]) -> None:
        """Make staged versions the live ones, all together; the former live ones are retired."""
        now = stored(datetime.now(UTC))
        with transaction(self._engine) as session:
            for document in documents:
                former = (VersionRow.document_id == document.id, VersionRow.state == LIVE)
                session.execute(update(VersionRow).where(*former).values(state=RETIRED, retired_at=now))
                session.execute(update(VersionRow).where(_version(document)).values(state=LIVE, published_at=now))

    def retire(self, document_id: str) -> None:
        """Take a document out of every answer at once; its entries are swept later."""
        current = (VersionRow.document_id == document_id, VersionRow.state.in_((*STAGED, LIVE)))
        with transaction(self._engine) as session:
            session.execute(
                update(VersionRow).where(*current).values(state=RETIRED, retired_at=stored(datetime.now(UTC)))
            )

    def unstage(self, document: Document) -> None:
        """Never publish a staged version; the live one goes on answering.

        Where the staged one had made the live one private, the file is read again at the next ingest: it has the last
        word on its rights.
        """
        with transaction(self._engine) as session:
            staged = (_version(document), VersionRow.state.in_(STAGED))
            session.execute(update(VersionRow).where(*staged).values(state=RETIRED))
            if document.visibility is Visibility.ADHERENT:
                live = (VersionRow.document_id == document.id, VersionRow.state == LIVE)
                session.execute(update(VersionRow).where(*live).values(content_hash=""))

    def make_private(self, document_ids: Sequence[str]) -> None:
        """Restrict documents whose new visibility cannot be read: a doubt never widens access."""
        restricted = {"visibility": Visibility.ADHERENT.value}
        with transaction(self._engine) as session:
            session.execute(update(VersionRow).where(VersionRow.document_id.in_(document_ids)).values(restricted))
            session.execute(update(PlaceRow).where(PlaceRow.document_id.in_(document_ids)).values(restricted))

    def archive(self, document: Document) -> None:
        """Keep a retired version for reading only: its blocks, of use to chunk it again, are dropped."""
        with transaction(self._engine) as session:
            retired = (_version(document), VersionRow.state == RETIRED)
            session.execute(update(VersionRow).where(*retired).values(state=ARCHIVED, blocks=[]))

    def staged(self) -> Iterator[Edition]:
        """Versions whose indexing was not finished."""
        return self._editions(STAGED)

    def retired(self) -> Iterator[Edition]:
        """Versions whose entries may still stand in the index."""
        return self._editions((RETIRED,))

    def live(self) -> Iterator[Edition]:
        """What the index must hold."""
        return self._editions((LIVE,))

    def live_edition(self, document_id: str) -> Edition | None:
        """The live version of a document with its passages."""
        with transaction(self._engine) as session:
            row = session.scalar(
                select(VersionRow).where(VersionRow.document_id == document_id, VersionRow.state == LIVE)
            )
            return to_edition(row) if row else None

    def blocks(self, document: Document) -> tuple[Block, ...]:
        """The blocks a version was chunked from."""
        with transaction(self._engine) as session:
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
        with transaction(self._engine) as session:
            held = {Visibility(v): (documents, passages) for v, documents, passages in session.execute(query)}
        return {visibility: held.get(visibility, (0, 0)) for visibility in Visibility}

    def counts(self) -> Counts:
        """Live documents and passages."""
        query = (
            select(
                VersionRow.visibility,
                VersionRow.status,
                func.count(distinct(VersionRow.id)).label("documents"),
                func.count(PassageRow.id).label("passages"),
                func.max(case((VersionRow.demonstration, 1), else_=0)).label("demonstration"),
            )
            .join_from(VersionRow, PassageRow, PassageRow.version_id == VersionRow.id, isouter=True)
            .where(VersionRow.state == LIVE)
            .group_by(VersionRow.visibility, VersionRow.status)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        public = [row for row in rows if row.visibility == Visibility.PUBLIC]
        return Counts(
            documents=sum(row.documents for row in rows),
            passages=sum(row.passages for row in rows),
            private_documents=sum(row.documents for row in rows if row not in public),
            demonstration=any(row.demonstration for row in public),
            public={DocumentStatus(row.status): row.documents for row in public},
            public_passages=sum(row.passages for row in public),
        )

    def _live(self, where: object) -> tuple[LiveVersion, ...]:
        count = select(func.count()).where(PassageRow.version_id == VersionRow.id).scalar_subquery()
        query = select(VersionRow, count).where(VersionRow.state == LIVE, where)  # type: ignore[arg-type]
        with transaction(self._engine) as session:
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

    def _editions(self, states: Sequence[str]) -> Iterator[Edition]:
        with transaction(self._engine) as session:
            among = VersionRow.state.in_(states)
            ids = session.scalars(select(VersionRow.id).where(among).order_by(VersionRow.id)).all()
        for version_id in ids:  # one at a time: a large corpus must not stand in memory
            with transaction(self._engine) as session:
                row = session.get(VersionRow, version_id)
                edition = to_edition(row) if row is not None and row.state in states else None
            if edition is not None:
                yield edition


def _version(document: Document) -> ColumnElement[bool]:
    return (VersionRow.document_id == document.id) & (VersionRow.version == document.version)
