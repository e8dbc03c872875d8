"""The peers, each as its documentation sets it up, over the same texts and the same model as ours.

Needs `make peers`. Every peer gets the documents' texts as Guichet's readers give them, title first, so that readers
are not what is compared (bench/ingest.py compares them), and the model's own prompts for questions and passages.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.retrieval.sets import Text

Search = Callable[[str], Sequence[str]]
"""The ids of the documents found for a question, best first, each once."""

DEPTH = 10  # documents asked of each system
CHUNKS = 30  # asked of a peer, whose results are chunks: ten documents at least, nearly always

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")


def langchain(model: Path, texts: Sequence[Text], folder: Path, chunks: int = CHUNKS) -> Search:
    """RecursiveCharacterTextSplitter(1000, 200) and Chroma: the RAG tutorial."""
    store, _ = _langchain_store(model, texts, folder)
    return lambda question: _documents(chunk.metadata["id"] for chunk in store.similarity_search(question, k=chunks))


def langchain_ensemble(model: Path, texts: Sequence[Text], folder: Path) -> Search:
    """EnsembleRetriever of BM25Retriever and Chroma, weights .5 and .5: the hybrid search how-to."""
    with _quiet():
        from langchain_classic.retrievers import EnsembleRetriever  # noqa: PLC0415 - peers, imported to be measured
        from langchain_community.retrievers import BM25Retriever  # noqa: PLC0415

    store, chunks = _langchain_store(model, texts, folder)
    words = BM25Retriever.from_documents(chunks, k=CHUNKS)
    both = EnsembleRetriever(retrievers=[words, store.as_retriever(search_kwargs={"k": CHUNKS})], weights=[0.5, 0.5])
    return lambda question: _documents(chunk.metadata["id"] for chunk in both.invoke(question))


def llamaindex(model: Path, texts: Sequence[Text], folder: Path) -> Search:  # noqa: ARG001 - kept in memory
    """QueryFusionRetriever of a vector index and BM25Retriever, reciprocal rank fusion, no query generated."""
    with _quiet():
        from llama_index.core import Document, VectorStoreIndex  # noqa: PLC0415
        from llama_index.core.llms import MockLLM  # noqa: PLC0415
        from llama_index.core.node_parser import SentenceSplitter  # noqa: PLC0415
        from llama_index.core.retrievers import QueryFusionRetriever  # noqa: PLC0415
        from llama_index.core.retrievers.fusion_retriever import FUSION_MODES  # noqa: PLC0415
        from llama_index.retrievers.bm25 import BM25Retriever  # noqa: PLC0415

    documents = [
        Document(
            text=text.text,
            metadata={"id": text.id},
            excluded_embed_metadata_keys=["id"],
            excluded_llm_metadata_keys=["id"],
        )
        for text in texts
    ]
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    index = VectorStoreIndex(nodes, embed_model=_llamaindex_model(model))
    fused = QueryFusionRetriever(
        [
            index.as_retriever(similarity_top_k=CHUNKS),
            BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=CHUNKS, language="fr"),
        ],
        llm=MockLLM(),
        similarity_top_k=CHUNKS,
        num_queries=1,
        mode=FUSION_MODES.RECIPROCAL_RANK,
        use_async=False,
    )
    return lambda question: _documents(found.node.metadata["id"] for found in fused.retrieve(question))


def haystack(model: Path, texts: Sequence[Text], folder: Path) -> Search:  # noqa: ARG001 - kept in memory
    """DocumentSplitter (150 words, 50 over), BM25 and embedding retrievers joined by ranks: the hybrid tutorial."""
    from haystack import Document  # noqa: PLC0415
    from haystack.components.joiners import DocumentJoiner  # noqa: PLC0415
    from haystack.components.preprocessors import DocumentSplitter  # noqa: PLC0415
    from haystack.components.retrievers.in_memory import (  # noqa: PLC0415
        InMemoryBM25Retriever,
        InMemoryEmbeddingRetriever,
    )
    from haystack.document_stores.in_memory import InMemoryDocumentStore  # noqa: PLC0415

    engine = _sentence_transformer(model)
    splitter = DocumentSplitter(split_by="word", split_length=150, split_overlap=50)
    documents = [Document(content=text.text, meta={"id": text.id}) for text in texts]
    chunks = splitter.run(documents=documents)["documents"]
    vectors = engine.encode_document([chunk.content for chunk in chunks], show_progress_bar=False)
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(
        [
            Document(content=chunk.content, meta=chunk.meta, embedding=vector.tolist())
            for chunk, vector in zip(chunks, vectors, strict=True)
        ]
    )
    words = InMemoryBM25Retriever(store, top_k=CHUNKS)
    dense = InMemoryEmbeddingRetriever(store, top_k=CHUNKS)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=CHUNKS)

    def search(question: str) -> Sequence[str]:
        vector = engine.encode_query(question, show_progress_bar=False).tolist()
        lists = [words.run(query=question)["documents"], dense.run(query_embedding=vector)["documents"]]
        return _documents(found.meta["id"] for found in joiner.run(documents=lists)["documents"])

    return search


PEERS: Mapping[str, Callable[[Path, Sequence[Text], Path], Search]] = {
    "LangChain, Chroma": langchain,
    "LangChain, ensemble": langchain_ensemble,
    "LlamaIndex, fusion": llamaindex,
    "Haystack, hybrid": haystack,
}


def _langchain_store(model: Path, texts: Sequence[Text], folder: Path) -> tuple[Any, list[Any]]:
    with _quiet():
        from langchain_chroma import Chroma  # noqa: PLC0415
        from langchain_core.documents import Document  # noqa: PLC0415
        from langchain_core.embeddings import Embeddings  # noqa: PLC0415
        from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415

    engine = _sentence_transformer(model)

    class SentenceTransformerEmbeddings(Embeddings):
        """What langchain-huggingface's class does, whose own dependencies cannot live with ours."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [vector.tolist() for vector in engine.encode_document(texts, show_progress_bar=False)]

        def embed_query(self, text: str) -> list[float]:
            return list(engine.encode_query(text, show_progress_bar=False).tolist())

    documents = [Document(page_content=text.text, metadata={"id": text.id}) for text in texts]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    store = Chroma.from_documents(chunks, SentenceTransformerEmbeddings(), persist_directory=str(folder))
    return store, chunks


def _llamaindex_model(model: Path) -> Any:
    from llama_index.core.embeddings import BaseEmbedding  # noqa: PLC0415

    engine = _sentence_transformer(model)

    class SentenceTransformerEmbedding(BaseEmbedding):  # type: ignore[misc]
        """What llama-index-embeddings-huggingface's class does, whose own dependencies cannot live with ours."""

        def _get_query_embedding(self, query: str) -> list[float]:
            return list(engine.encode_query(query, show_progress_bar=False).tolist())

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return list(engine.encode_document(text, show_progress_bar=False).tolist())

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [vector.tolist() for vector in engine.encode_document(texts, show_progress_bar=False)]

    return SentenceTransformerEmbedding(embed_batch_size=32)


def _sentence_transformer(model: Path) -> Any:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    return SentenceTransformer(str(model), device="cpu")


def _documents(found: Iterator[str]) -> Sequence[str]:
    return list(dict.fromkeys(found))[:DEPTH]


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the recipes are still what their documentation shows
        yield
