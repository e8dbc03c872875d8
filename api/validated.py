"""The JSON of the staff's validated answers."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from api.models import Day
from domain.validated import Validated
from runtime.validated import Due

MAX_TEXT = 5_000


class QuoteIn(BaseModel):
    """What a sentence stands on: words of a passage (the whole passage by default) of a document's version in force."""

    document_id: str = Field(max_length=200)
    passage_id: str = Field(max_length=64)
    quote: str | None = Field(default=None, max_length=MAX_TEXT)


class ValidatedSentenceIn(BaseModel):
    """A sentence, in staff's words or the document's own."""

    text: str = Field(min_length=1, max_length=MAX_TEXT)
    citations: tuple[QuoteIn, ...]


class ValidatedIn(BaseModel):
    """An answer to validate: one that was given (`answer_id`), or sentences of one's own."""

    question: str = Field(min_length=1, max_length=2_000)
    wordings: tuple[str, ...] = Field(default=(), description="D'autres façons de poser la question.")
    answer_id: str | None = None
    sentences: tuple[ValidatedSentenceIn, ...] = ()
    author: str = Field(default="", max_length=200, description="Qui valide ; gardé, jamais montré au public.")
    review_by: Day | None = Field(default=None, description="À relire avant cette date.")


class QuoteOut(BaseModel):
    """A quote, verbatim, with the version of the document that it was taken from."""

    document_id: str
    version: int
    passage_id: str
    quote: str


class ValidatedSentenceOut(BaseModel):
    """A sentence with its quotes."""

    text: str
    citations: tuple[QuoteOut, ...]


class ValidatedOut(BaseModel):
    """A validated answer; `due` tells why it must be read again, empty while nothing has moved."""

    id: str
    version: int
    question: str
    wordings: tuple[str, ...]
    sentences: tuple[ValidatedSentenceOut, ...]
    author: str
    validated_at: datetime
    review_by: date | None
    due: tuple[str, ...]


class ValidatedListOut(BaseModel):
    """Validated answers, those to be read again first."""

    validated: tuple[ValidatedOut, ...]


def validated_out(validated: Validated, due: tuple[str, ...] = ()) -> ValidatedOut:
    """A validated answer."""
    return ValidatedOut(
        id=validated.id,
        version=validated.version,
        question=validated.question,
        wordings=validated.wordings,
        sentences=tuple(
            ValidatedSentenceOut(
                text=sentence.text,
                citations=tuple(
                    QuoteOut(document_id=q.document_id, version=q.version, passage_id=q.passage_id, quote=q.text)
                    for q in sentence.quotes
                ),
            )
            for sentence in validated.sentences
        ),
        author=validated.author,
        validated_at=validated.validated_at,
        review_by=validated.review_by,
        due=due,
    )


def list_out(shelf: tuple[Due, ...], *, only_due: bool) -> ValidatedListOut:
    """The list, those that are due first."""
    shown = sorted((one for one in shelf if one.reasons or not only_due), key=lambda one: not one.reasons)
    return ValidatedListOut(validated=tuple(validated_out(one.validated, one.reasons) for one in shown))
