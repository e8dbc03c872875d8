"""Small domain values for tests, built as the product builds them."""

from __future__ import annotations

from datetime import date

from domain.ids import passage_id
from domain.types import Audience, Document, Edition, Hit, Passage, Query, Span, Visibility
from ingest.sentences import FrenchSentenceSplitter

TODAY = date(2026, 11, 23)


def a_document(document_id: str = "doc", *, visibility: Visibility = Visibility.PUBLIC, **fields: object) -> Document:
    """A document; any field can be set."""
    values: dict[str, object] = {"title": document_id, "source": f"/corpus/{document_id}.md"} | fields
    return Document(id=document_id, visibility=visibility, **values)  # type: ignore[arg-type]


def a_passage(text: str, document: Document, ordinal: int = 0, *, page: int | None = None) -> Passage:
    """A passage with its sentences split for real."""
    return Passage(
        id=passage_id(document.id, document.title, (), text, 0),
        document_id=document.id,
        ordinal=ordinal,
        text=text,
        span=Span(0, len(text)),
        page=page,
        sentences=FrenchSentenceSplitter().split(text),
    )


def an_edition(document: Document, *texts: str) -> Edition:
    """A document with one passage a text."""
    return Edition(document, tuple(a_passage(text, document, n) for n, text in enumerate(texts)))


def a_hit(text: str, *similarities: float, document: Document | None = None, rank: int = 1) -> Hit:
    """A hit whose sentences have these cosines with the question."""
    of = document or a_document()
    best = max(similarities, default=0.0)
    return Hit(
        a_passage(text, of), of, 1.0, rank, similarity=best, coverage=0.8, sentence_similarities=tuple(similarities)
    )


def a_query(text: str, *, audience: Audience = Audience.PUBLIC, limit: int = 10, group: bool = True) -> Query:
    """A query for today."""
    return Query(text, TODAY, audience, limit, group=group)
