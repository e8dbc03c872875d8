"""The model as LangChain's `Embeddings`."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from domain.ports import Embedder


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
