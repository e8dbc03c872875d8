"""The search as LangChain's `BaseRetriever`, on a Guichet of this process or over HTTP."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from datetime import date

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SkipValidation

from domain.ports import Retriever
from domain.types import Audience, Hit, Query
from integrations.langchain.service import Json, Remote
from runtime.contract import ResultOut, SearchOut


class _Searching(BaseRetriever):
    """Passages, best first; none for a question without words.

    Metadata are plain values (text, number, none), so that any LangChain vector store can keep them; a date is its
    ISO form. `score` orders the passages of one question; `similarity`, a cosine, compares across questions.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    k: int = Field(default=10, ge=1, le=50)
    theme: str | None = None
    around: bool = False
    """Whether `before` and `after` hold the passages beside each one."""

    @abstractmethod
    def _found(self, query: str, k: int) -> list[Document]:
        """At most `k` passages."""

    async def _afound(self, query: str, k: int) -> list[Document]:
        return await asyncio.to_thread(self._found, query, k)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        del run_manager  # BaseRetriever tells its callbacks by itself
        return self._found(query, k or self.k) if query.strip() else []

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        del run_manager
        return await self._afound(query, k or self.k) if query.strip() else []


class GuichetRetriever(_Searching):
    """Passages of a Guichet of this process. What `audience` may not read is never looked at; anonymous by default."""

    guichet: SkipValidation[Retriever]
    audience: Audience = Audience.PUBLIC
    as_of: date | None = None
    """The date whose law is asked for; today's by default."""

    def _found(self, query: str, k: int) -> list[Document]:
        asked = Query(
            query,
            self.as_of or date.today(),
            self.audience,
            theme=self.theme,
            limit=k,
            group=False,
            around=self.around,
        )
        return [_document_of(hit) for hit in self.guichet.search(asked)]


class GuichetHttpRetriever(Remote, _Searching):
    """Passages of a Guichet that is served elsewhere: the public ones, or those that its key opens."""

    def _found(self, query: str, k: int) -> list[Document]:
        return _documents(self._service.send("GET", "/v1/search", params=self._asked(query, k)))

    async def _afound(self, query: str, k: int) -> list[Document]:
        return _documents(await self._service.asend("GET", "/v1/search", params=self._asked(query, k)))

    def _asked(self, query: str, k: int) -> Json:
        theme = {"theme": self.theme} if self.theme else {}
        return {"q": query, "limit": k, "group": False, "around": self.around} | theme


def _documents(found: Json) -> list[Document]:
    return [_document(result) for result in SearchOut.model_validate(found).results]


def _document_of(hit: Hit) -> Document:
    return _document(ResultOut.model_validate(hit), source=hit.document.source)


def _document(result: ResultOut, *, source: str = "") -> Document:
    """`source` is where a document without an address was read, which a service does not tell."""
    return Document(
        id=result.passage_id,
        page_content=result.text,
        metadata={
            "source": result.url or source or result.document_id,
            "document_id": result.document_id,
            "title": result.title,
            "publisher": result.publisher,
            "heading": " › ".join(result.heading_path),
            "page": result.page,
            "published": result.published.isoformat() if result.published else None,
            "theme": result.theme,
            "score": result.score,
            "similarity": result.similarity,
            "rank": result.rank,
            "before": result.before,
            "after": result.after,
        },
    )
