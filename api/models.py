"""The JSON of the public contract, in and out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from assistant.conversation import MAX_QUESTION_CHARS
from assistant.profile import profile_of
from domain.receipts import Replay
from domain.types import NOBODY, Answer, Hit, Reading, Search
from domain.types import Profile as DomainProfile
from runtime.contract import (
    AnswerOut,
    CitationOut,
    ClarificationOut,
    ReferenceOut,
    ResultOut,
    SearchOut,
    SentenceOut,
    WarningOut,
)

__all__ = [
    "AnswerOut",
    "CitationOut",
    "ClarificationOut",
    "ReferenceOut",
    "ResultOut",
    "SearchOut",
    "SentenceOut",
    "WarningOut",
]

MAX_THEME_CHARS = 200
MAX_POPULATION = 100_000_000
MAX_HISTORY = 100  # messages; only the last few questions are looked at


def _text_only(value: object) -> object:
    """A number would be taken for seconds since 1970, as which nobody means a day."""
    if value is not None and not isinstance(value, str | date):
        raise PydanticCustomError("date_parsing", "not a date")
    return value


Day = Annotated[date, BeforeValidator(_text_only)]
"""A day, as AAAA-MM-JJ."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Turn(_Model):
    """One message of the conversation so far."""

    role: Literal["user", "assistant"] = "user"
    content: str = Field(max_length=20_000)


class Profile(_Model):
    """Which collectivity asks."""

    kind: str | None = Field(default=None, description="commune, epci, departement, region ou syndicat.")
    population: int | None = Field(default=None, ge=0, le=MAX_POPULATION, strict=True)

    def known(self) -> DomainProfile:
        """The domain's profile.

        Raises:
            BadRequest: a kind of collectivity that is not known.
        """
        return profile_of(self.kind, self.population)


class AskIn(_Model):
    """A question. `question` holds 2 to 2,000 characters."""

    question: str = Field(
        json_schema_extra={"minLength": 2, "maxLength": MAX_QUESTION_CHARS},  # held by assistant/question.py, in French
        examples=["Une commune peut-elle entrer au capital d'une SCIC ?"],
    )
    conversation_id: str | None = Field(
        default=None,
        max_length=200,
        description="Celui d'une réponse précédente. Une valeur que l'on pourrait deviner est remplacée.",
    )
    history: tuple[Turn, ...] = Field(default=(), max_length=MAX_HISTORY)
    as_of: Day | None = Field(default=None, description="The law as of this date; today by default.")
    profile: Profile | None = None
    theme: str | None = Field(default=None, max_length=MAX_THEME_CHARS)

    def earlier(self) -> tuple[str, ...]:
        """The questions asked before, oldest first."""
        return tuple(turn.content for turn in self.history if turn.role == "user")

    def known(self) -> DomainProfile:
        """What the request tells of who asks."""
        return self.profile.known() if self.profile else NOBODY


class FieldScoreOut(_Model):
    """What one field, or one rule, gave a passage: `share` of its score = `standard` × `weight`."""

    field: str
    score: float
    standard: float
    weight: float
    share: float


class ExplainedOut(SearchOut):
    """Passages, how the question was read to find them, and for each what its score is made of."""

    reading: Reading
    scores: tuple[tuple[FieldScoreOut, ...], ...]


class ReplayOut(_Model):
    """An answer made again: the same when nothing differs. `changes` tell what its documents have become since."""

    answer_id: str
    asked_at: datetime
    question: str
    same: bool
    differences: tuple[str, ...]
    changes: tuple[str, ...]
    text: str


class Problem(_Model):
    """RFC 9457 problem details, in French, with what to do about it."""

    type: str
    title: str
    status: int
    detail: str
    hint: str


class OpenAIError(_Model):
    """What went wrong, as OpenAI's clients read it; the message is in French, with what to do about it."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIErrorOut(_Model):
    """The errors of the addresses that OpenAI's clients call."""

    error: OpenAIError


def answer_out(answer: Answer, conversation_id: str = "") -> AnswerOut:
    """The contract's JSON of an answer, and the conversation that it belongs to."""
    return AnswerOut.model_validate(answer).model_copy(update={"conversation_id": conversation_id})


def replay_out(replay: Replay) -> ReplayOut:
    """What was found when an answer was made again."""
    receipt = replay.receipt
    return ReplayOut(
        answer_id=receipt.id,
        asked_at=receipt.asked_at,
        question=receipt.query.question,
        same=not replay.differences,
        differences=replay.differences,
        changes=replay.changes,
        text=receipt.reply.answer.text,
    )


def search_out(hits: Sequence[Hit]) -> SearchOut:
    """The contract's JSON of a search."""
    return SearchOut(results=tuple(map(ResultOut.model_validate, hits)))


def explained_out(search: Search) -> ExplainedOut:
    """A search with its reasons: for whoever owns the data folder."""
    return ExplainedOut(
        results=search_out(search.hits).results,
        reading=search.reading,
        scores=tuple(
            tuple(
                FieldScoreOut(
                    field=f.field,
                    score=round(f.score, 4),
                    standard=round(f.standard, 4),
                    weight=f.weight,
                    share=round(f.standard * f.weight, 4),
                )
                for f in hit.fields
            )
            for hit in search.hits
        ),
    )
