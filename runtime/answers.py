"""What is answered to people: each answer has a receipt, and is made again from it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from assistant.conversation import MAX_QUESTION_CHARS, MAX_TURNS, Rewrite, fresh_conversation
from assistant.note import note
from assistant.pipeline import Pipeline
from assistant.question import checked, to_query
from assistant.validated import evidence_of
from domain.errors import BadValidation, UnknownAnswer
from domain.ids import random_id
from domain.ports import Receipts
from domain.receipts import Exchange, Feedback, Receipt, Replay, Task, TaskStatus, Unanswered, Zone
from domain.types import NOBODY, Answer, Audience, Profile, Query
from domain.validated import Quote, Validated, ValidatedMatch, ValidatedSentence
from records.redaction import redacted
from records.store import SqlRecords
from runtime.metrics import Metrics
from runtime.notes import NoteFormat, written
from runtime.replay import replayed
from runtime.validated import ValidatedShelf
from runtime.waiting import WaitingQuestions

WAITING_DAYS = 90
"""A question that was asked longer ago waits for nobody any more, unless staff look for it."""
COUNTED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer, and the conversation that it belongs to."""

    answer: Answer
    conversation_id: str


class Answers:
    """Answers people, keeps the receipts, reads them again."""

    def __init__(
        self,
        pipeline: Pipeline,
        rewrite: Rewrite,
        receipts: Receipts,
        validated: ValidatedShelf,
        records: SqlRecords,
        unanswered: WaitingQuestions,
        metrics: Metrics,
    ) -> None:
        self._pipeline = pipeline
        self._rewrite = rewrite
        self._receipts = receipts
        self._validated = validated
        self._records = records
        self._unanswered = unanswered
        self._metrics = metrics
        self._waiting, self._counted_until = 0, 0.0
        self._counting = threading.Lock()

    def ask(
        self,
        question: str,
        *,
        as_of: date,
        audience: Audience = Audience.PUBLIC,
        earlier: Sequence[str] = (),
        conversation: str | None = None,
        theme: str | None = None,
        profile: Profile = NOBODY,
    ) -> Turn:
        """Answer a person, and keep the receipt.

        `earlier` are the questions asked before, oldest first; without them, those that the conversation holds.
        Personal data is taken out before anything is searched or written.

        Raises:
            BadQuestion: see assistant/question.py.
            CannotWrite: the receipt cannot be written.
        """
        mine, said = self._conversation(conversation, audience)
        query = to_query(
            redacted(checked(question))[:MAX_QUESTION_CHARS],
            as_of=as_of,
            earlier=[redacted(one[:MAX_QUESTION_CHARS]) for one in (earlier or said)[-MAX_TURNS:]],
            audience=audience,
            theme=theme,
            profile=profile,
            rewrite=self._rewrite,
        )
        reply = self._pipeline.reply(query)
        answer = replace(reply.answer, id=random_id())
        with self._metrics.stage("receipt"):
            self._receipts.keep(Receipt(query, replace(reply, answer=answer), datetime.now(UTC), mine))
        self._metrics.answer(answer.status.value, reply.recipe.composer.value)
        return Turn(answer, mine)

    def receipt(self, answer_id: str, audience: Audience) -> Receipt:
        """What was kept of an answer, for someone who may see all that it cites, as rights are now.

        Raises:
            UnknownAnswer: no such answer, or a document that it cites is not, or no longer, for this audience.
            LostSource: the records no longer hold a passage that it stood on.
        """
        asked_by = self._receipts.asked_by(answer_id)
        if asked_by is None or not audience.includes(asked_by):
            raise UnknownAnswer(answer_id)
        receipt = self._kept(answer_id)
        if not self._may_read(receipt, audience):
            raise UnknownAnswer(answer_id)
        return receipt

    def replay(self, answer_id: str) -> Replay:
        """See runtime/replay.py.

        Raises:
            UnknownAnswer: no such answer.
            LostSource: the records no longer hold a passage that it stood on.
        """
        return replayed(self._kept(answer_id), self._pipeline, self._validated, self._records)

    def note(self, answer_id: str, audience: Audience, as_format: NoteFormat, written_on: date) -> bytes:
        """An answer as a note to file.

        Raises:
            UnknownAnswer, LostSource: see `receipt`.
        """
        return written(note(self.receipt(answer_id, audience), written_on=written_on), as_format)

    def note_feedback(self, feedback: Feedback, audience: Audience) -> None:
        """Keep what a person says of an answer that they may see, without the personal data of their comment.

        Raises:
            UnknownAnswer, LostSource: see `receipt`.
        """
        self.receipt(feedback.answer_id, audience)
        self._receipts.note_feedback(replace(feedback, comment=redacted(feedback.comment)))

    def queue(self, since: datetime) -> tuple[Unanswered, ...]:
        """What waits for staff: questions refused or badly answered since then, those that ask the same together.

        The most asked come first. A question that has a validated answer waits no more, nor one that staff closed,
        until it is asked again.
        """
        return tuple(one for one in self.questions(since) if one.status is not TaskStatus.CLOSED)

    def questions(self, since: datetime) -> tuple[Unanswered, ...]:
        """The same, with those that staff closed."""
        return tuple(sorted(self._unanswered.all(since), key=lambda one: (-one.asked, -one.last_asked_at.timestamp())))

    def waiting(self) -> int:
        """How many questions wait for staff, counted anew once a minute at most: anyone may ask how many."""
        if time.monotonic() >= self._counted_until and self._counting.acquire(blocking=False):
            try:
                self._waiting = len(self.queue(datetime.now(UTC) - timedelta(days=WAITING_DAYS)))
                self._counted_until = time.monotonic() + COUNTED_SECONDS
            finally:
                self._counting.release()
        return self._waiting

    def decide(self, task_id: str, task: Task) -> None:
        """Write what staff decided of a question that waits."""
        self._unanswered.decide(task_id, task, datetime.now(UTC))

    def zones(self, since: datetime) -> Sequence[Zone]:
        """How the questions asked since then ended, by theme and month."""
        return self._receipts.zones(since)

    def conversation(self, conversation: str) -> Sequence[Exchange]:
        """All that is kept of a conversation: what a person may ask to be given of their own.

        Raises:
            UnknownAnswer: nothing is kept of it.
        """
        kept = self._receipts.conversation(conversation)
        if not kept:
            raise UnknownAnswer(conversation)
        return kept

    def purge(self, *, keep_days: int | None = None, conversation: str | None = None) -> int:
        """Delete the receipts older than so many days, or those of a conversation, with what was said of them.

        Validated answers stay: they are staff's.
        """
        before = datetime.now(UTC) - timedelta(days=keep_days) if keep_days is not None else None
        return self._receipts.purge(before=before, conversation_id=conversation)

    def purge_tasks(self, before: datetime) -> int:
        """Delete what staff decided before a moment; how many."""
        return self._unanswered.purge(before)

    def as_validated(self, answer_id: str) -> tuple[ValidatedSentence, ...]:
        """What an answer said, each sentence on its quotes, for staff to validate.

        Raises:
            UnknownAnswer: no such answer.
            BadValidation: it says nothing.
            LostSource: the records no longer hold a passage that it stood on.
        """
        answer = self._kept(answer_id).reply.answer
        if not answer.citations:
            raise BadValidation("cette réponse ne dit rien : écrivez ses phrases et citez leurs passages")
        quotes = {
            one.number: Quote(one.document.id, one.document.version, one.passage.id, one.start, one.end, one.quote)
            for one in answer.citations
        }
        return tuple(
            ValidatedSentence(s.text, tuple(quotes[number] for number in s.citations)) for s in answer.sentences
        )

    def preview(self, question: str, sentences: Sequence[ValidatedSentence], as_of: date) -> Answer:
        """What would be served for this question once these sentences are validated; nothing is kept.

        Raises:
            BadValidation: a document that they quote can no longer be found.
        """
        trial = Validated("", 0, question, tuple(sentences), "", datetime.now(UTC))
        sources = self._validated.sources(trial.quotes, as_of)
        lost = next((quote for quote in trial.quotes if quote not in sources), None)
        if lost:
            raise BadValidation(f"le document « {lost.document_id} » n'est plus consultable")
        hits = evidence_of(ValidatedMatch(trial, sources)).hits
        return self._pipeline.validated_again(Query(question, as_of=as_of), trial, hits)

    def _conversation(self, given: str | None, audience: Audience) -> tuple[str, Sequence[str]]:
        """A conversation that goes on, with its last questions, or one that begins.

        One that someone of a wider audience began is not gone on with: what they asked is not for this asker.
        """
        if given:
            said = self._receipts.earlier(given, MAX_TURNS, audience)
            if said:
                return given, said
            if self._receipts.earlier(given, 1, Audience.STAFF):
                given = None
        return fresh_conversation(given), ()

    def _kept(self, answer_id: str) -> Receipt:
        receipt = self._receipts.read(answer_id)
        if receipt is None:
            raise UnknownAnswer(answer_id)
        return receipt

    def _may_read(self, receipt: Receipt, audience: Audience) -> bool:
        """Whether all that an answer shows may be shown to this audience, as the rights of its documents are now: those
        of the versions that it stood on, and those of the documents.
        """
        reply = receipt.reply
        # The hits too: their titles stand in choices and warnings.
        shown = [citation.document for citation in reply.answer.citations] + [hit.document for hit in reply.hits]
        live = [self._records.live_document(document_id) for document_id in {one.id for one in shown}]
        return all(one.visibility in audience.visibilities for one in shown) and all(
            one is not None and one.document.visibility in audience.visibilities for one in live
        )
