"""What was answered, kept so that it can be made again.

A receipt names its passages (document, version, passage) instead of repeating them: versions are never lost, so what it
stood on is read from them, with the rights as they are now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Engine, case, delete, extract, func, insert, select
from sqlalchemy.orm import undefer

from domain.errors import BrokenInvariant, Lost, LostSource
from domain.receipts import STALE, Asked, Exchange, Feedback, FeedbackReason, Receipt, Recipe, Reply, Zone
from domain.types import Answer, AnswerStatus, Audience, Citation, Document, Hit, Passage, Query
from records.database import forget_deleted, put, reading, transaction
from records.rows import DOCUMENT_COLUMNS, PASSAGE_COLUMNS, moment, stored, to_document, to_passage
from records.tables import AnswerRow, FeedbackRow, PassageRow, VersionRow

Place = tuple[str, int, str]  # document, version, passage
Found = Mapping[Place, tuple[Passage, Document]]

# The table, not the entity: nothing is done with the row once it is written, and a session would keep track of it.
_KEEP = insert(AnswerRow.__table__)  # type: ignore[arg-type]  # declared as a FromClause
_QUERY = TypeAdapter(Query)
_ANSWER = TypeAdapter(Answer)
_RECIPE = TypeAdapter(Recipe)


@dataclass(frozen=True, slots=True)
class _KeptHit:
    """A hit without its texts: where its passage stands, and all that answers are made from."""

    document_id: str
    version: int
    passage_id: str
    score: float
    rank: int
    via: tuple[str, ...]
    similarity: float
    coverage: float
    sentence_similarities: tuple[float, ...]
    sentence_words: tuple[dict[str, float], ...]
    superseded_by: str

    @property
    def place(self) -> Place:
        return self.document_id, self.version, self.passage_id


_HITS = TypeAdapter(tuple[_KeptHit, ...])
_SCORES = (
    "score",
    "rank",
    "via",
    "similarity",
    "coverage",
    "sentence_similarities",
    "sentence_words",
    "superseded_by",
)


class SqlReceipts:
    """Port: domain.ports.Receipts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, receipt: Receipt) -> None:
        """Write a receipt; durable on return."""
        answer = receipt.reply.answer
        values = {
            "id": answer.id,
            "conversation_id": receipt.conversation_id,
            "asked_at": stored(receipt.asked_at),
            "question": receipt.query.question,
            "audience": receipt.query.audience.value,
            "status": answer.status.value,
            "theme": receipt.reply.hits[0].document.theme if receipt.reply.hits else "",
            "confidence": answer.confidence,
            "composer": receipt.reply.recipe.composer.value,
            "stale": any(warning.code in STALE for warning in answer.warnings),
            "receipt": {
                "query": _QUERY.dump_python(receipt.query, mode="json"),
                "hits": _HITS.dump_python(tuple(map(_kept, receipt.reply.hits)), mode="json"),
                "answer": _answer_json(answer),
                "recipe": asdict(receipt.reply.recipe),
                "validated": receipt.reply.validated,
            },
        }
        with transaction(self._engine) as session:
            session.execute(_KEEP, values)

    def read(self, answer_id: str) -> Receipt | None:
        """A receipt with its passages as they were; None when there is no such one.

        Raises:
            LostSource: a passage that it names is no longer in the records.
        """
        with transaction(self._engine) as session:
            row = session.get(AnswerRow, answer_id)
            if row is None:
                return None
            told, asked_at, conversation = row.receipt, row.asked_at, row.conversation_id
        hits = _HITS.validate_python(told["hits"])
        cited = [_place(citation) for citation in told["answer"]["citations"]]
        found = self._find([*(hit.place for hit in hits), *cited])
        reply = Reply(
            answer=_answer(told["answer"], found),
            hits=tuple(_hit(hit, found) for hit in hits),
            recipe=_RECIPE.validate_python(told["recipe"]),
            validated=tuple(told["validated"]) if told["validated"] else None,
        )
        return Receipt(_QUERY.validate_python(told["query"]), reply, moment(asked_at), conversation)

    def note_feedback(self, feedback: Feedback) -> None:
        """Write what was said of an answer; the last word counts."""
        with transaction(self._engine) as session:
            put(
                session,
                FeedbackRow(
                    answer_id=feedback.answer_id,
                    useful=feedback.useful,
                    reason=feedback.reason.value,
                    comment=feedback.comment,
                    given_at=stored(datetime.now(UTC)),
                ),
            )

    def without_use(self, since: datetime) -> tuple[Asked, ...]:
        """The questions asked since then that were refused, or whose answer was of no use, oldest first."""
        refused = AnswerRow.status == AnswerStatus.ABSTAINED.value
        query = (
            select(AnswerRow, FeedbackRow)
            .outerjoin(FeedbackRow, FeedbackRow.answer_id == AnswerRow.id)
            .where(AnswerRow.asked_at >= stored(since))
            .where(refused | FeedbackRow.useful.is_(False))
            .order_by(AnswerRow.asked_at)
        )
        with transaction(self._engine) as session:
            return tuple(_asked(row, said) for row, said in session.execute(query))

    def zones(self, since: datetime) -> tuple[Zone, ...]:
        """How the questions asked since then ended, by theme and month, in that order."""
        year, month = (extract(part, AnswerRow.asked_at) for part in ("year", "month"))

        def counted(where: ColumnElement[bool]) -> ColumnElement[int]:
            return func.sum(case((where, 1), else_=0))

        query = (
            select(
                AnswerRow.theme,
                year.label("year"),
                month.label("month"),
                func.count().label("asked"),
                *(counted(AnswerRow.status == status.value).label(status.value) for status in AnswerStatus),
                counted(FeedbackRow.useful.is_(False)).label("downvoted"),
                counted(AnswerRow.stale.is_(True)).label("stale"),
            )
            .outerjoin(FeedbackRow, FeedbackRow.answer_id == AnswerRow.id)
            .where(AnswerRow.asked_at >= stored(since))
            .group_by(AnswerRow.theme, year, month)
            .order_by(AnswerRow.theme, year, month)
        )
        with reading(self._engine) as connection:
            return tuple(
                Zone(
                    theme=row.theme,
                    month=date(int(row.year), int(row.month), 1),
                    asked=row.asked,
                    answered=row.answered,
                    partial=row.partial,
                    refused=row.abstained,
                    clarified=row.clarify,
                    downvoted=row.downvoted,
                    stale=row.stale,
                )
                for row in connection.execute(query)
            )

    def conversation(self, conversation_id: str) -> tuple[Exchange, ...]:
        """All that is kept of a conversation, oldest first; empty when there is none."""
        query = (
            select(AnswerRow, FeedbackRow)
            .options(undefer(AnswerRow.receipt))
            .outerjoin(FeedbackRow, FeedbackRow.answer_id == AnswerRow.id)
            .where(AnswerRow.conversation_id == conversation_id)
            .order_by(AnswerRow.asked_at)
        )
        with transaction(self._engine) as session:
            return tuple(_exchange(row, said) for row, said in session.execute(query))

    def purge(self, *, before: datetime | None = None, conversation_id: str | None = None) -> int:
        """Delete the receipts older than a moment, or those of a conversation, with what was said of them; how many."""
        where: list[ColumnElement[bool]] = []
        if before is not None:
            where.append(AnswerRow.asked_at < stored(before))
        if conversation_id is not None:
            where.append(AnswerRow.conversation_id == conversation_id)
        if not where:
            raise BrokenInvariant("a purge of everything must be asked for")
        with transaction(self._engine) as session:
            gone = session.scalars(delete(AnswerRow).where(*where).returning(AnswerRow.id)).all()
        forget_deleted(self._engine)
        return len(gone)

    def asked_by(self, answer_id: str) -> Audience | None:
        """Whom an answer was given to; None when there is no such one."""
        with reading(self._engine) as connection:
            found = connection.scalar(select(AnswerRow.audience).where(AnswerRow.id == answer_id))
        return Audience(found) if found else None

    def earlier(self, conversation_id: str, limit: int, audience: Audience) -> tuple[str, ...]:
        """The last questions of a conversation that this audience may be told of, oldest first."""
        told = [other.value for other in Audience if audience.includes(other)]
        query = (
            select(AnswerRow.question)
            .where(AnswerRow.conversation_id == conversation_id, AnswerRow.audience.in_(told))
            .order_by(AnswerRow.asked_at.desc())
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return tuple(reversed(connection.scalars(query).all()))

    def _find(self, places: Sequence[Place]) -> Found:
        """The passages at these places, with their documents as of that version.

        Raises:
            LostSource: one of them is not there.
        """
        documents = {document for document, _, _ in places}
        query = (
            select(*PASSAGE_COLUMNS, *DOCUMENT_COLUMNS)
            .join_from(PassageRow, VersionRow)
            .where(VersionRow.document_id.in_(documents), PassageRow.id.in_({passage for *_, passage in places}))
        )
        found: dict[Place, tuple[Passage, Document]] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                document = to_document(row)
                found[document.id, document.version, row.id] = (to_passage(row, document.id), document)
        lost = [Lost(*place) for place in places if place not in found]
        if lost:
            raise LostSource(tuple(dict.fromkeys(lost)))
        return found


def _asked(row: AnswerRow, said: FeedbackRow | None) -> Asked:
    feedback = Feedback(row.id, said.useful, FeedbackReason(said.reason), said.comment) if said else None
    asked_at = moment(row.asked_at)
    return Asked(row.id, row.question, row.theme, AnswerStatus(row.status), asked_at, feedback)


def _exchange(row: AnswerRow, said: FeedbackRow | None) -> Exchange:
    asked = _asked(row, said)
    return Exchange(row.id, asked.asked_at, row.question, asked.status, row.receipt["answer"]["text"], asked.feedback)


def _kept(hit: Hit) -> _KeptHit:
    place = (hit.document.id, hit.document.version, hit.passage.id)
    scores = {name: getattr(hit, name) for name in _SCORES}
    return _KeptHit(*place, **scores | {"sentence_words": tuple(map(dict, hit.sentence_words))})


def _hit(kept: _KeptHit, found: Found) -> Hit:
    passage, document = found[kept.place]
    return Hit(passage, document, **{name: getattr(kept, name) for name in _SCORES})


def _answer_json(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = _ANSWER.dump_python(answer, mode="json", exclude={"citations"})
    return told | {"citations": [_citation_json(citation) for citation in answer.citations]}


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "document_id": citation.document.id,
        "version": citation.document.version,
        "passage_id": citation.passage.id,
        "start": citation.start,
        "end": citation.end,
    }


def _answer(told: Mapping[str, Any], found: Found) -> Answer:
    citations = tuple(_citation(citation, found) for citation in told["citations"])
    return _ANSWER.validate_python({**told, "citations": citations})


def _citation(told: Mapping[str, Any], found: Found) -> Citation:
    passage, document = found[_place(told)]
    start, end = told["start"], told["end"]
    return Citation(told["number"], passage, document, passage.text[start:end], start, end)


def _place(told: Mapping[str, Any]) -> Place:
    return told["document_id"], told["version"], told["passage_id"]
