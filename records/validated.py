"""Answers that staff validated, version by version."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Engine, func, select

from domain.types import Scope
from domain.validated import Quote, QuotedSource, Validated, ValidatedSentence
from records.database import reading, transaction
from records.rows import DOCUMENT_COLUMNS, PASSAGE_COLUMNS, moment, stored, to_document, to_passage
from records.store import LIVE
from records.tables import PassageRow, ValidatedRow, VersionRow

_SENTENCES = TypeAdapter(tuple[ValidatedSentence, ...])


class SqlValidated:
    """The validated answers of the records. One instance a process; safe from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._numbering = threading.Lock()  # two changes at once would take the same number

    def put(self, draft: Validated) -> Validated:
        """Write a new version of a validated answer, numbered and dated here; its first one when its id is new."""
        with self._numbering, transaction(self._engine) as session:
            last = session.scalar(select(func.max(ValidatedRow.version)).where(ValidatedRow.id == draft.id))
            row = ValidatedRow(
                id=draft.id,
                version=(last or 0) + 1,
                question=draft.question,
                wordings=list(draft.wordings),
                sentences=_SENTENCES.dump_python(draft.sentences, mode="json"),
                author=draft.author,
                validated_at=stored(datetime.now(UTC)),
                review_by=draft.review_by,
                withdrawn=draft.withdrawn,
            )
            session.add(row)
            session.flush()
            return _validated(row)

    def live(self, *, withdrawn: bool = False) -> tuple[Validated, ...]:
        """The last version of each, but for the withdrawn ones (or of these alone), in the order of their ids."""
        last = select(ValidatedRow.id, func.max(ValidatedRow.version).label("version")).group_by(ValidatedRow.id)
        newest = last.subquery()
        joined = (ValidatedRow.id == newest.c.id) & (ValidatedRow.version == newest.c.version)
        query = select(ValidatedRow).join(newest, joined).where(ValidatedRow.withdrawn.is_(withdrawn))
        with transaction(self._engine) as session:
            return tuple(map(_validated, session.scalars(query.order_by(ValidatedRow.id))))

    def version(self, validated_id: str, number: int | None = None) -> Validated | None:
        """One version, the last one by default."""
        where: ColumnElement[bool] = ValidatedRow.id == validated_id
        if number is not None:
            where &= ValidatedRow.version == number
        query = select(ValidatedRow).where(where).order_by(ValidatedRow.version.desc()).limit(1)
        with transaction(self._engine) as session:
            row = session.scalar(query)
            return _validated(row) if row else None

    def versions(self, validated_id: str) -> tuple[Validated, ...]:
        """Every version, the last one first."""
        query = select(ValidatedRow).where(ValidatedRow.id == validated_id).order_by(ValidatedRow.version.desc())
        with transaction(self._engine) as session:
            return tuple(map(_validated, session.scalars(query)))

    def sources(self, quotes: Sequence[Quote], scope: Scope) -> Mapping[Quote, QuotedSource]:
        """Where each quote stands; one whose document the asker can no longer find is absent."""
        ids, passages = {quote.document_id for quote in quotes}, {quote.passage_id for quote in quotes}
        visible = VersionRow.visibility.in_([visibility.value for visibility in scope.visibilities])
        findable = select(VersionRow.document_id).where(VersionRow.state == LIVE, visible)
        query = (
            select(*PASSAGE_COLUMNS, *DOCUMENT_COLUMNS, VersionRow.state)
            .join_from(PassageRow, VersionRow)
            .where(VersionRow.document_id.in_(ids), VersionRow.document_id.in_(findable))
            .where(PassageRow.id.in_(passages), visible)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        live = {(row.document_id, row.id): row for row in rows if row.state == LIVE}
        kept = {(row.document_id, row.id, row.version): row for row in rows}
        found = {}
        for quote in quotes:
            standing = live.get((quote.document_id, quote.passage_id))
            row = standing or kept.get((quote.document_id, quote.passage_id, quote.version))
            if row is not None:
                document = to_document(row)
                found[quote] = QuotedSource(to_passage(row, document.id), document, stands=standing is not None)
        return found


def _validated(row: ValidatedRow) -> Validated:
    return Validated(
        id=row.id,
        version=row.version,
        question=row.question,
        sentences=_SENTENCES.validate_python(row.sentences),
        author=row.author,
        validated_at=moment(row.validated_at),
        wordings=tuple(row.wordings),
        review_by=row.review_by,
        withdrawn=row.withdrawn,
    )
