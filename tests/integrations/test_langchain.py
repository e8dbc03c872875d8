"""LangChain's own contract tests on what we give it, over a real Guichet, and a chain that anyone could write."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_tests.integration_tests import EmbeddingsIntegrationTests, RetrieversIntegrationTests

from domain.types import Audience
from integrations.langchain import GuichetEmbeddings, GuichetRetriever
from runtime.guichet import Guichet
from tests.integrations.documents import QUESTION
from vectorstore.embedding import OnnxEmbedder


class TestEmbeddings(EmbeddingsIntegrationTests):
    """LangChain's standard suite for embeddings."""

    @pytest.fixture(autouse=True)
    def _real(self, embedder: OnnxEmbedder) -> None:
        self._embedder = embedder

    @property
    def embeddings_class(self) -> type[Embeddings]:
        return GuichetEmbeddings

    @property
    def embedding_model_params(self) -> dict[str, Any]:
        return {"embedder": self._embedder}


class TestRetriever(RetrieversIntegrationTests):
    """LangChain's standard suite for retrievers."""

    @pytest.fixture(autouse=True)
    def _real(self, stocked: Guichet) -> None:
        self._guichet = stocked

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return GuichetRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"guichet": self._guichet}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION


def test_questions_and_passages_are_embedded_with_prompts_of_their_own(embedder: OnnxEmbedder) -> None:
    embeddings = GuichetEmbeddings(embedder)

    assert embeddings.embed_query(QUESTION) == pytest.approx(embedder.embed_queries([QUESTION])[0])
    assert embeddings.embed_documents([QUESTION]) == [pytest.approx(embedder.embed_passages([QUESTION])[0])]


def test_a_passage_comes_with_what_a_citation_needs_in_plain_values(stocked: Guichet) -> None:
    best, *_ = GuichetRetriever(guichet=stocked).invoke(QUESTION)

    assert "neuf ans" in best.page_content
    assert (
        best.metadata.items()
        >= {
            "document_id": "bail",
            "title": "Louer une terre communale",
            "heading": "Le bail",
            "publisher": "Réseau d'essai",
            "published": "2026-03-01",
            "theme": "foncier",
            "page": None,
            "rank": 1,
        }.items()
    )
    assert json.loads(json.dumps(best.metadata)) == best.metadata


def test_passages_come_with_those_beside_them_when_asked(stocked: Guichet) -> None:
    best, *_ = GuichetRetriever(guichet=stocked, around=True).invoke(QUESTION)

    assert best.metadata["before"] == ""
    assert best.metadata["after"].startswith("Le maire loue d'abord")
    assert GuichetRetriever(guichet=stocked).invoke(QUESTION)[0].metadata["after"] == ""


def test_members_documents_are_found_for_members_only(stocked: Guichet) -> None:
    anonymous = GuichetRetriever(guichet=stocked).invoke("dispositif Valmorin")
    member = GuichetRetriever(guichet=stocked, audience=Audience.ADHERENT).invoke("dispositif Valmorin")

    assert {found.metadata["document_id"] for found in anonymous} == {"bail"}
    assert member[0].metadata["document_id"] == "note"


def test_a_theme_without_documents_gives_nothing(stocked: Guichet) -> None:
    assert GuichetRetriever(guichet=stocked, theme="scic").invoke(QUESTION) == []


@pytest.mark.parametrize("nothing", ["", "  \n"])
def test_no_question_finds_nothing(stocked: Guichet, nothing: str) -> None:
    assert GuichetRetriever(guichet=stocked).invoke(nothing) == []


def test_several_ask_at_once(stocked: Guichet) -> None:
    retriever = GuichetRetriever(guichet=stocked, k=1)

    async def ask() -> list[str]:
        found = await retriever.abatch([QUESTION, "à quel moment donner congé"])
        return [best.page_content for [best] in found]

    first, second = asyncio.run(ask())

    assert "neuf ans" in first
    assert "dix-huit mois" in second


def test_it_stands_in_anyones_chain_and_fills_anyones_vector_store(stocked: Guichet, embedder: OnnxEmbedder) -> None:
    retriever = GuichetRetriever(guichet=stocked, k=2)
    chain = {"context": retriever, "question": RunnablePassthrough()} | RunnableLambda(
        lambda given: f"{given['question']} : {given['context'][0].page_content}"
    )
    store = InMemoryVectorStore(GuichetEmbeddings(embedder))
    store.add_documents(retriever.invoke(QUESTION))

    assert "neuf ans" in chain.invoke(QUESTION)
    [again] = store.similarity_search(QUESTION, k=1)
    assert again.metadata["title"] == "Louer une terre communale"
