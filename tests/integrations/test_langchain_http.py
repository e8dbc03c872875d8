"""LangChain's pieces over HTTP, against a real service; and the assistant, which is the same in process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests
from pydantic import SecretStr

from domain.errors import BadQuestion, GuichetError
from domain.types import Audience
from integrations.langchain import GuichetAssistant, GuichetHttpAssistant, GuichetHttpRetriever, GuichetRetriever
from runtime.guichet import Guichet
from tests.api.conftest import Server
from tests.integrations.documents import QUESTION, SECRET, SECRET_QUESTION

FOLLOW_UP = "et le congé ?"
REFUSED = "Quel est le taux de TVA des travaux de voirie ?"


class TestHttpRetriever(RetrieversIntegrationTests):
    """LangChain's standard suite for retrievers, over HTTP."""

    @pytest.fixture(autouse=True)
    def _real(self, server: Server) -> None:
        self._server = server

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return GuichetHttpRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"base_url": self._server.url}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION


@pytest.fixture(params=["in process", "over HTTP"])
def assistant(request: pytest.FixtureRequest) -> BaseChatModel:
    if request.param == "in process":
        return GuichetAssistant(guichet=request.getfixturevalue("stocked"))
    return GuichetHttpAssistant(base_url=request.getfixturevalue("server").url)


def test_the_same_passages_are_found_over_http_as_in_process(server: Server, stocked: Guichet) -> None:
    here = GuichetRetriever(guichet=stocked, k=3, around=True, theme="foncier").invoke(QUESTION)
    there = GuichetHttpRetriever(base_url=server.url, k=3, around=True, theme="foncier").invoke(QUESTION)

    assert len(there) == 3
    for one, other in zip(here, there, strict=True):
        assert (one.id, one.page_content) == (other.id, other.page_content)
        assert other.metadata["publisher"] == "Réseau d'essai"
        assert 0 < other.metadata["similarity"] <= 1
        assert one.metadata == other.metadata


def test_a_key_opens_what_is_for_members(server: Server, member: str) -> None:
    key = SecretStr(member)
    anyone, someone = (
        GuichetHttpRetriever(base_url=server.url + "/", api_key=given).invoke(f"dispositif {SECRET}")
        for given in (None, key)
    )

    assert {found.metadata["document_id"] for found in anyone} == {"bail"}
    assert someone[0].metadata["document_id"] == "note"
    assert SECRET in str(GuichetHttpAssistant(base_url=server.url, api_key=key).invoke(SECRET_QUESTION).content)
    assert member not in repr(GuichetHttpRetriever(base_url=server.url, api_key=key))


def test_a_theme_without_documents_and_no_question_give_nothing(server: Server) -> None:
    assert GuichetHttpRetriever(base_url=server.url, theme="scic").invoke(QUESTION) == []
    assert GuichetHttpRetriever(base_url=server.url).invoke("  \n") == []


def test_one_retriever_serves_several_event_loops_in_turn(server: Server) -> None:
    retriever = GuichetHttpRetriever(base_url=server.url, k=1)

    for _ in range(2):
        first, second = asyncio.run(retriever.abatch([QUESTION, "à quel moment donner congé"]))
        assert "neuf ans" in first[0].page_content
        assert "dix-huit mois" in second[0].page_content


def test_an_answer_is_a_message_with_its_marks_and_all_that_is_told_of_it(assistant: BaseChatModel) -> None:
    message = assistant.invoke(QUESTION)

    assert isinstance(message, AIMessage)
    assert "Une terre du domaine privé communal se loue par un bail rural de neuf ans. [1]" in str(message.content)
    told = message.response_metadata
    assert told["status"] in ("answered", "partial")
    assert 0 < told["confidence"] <= 1
    assert told["citations"][0]["document_id"] == "bail"
    assert told["citations"][0]["published"] == "2026-03-01"
    assert told["warnings"] == []
    assert {"answer_id", "conversation_id", "notice", "references", "contact"} <= told.keys()


def test_the_sources_silence_is_told(assistant: BaseChatModel) -> None:
    message = assistant.invoke(REFUSED)

    assert message.response_metadata["status"] == "abstained"
    assert message.content
    assert message.response_metadata["citations"] == []


@pytest.mark.parametrize("question", [QUESTION, REFUSED])
def test_an_answer_is_streamed_by_sentence_and_adds_up_to_the_whole(assistant: BaseChatModel, question: str) -> None:
    whole = assistant.invoke(question)
    pieces = list(assistant.stream(question))

    said = [piece for piece in pieces if piece.content]
    assert len(said) == max(1, str(whole.content).count(" ["))
    together = pieces[0]
    assert isinstance(together, AIMessageChunk)
    for piece in pieces[1:]:
        together += piece
    assert together.content == whole.content
    once = {"answer_id", "conversation_id"}
    told = {name: value for name, value in together.response_metadata.items() if name not in once}
    assert told == {name: value for name, value in whole.response_metadata.items() if name not in once}


async def test_it_is_asked_and_streamed_without_blocking(assistant: BaseChatModel) -> None:
    whole, pieces = await asyncio.gather(assistant.ainvoke(QUESTION), _streamed(assistant))

    assert "".join(pieces) == whole.content


async def _streamed(assistant: BaseChatModel) -> list[str]:
    return [str(piece.content) async for piece in assistant.astream(QUESTION)]


def test_a_conversation_is_given_as_messages_or_by_its_name(assistant: BaseChatModel) -> None:
    first = "Comment se fixe le fermage d'un bail rural ?"
    answered = assistant.invoke([SystemMessage("Sois bref."), HumanMessage(first)])
    by_messages = assistant.invoke([HumanMessage(first), answered, HumanMessage(FOLLOW_UP)])
    by_name = assistant.invoke(FOLLOW_UP, conversation_id=answered.response_metadata["conversation_id"])

    assert "dix-huit mois" in str(by_messages.content)
    assert by_messages.content == by_name.content
    assert by_name.response_metadata["conversation_id"] == answered.response_metadata["conversation_id"]


def test_it_stands_in_anyones_chain(assistant: BaseChatModel) -> None:
    chain = ChatPromptTemplate.from_template("{sujet} : combien de temps dure un bail rural ?") | assistant
    asked = chain | StrOutputParser()

    assert "neuf ans" in asked.invoke({"sujet": "Terres communales"})
    assert "neuf ans" in "".join(asked.stream({"sujet": "Terres communales"}))


def test_members_are_told_more_in_process_too(stocked: Guichet) -> None:
    member = GuichetAssistant(guichet=stocked, audience=Audience.ADHERENT, kind="commune", population=900)

    assert SECRET in str(member.invoke(SECRET_QUESTION).content)
    anyone = GuichetAssistant(guichet=stocked).invoke(SECRET_QUESTION)
    assert "note" not in {one["document_id"] for one in anyone.response_metadata["citations"]}


def test_what_cannot_be_asked_is_told_in_french(assistant: BaseChatModel) -> None:
    for way in (assistant.invoke, lambda question: list(assistant.stream(question))):
        with pytest.raises(GuichetError, match="ne contient aucun mot") as told:
            way("?")
        assert told.value.hint.startswith("Écrivez une question")
    with pytest.raises(BadQuestion, match="le dernier message n'est pas une question"):
        assistant.invoke([HumanMessage(QUESTION), AIMessage("Neuf ans.")])


def test_what_the_service_refuses_is_told_in_its_words(server: Server) -> None:
    wrong: dict[str, Any] = {"base_url": server.url, "api_key": "guichet_00000000_rien"}
    ways: list[Callable[[], Any]] = [
        lambda: GuichetHttpRetriever(**wrong).invoke(QUESTION),
        lambda: asyncio.run(GuichetHttpRetriever(**wrong).ainvoke(QUESTION)),
        lambda: GuichetHttpAssistant(**wrong).invoke(QUESTION),
        lambda: list(GuichetHttpAssistant(**wrong).stream(QUESTION)),
        lambda: asyncio.run(_streamed(GuichetHttpAssistant(**wrong))),
    ]
    for way in ways:
        with pytest.raises(GuichetError, match="cette clé n'est pas connue") as told:
            way()
        assert "Authorization: Bearer" in told.value.hint
        assert told.value.__notes__ == [f"À faire : {told.value.hint}"]


def test_a_service_that_does_not_answer_or_is_another_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(GuichetError, match=f"le service {nobody} ne répond pas"):
            GuichetHttpRetriever(base_url=nobody).invoke(QUESTION)
        taken.listen()
        with pytest.raises(GuichetError, match="n'a pas répondu à temps"):
            GuichetHttpRetriever(base_url=nobody, timeout=0.2).invoke(QUESTION)
    with pytest.raises(GuichetError, match="ne répond pas"):
        GuichetHttpAssistant(base_url="pas une adresse").invoke(QUESTION)
    with answering(502, "text/html", "<h1>Bad gateway</h1>") as proxy:
        with pytest.raises(GuichetError, match="le service a répondu 502 Bad Gateway"):
            GuichetHttpRetriever(base_url=proxy).invoke(QUESTION)
        with pytest.raises(GuichetError, match="le service a répondu 502 Bad Gateway"):
            list(GuichetHttpAssistant(base_url=proxy).stream(QUESTION))
    with answering(200, "text/html", "<h1>Bienvenue</h1>") as other, pytest.raises(GuichetError, match="pas Guichet"):
        GuichetHttpRetriever(base_url=other).invoke(QUESTION)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("", "coupée avant sa fin"),
        ('event: error\ndata: {"detail":"le disque est plein",\ndata: "hint":"Faites de la place."}\n\n', "plein"),
    ],
)
def test_an_answer_that_is_cut_off_or_fails_on_the_way_is_not_taken_for_whole(end: str, told: str) -> None:
    sentence = 'event: sentence\ndata: {"text":"Oui.","citations":[1]}\n\n'
    events = 'event: meta\ndata: {"preface": ""}\n\n: en cours\n\n' + sentence + end
    with answering(200, "text/event-stream", events) as service, pytest.raises(GuichetError, match=told):
        list(GuichetHttpAssistant(base_url=service).stream(QUESTION))


@contextmanager
def answering(status: int, media_type: str, body: str) -> Iterator[str]:
    """The address of a service that answers everything so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(status)
            self.send_header("content-type", media_type)
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
