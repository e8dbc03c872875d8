"""Answers that staff validated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.dependence import run_on
from domain.errors import BrokenInvariant
from domain.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters [start, end) of a passage, as a version of a document holds it."""

    document_id: str
    version: int
    passage_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ValidatedSentence:
    """A sentence in staff's words, or the document's own, on the quotes that say it."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Validated:
    """One version of a validated answer: the last one counts, unless withdrawn. `validated_at` is UTC.

    `wordings` are other ways in which people ask its question.
    """

    id: str
    version: int
    question: str
    sentences: tuple[ValidatedSentence, ...]
    author: str
    validated_at: datetime
    wordings: tuple[str, ...] = ()
    review_by: date | None = None
    withdrawn: bool = False

    def __post_init__(self) -> None:
        if not self.sentences or any(not sentence.quotes for sentence in self.sentences):
            raise BrokenInvariant(f"validated answer {self.id} has a sentence without a quote")

    @property
    def day(self) -> date:
        """The day it was validated, where the service runs."""
        return self.validated_at.astimezone().date()

    @property
    def text(self) -> str:
        """Its sentences as one text."""
        return run_on([sentence.text for sentence in self.sentences])

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quote, once, in order."""
        return tuple(dict.fromkeys(quote for sentence in self.sentences for quote in sentence.quotes))


@dataclass(frozen=True, slots=True)
class QuotedSource:
    """Where a quote stands: its passage and document, and whether the version in force still says it."""

    passage: Passage
    document: Document
    stands: bool


@dataclass(frozen=True, slots=True)
class ValidatedMatch:
    """A validated answer for a question, with where each of its quotes stands."""

    validated: Validated
    sources: Mapping[Quote, QuotedSource]
