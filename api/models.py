"""The JSON of the public contract, in and out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.types import Answer, AnswerStatus, Hit, Reading, Search


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Turn(_Model):
    """One message of the conversation so far."""

    role: Literal["user", "assistant"] = "user"
    content: str = Field(max_length=20_000)


class Profile(_Model):
    """Which collectivity asks."""

    kind: str | None = None
    population: int | None = Field(default=None, ge=0)


class AskIn(_Model):
    """A question. `question` holds 2 to 2,000 characters."""

    question: str
    conversation_id: str | None = None
    history: tuple[Turn, ...] = ()
    as_of: date | None = Field(default=None, description="The law as of this date; today by default.")
    profile: Profile | None = None
    theme: str | None = None


class SentenceOut(_Model):
    """A sentence with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


class CitationOut(_Model):
    """A verbatim quote: characters [start, end) of the passage's text."""

    number: int
    document_id: str
    passage_id: str
    title: str
    publisher: str
    page: int | None
    page_end: int | None
    page_label: str | None
    heading_path: tuple[str, ...]
    quote: str
    start: int
    end: int
    url: str
    published: date | None


class ReferenceOut(_Model):
    """A legal reference as written, and its address when the law has a stable one."""

    text: str
    url: str | None


class WarningOut(_Model):
    """Something the reader must know."""

    code: str
    text: str
    document_id: str | None = None


class ClarificationOut(_Model):
    """What is asked back; each choice can be asked as it stands."""

    question: str
    choices: tuple[str, ...]


class AnswerOut(_Model):
    """An answer, or an honest absence of one."""

    answer_id: str
    status: AnswerStatus
    text: str
    sentences: tuple[SentenceOut, ...]
    citations: tuple[CitationOut, ...]
    references: tuple[ReferenceOut, ...]
    confidence: float
    warnings: tuple[WarningOut, ...]
    notice: str
    contact: str | None = None
    searched: tuple[str, ...] = ()
    preface: str = ""
    clarification: ClarificationOut | None = None


class ResultOut(_Model):
    """A passage found."""

    rank: int
    score: float
    document_id: str
    passage_id: str
    title: str
    type: str
    theme: str
    page: int | None
    page_end: int | None
    page_label: str | None
    heading_path: tuple[str, ...]
    text: str
    url: str
    published: date | None
    via: tuple[str, ...]
    before: str = ""
    after: str = ""


class SearchOut(_Model):
    """Passages, best first."""

    results: tuple[ResultOut, ...]


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


class Problem(_Model):
    """RFC 9457 problem details, in French, with what to do about it."""

    type: str
    title: str
    status: int
    detail: str
    hint: str


def answer_out(answer: Answer) -> AnswerOut:
    """The contract's JSON of an answer."""
    asked = answer.clarification
    return AnswerOut(
        answer_id=answer.id,
        status=answer.status,
        text=answer.text,
        sentences=tuple(SentenceOut(text=s.text, citations=s.citations) for s in answer.sentences),
        citations=tuple(
            CitationOut(
                number=c.number,
                document_id=c.document.id,
                passage_id=c.passage.id,
                title=c.document.title,
                publisher=c.document.publisher,
                page=c.page,
                page_end=c.passage.page_end,
                page_label=c.passage.page_label,
                heading_path=c.passage.heading_path,
                quote=c.quote,
                start=c.start,
                end=c.end,
                url=c.document.url,
                published=c.document.published,
            )
            for c in answer.citations
        ),
        references=tuple(ReferenceOut(text=r.text, url=r.url) for r in answer.references),
        confidence=round(answer.confidence, 4),
        warnings=tuple(WarningOut(code=w.code, text=w.text, document_id=w.document_id) for w in answer.warnings),
        notice=answer.notice,
        contact=answer.contact,
        searched=answer.searched,
        preface=answer.preface,
        clarification=ClarificationOut(question=asked.question, choices=asked.choices) if asked else None,
    )


def search_out(hits: Sequence[Hit]) -> SearchOut:
    """The contract's JSON of a search."""
    return SearchOut(
        results=tuple(
            ResultOut(
                rank=hit.rank,
                score=round(hit.score, 6),
                document_id=hit.document.id,
                passage_id=hit.passage.id,
                title=hit.document.title,
                type=hit.document.type,
                theme=hit.document.theme,
                page=hit.passage.page,
                page_end=hit.passage.page_end,
                page_label=hit.passage.page_label,
                heading_path=hit.passage.heading_path,
                text=hit.passage.text,
                url=hit.document.url,
                published=hit.document.published,
                via=hit.via,
                before=hit.before,
                after=hit.after,
            )
            for hit in hits
        )
    )


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
