"""What is kept of an answer, so that it can be made again, exported and asked about later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.types import Answer, AnswerStatus, Hit, Query


class ComposerKind(StrEnum):
    """Who chose an answer's words."""

    EXTRACTIVE = "extractive"
    LLM = "llm"
    VALIDATED = "validated"


@dataclass(frozen=True, slots=True)
class Recipe:
    """By what an answer was made. `prompts` is a digest of the texts shown, `model` names the language model if any."""

    composer: ComposerKind
    prompts: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with what it was made from: the hits that the retriever gave, best first.

    `validated` is the id and the version of the validated answer that it repeats.
    """

    answer: Answer
    hits: tuple[Hit, ...]
    recipe: Recipe
    validated: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A reply as it was given: to whom (`query.audience`), when (UTC), in which conversation."""

    query: Query
    reply: Reply
    asked_at: datetime
    conversation_id: str

    @property
    def id(self) -> str:
        """The answer's."""
        return self.reply.answer.id


class FeedbackReason(StrEnum):
    """Why an answer was of no use."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    OFF_TOPIC = "off_topic"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person says of an answer; `reason` and `comment` say why it was of no use."""

    answer_id: str
    useful: bool
    reason: FeedbackReason = FeedbackReason.OTHER
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked and left without a useful answer, as the records keep it (`asked_at` in UTC)."""

    answer_id: str
    question: str
    theme: str
    status: AnswerStatus
    asked_at: datetime
    feedback: Feedback | None = None


class TaskStatus(StrEnum):
    """Where staff stand with a question."""

    OPEN = "open"
    DOING = "doing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Task:
    """What staff decided of a question that waits; nothing yet by default. `changed_at` is in UTC."""

    status: TaskStatus = TaskStatus.OPEN
    assignee: str = ""
    note: str = ""
    changed_at: datetime | None = None

    def closed_for(self, asked_at: datetime) -> bool:
        """Whether a question asked then no longer waits: one asked again after it was closed waits again."""
        return self.status is TaskStatus.CLOSED and self.changed_at is not None and asked_at <= self.changed_at


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Questions that ask the same and wait for staff: the last one's words, and how often each thing happened.

    `id` comes from what the first one asks, so that what staff decide of them outlives each question. `wordings` are
    the different ways in which it was asked, oldest first: staff see whether they do ask the same.
    """

    id: str
    question: str
    theme: str
    asked: int
    refused: int
    downvoted: int
    last_asked_at: datetime
    answer_ids: tuple[str, ...]
    comments: tuple[str, ...]
    task: Task
    wordings: tuple[str, ...] = ()

    @property
    def status(self) -> TaskStatus:
        """Where it is: one that was closed and asked again is open again."""
        return TaskStatus.OPEN if self.reopened else self.task.status

    @property
    def reopened(self) -> bool:
        """Whether it was closed, and asked again since."""
        return self.task.status is TaskStatus.CLOSED and not self.task.closed_for(self.last_asked_at)


STALE = frozenset({"stale", "superseded"})
"""The codes of the warnings that tell of a source that is old, or that another one replaces."""


@dataclass(frozen=True, slots=True)
class Zone:
    """How the questions of a theme ended in a month (its first day): where refusals pile up, documents are missing.

    `asked` = `answered` + `partial` + `refused` + `clarified`; `downvoted` and `stale` count among them. `theme` is
    that of the nearest document found, "" when nothing was.
    """

    theme: str
    month: date
    asked: int
    answered: int
    partial: int
    refused: int
    clarified: int
    downvoted: int
    stale: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what it was told, as the records keep them, for whoever asks for their own (`asked_at` in UTC)."""

    answer_id: str
    asked_at: datetime
    question: str
    status: AnswerStatus
    text: str
    feedback: Feedback | None


@dataclass(frozen=True, slots=True)
class Replay:
    """An answer made again. `differences` tell, in French, what is not as it was; `changes` what has moved since.

    An answer is the same when there is no difference: changes do not touch it.
    """

    receipt: Receipt
    again: Answer | None
    differences: tuple[str, ...]
    changes: tuple[str, ...]
