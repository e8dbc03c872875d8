"""LangChain's pieces: the model as `Embeddings`, the search as a `BaseRetriever`, to be put in anyone's chain.

```python
with open_guichet(load_settings()) as guichet:
    retriever = GuichetRetriever(guichet=guichet, k=4, theme="scic")
    chain = {"context": retriever, "question": RunnablePassthrough()} | prompt | model
```
"""

from __future__ import annotations

import asyncio
from datetime import date

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SkipValidation

from domain.ports import Embedder, Retriever
from domain.types import Audience, Hit, Query


class GuichetEmbeddings(Embeddings):
    """Guichet's embedding model, each kind of text with the prompt that the model was trained with."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector a text, (texts, dimension)."""
        return [list(map(float, vector)) for vector in self._embedder.embed_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question, (dimension,)."""
        [vector] = self._embedder.embed_queries([text])
        return list(map(float, vector))


class GuichetRetriever(BaseRetriever):
    """Passages, best first. What `audience` may not read is never looked at; anonymous by default.

    Metadata are plain values (text, number, none), so that any LangChain vector store can keep them; a date is its
    ISO form. `score` orders the passages of one question; `similarity`, a cosine, compares across questions.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    guichet: SkipValidation[Retriever]
    k: int = Field(default=10, ge=1, le=50)
    audience: Audience = Audience.PUBLIC
    theme: str | None = None
    around: bool = False
    """Whether `before` and `after` hold the passages beside each one."""
    as_of: date | None = None
    """The date whose law is asked for; today's by default."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        del run_manager  # BaseRetriever tells its callbacks by itself
        return self._found(query, k)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        del run_manager
        return await asyncio.to_thread(self._found, query, k)

    def _found(self, query: str, k: int | None) -> list[Document]:
        if not query.strip():
            return []
        asked = Query(
            query,
            self.as_of or date.today(),
            self.audience,
            theme=self.theme,
            limit=k or self.k,
            group=False,
            around=self.around,
        )
        return [_document(hit) for hit in self.guichet.search(asked)]


def _document(hit: Hit) -> Document:
    passage, document = hit.passage, hit.document
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "source": document.url or document.source,
            "document_id": document.id,
            "title": document.title,
            "heading": " › ".join(passage.heading_path),
            "page": passage.page,
            "publisher": document.publisher,
            "published": document.published.isoformat() if document.published else None,
            "theme": document.theme,
            "score": hit.score,
            "similarity": hit.similarity,
            "rank": hit.rank,
            "before": hit.before,
            "after": hit.after,
        },
    )
