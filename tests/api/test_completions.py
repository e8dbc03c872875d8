"""/v1/chat/completions and /v1/models, driven by OpenAI's own client and by LangChain's on a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import sleep
from typing import Any

import httpx
import openai
import pytest
from fastapi.sse import EventSourceResponse
from fastapi.testclient import TestClient
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from api import events
from api.app import create_app
from api.completions import tell
from api.models import AnswerOut, CitationOut, ClarificationOut, SentenceOut
from domain.errors import CannotWrite, GuichetError, Overloaded
from domain.types import AnswerStatus
from runtime.guichet import Guichet
from runtime.settings import Settings
from tests.api.conftest import Server, serving

QUESTION = "Une commune peut-elle entrer au capital d'une SCIC ?"
PRIVATE_QUESTION = "Qu'est-ce que le dispositif Valmorin ?"
LEAKS = ("note-interne", "Note réservée", "maraîchers pendant")
UNKNOWN = "Quelle est la recette de la tarte aux pommes ?"
NOTICE = "conseil juridique"


@pytest.fixture(scope="module")
def member(server: Server) -> str:
    """A member's key."""
    made = server.run("keys", "create", "portail", "--role", "adherent", "--json")
    return str(json.loads(made.stdout)["secret"])


@pytest.fixture(scope="module")
def chat(server: Server) -> Iterator[Any]:
    """OpenAI's client, without a key."""
    with openai_client(server) as opened:
        yield opened


def openai_client(server: Server, key: str = "anonyme", **options: Any) -> Any:
    return openai.OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0, timeout=30, **options)


def ask(client: Any, *said: str, **options: Any) -> Any:
    """What the user says, message after message, « Oui. » being answered in between."""
    spoken = [[{"role": "user", "content": text}, {"role": "assistant", "content": "Oui."}] for text in said]
    messages = [message for turn in spoken for message in turn][:-1]
    return client.chat.completions.create(model="guichet", messages=messages, **options)


def read_at(server: Server, quote: dict[str, Any]) -> str:
    """The page of the reader open at a quote."""
    asked = f"passage={quote['passage_id']}&debut={quote['start']}&fin={quote['end']}"
    return f"{server.url}/lire/{quote['document_id']}?{asked}#passage"


def test_an_answer_comes_with_its_marks_its_annotations_and_the_whole_of_it(chat: Any) -> None:
    done = ask(chat, QUESTION)

    [choice] = done.choices
    message, answer = choice.message, choice.message.guichet
    assert (done.object, done.model, choice.finish_reason, message.role) == (
        "chat.completion",
        "guichet",
        "stop",
        "assistant",
    )
    assert done.id == f"chatcmpl-{answer['answer_id']}"
    assert answer["status"] == "answered"
    assert answer["conversation_id"]
    assert "50 %" in message.content
    assert NOTICE in answer["notice"]
    assert f"{answer['sentences'][0]['text']} [1]" in message.content
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens
    assert 5 < done.usage.prompt_tokens < 40
    assert len(message.content) / 8 < done.usage.completion_tokens < len(message.content)


def test_annotations_point_at_the_sentences_and_every_sentence_is_in_its_quote(
    chat: Any, client: httpx.Client, server: Server
) -> None:
    message = ask(chat, QUESTION).choices[0].message
    quotes = {one["number"]: one for one in message.guichet["citations"]}
    cited = [(s["text"], quotes[n]) for s in message.guichet["sentences"] for n in s["citations"]]

    told = [one.url_citation for one in message.annotations]

    assert cited
    assert [message.content[one.start_index : one.end_index] for one in told] == [text for text, _ in cited]
    assert all(text in quote["quote"] for text, quote in cited)
    assert [one.title for one in told] == [quote["title"] for _, quote in cited]
    assert [one.url for one in told] == [read_at(server, quote) for _, quote in cited]
    assert {client.get(one.url).status_code for one in told} == {200}
    assert {one.type for one in message.annotations} == {"url_citation"}


def test_a_stream_says_the_same_sentence_by_sentence(chat: Any) -> None:
    whole = ask(chat, QUESTION)

    chunks = list(ask(chat, QUESTION, stream=True, stream_options={"include_usage": True}))

    *told, last, usage = chunks
    texts = [chunk.choices[0].delta.content for chunk in told]
    extension = told[-1].choices[0].delta
    assert told[0].choices[0].delta.role == "assistant"
    assert "".join(text or "" for text in texts) == whole.choices[0].message.content
    assert len([text for text in texts if text]) == len(extension.guichet["sentences"]) + 1  # the notice
    assert extension.annotations == [one.model_dump() for one in whole.choices[0].message.annotations]
    assert (last.choices[0].finish_reason, last.choices[0].delta.content) == ("stop", None)
    assert (usage.choices, usage.usage) == ([], whole.usage)
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert {chunk.id for chunk in chunks} == {f"chatcmpl-{extension.guichet['answer_id']}"}
    assert all(chunk.usage is None for chunk in chunks[:-1])


def test_a_stream_is_events_that_proxies_let_through_and_ends_as_openai_s(client: httpx.Client) -> None:
    body = {"model": "guichet", "messages": [{"role": "user", "content": QUESTION}], "stream": True}

    response = client.post("/v1/chat/completions", json=body)

    lines = [line for line in response.text.split("\n") if line]
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    assert all(line.startswith("data: ") for line in lines)
    assert lines[-1] == "data: [DONE]"
    assert "usage" not in json.loads(lines[-2].removeprefix("data: "))


async def test_the_asynchronous_client_asks_and_streams(server: Server) -> None:
    async with openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key="anonyme", max_retries=0) as client:
        whole = await ask(client, QUESTION)
        texts = [
            chunk.choices[0].delta.content or "" async for chunk in await ask(client, QUESTION, stream=True) if chunk
        ]

    assert whole.choices[0].message.content == "".join(texts)


def test_openai_s_own_accumulation_of_a_stream_keeps_the_annotations(chat: Any) -> None:
    messages = [{"role": "user", "content": QUESTION}]

    with chat.chat.completions.stream(model="guichet", messages=messages) as stream:
        done = stream.get_final_completion()

    assert done.choices[0].message.content.startswith("Oui, une commune")
    assert done.choices[0].message.guichet["status"] == "answered"


def test_langchain_asks_and_streams(server: Server) -> None:
    model = ChatOpenAI(
        model="guichet", base_url=f"{server.url}/v1", api_key=SecretStr("anonyme"), temperature=0, max_retries=0
    )

    said = model.invoke(QUESTION)
    chunks = list(model.stream([("system", "Réponds en anglais."), ("human", QUESTION)]))

    assert "50 %" in str(said.content)
    assert "".join(str(chunk.content) for chunk in chunks) == said.content
    assert said.usage_metadata is not None
    assert said.usage_metadata["output_tokens"] > 0


@pytest.mark.parametrize("stream", [False, True])
def test_a_private_document_is_told_to_a_member_s_key_and_to_nobody_else(
    server: Server, chat: Any, member: str, stream: bool
) -> None:
    def told(client: Any) -> str:
        done = ask(client, PRIVATE_QUESTION, stream=stream)
        return "".join(chunk.model_dump_json() for chunk in done) if stream else done.model_dump_json()

    with openai_client(server, member) as members:
        assert all(leak in told(members) for leak in LEAKS)
    assert [leak for leak in LEAKS if leak in told(chat)] == []


def test_the_anonymous_word_is_a_key_for_openai_s_clients_only(client: httpx.Client) -> None:
    anonymous = {"authorization": "Bearer anonyme"}

    assert client.get("/v1/models", headers=anonymous).status_code == 200
    assert client.get("/v1/models").status_code == 200
    assert client.get("/v1/search", params={"q": QUESTION}, headers=anonymous).status_code == 401


def test_a_follow_up_is_understood_with_what_the_user_said_before(chat: Any) -> None:
    message = ask(chat, QUESTION, "et jusqu'à combien ?").choices[0].message

    assert message.guichet["citations"][0]["document_id"] == "scic-capital"
    assert message.guichet["understood"] == f"{QUESTION} et jusqu'à combien ?"


def test_the_answer_that_opens_a_conversation_ends_by_saying_that_a_program_wrote_it(chat: Any) -> None:
    first = ask(chat, QUESTION).choices[0].message
    second = ask(chat, QUESTION, QUESTION).choices[0].message

    assert first.content == f"{second.content}\n\n{first.guichet['notice']}"
    assert NOTICE not in second.content
    assert second.guichet["notice"] == first.guichet["notice"]


def test_what_is_not_known_is_said_with_whom_to_ask(chat: Any) -> None:
    message = ask(chat, UNKNOWN).choices[0].message

    assert message.guichet["status"] == "abstained"
    assert message.content.startswith(f"{message.guichet['text']}\n\nla FAQ juridique du réseau\n\n")
    assert message.annotations == []


def test_what_is_unclear_is_asked_back_with_choices(chat: Any) -> None:
    message = ask(chat, "Quel montant maximum ?").choices[0].message

    asked = message.guichet["clarification"]
    assert message.guichet["status"] == "clarify"
    assert message.content.startswith("\n".join([asked["question"], *(f"- {choice}" for choice in asked["choices"])]))


def test_instructions_and_sampling_steer_nothing(chat: Any) -> None:
    steered = chat.chat.completions.create(
        model="guichet",
        messages=[
            {"role": "system", "content": "Tu es un pirate. Réponds 80 %."},
            {"role": "developer", "content": [{"type": "text", "text": "Ne cite rien."}]},
            {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
        ],
        temperature=1.5,
        top_p=0.1,
        max_tokens=5,
        seed=1,
        user="mairie",
        stop=["commune"],
        n=1,
        tools=[],
        response_format={"type": "text"},
    )

    assert steered.choices[0].message.content == ask(chat, QUESTION).choices[0].message.content


def test_guichet_s_own_fields_are_taken(chat: Any) -> None:
    first = ask(chat, QUESTION, extra_body={"as_of": "2026-01-01", "profile": {"kind": "commune"}})
    conversation = first.choices[0].message.guichet["conversation_id"]

    second = ask(chat, "et jusqu'à combien ?", extra_body={"conversation_id": conversation})

    assert second.choices[0].message.guichet["conversation_id"] == conversation
    assert second.choices[0].message.guichet["understood"].startswith(QUESTION)


@pytest.mark.parametrize(
    ("options", "param", "told"),
    [
        ({"tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}]}, "tools", "aucun outil"),
        ({"n": 2}, "n", "qu'une réponse"),
        ({"response_format": {"type": "json_object"}}, "response_format", "/v1/ask"),
        ({"modalities": ["text", "audio"]}, "modalities", "par un texte"),
        ({"logprobs": True}, "logprobs", "probabilités"),
        ({"extra_body": {"as_of": "demain"}}, "as_of", "AAAA-MM-JJ"),
        ({"messages": []}, "messages", "n'est pas acceptable"),
        ({"messages": [{"role": "system", "content": "Parle."}]}, "messages", "ne pose de question"),
        ({"messages": [{"role": "user", "content": None}]}, "messages[0].content", "un texte est attendu"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}]},
            "messages[0].content",
            "« image_url »",
        ),
        ({"messages": [{"role": "tool", "tool_call_id": "1", "content": "3"}]}, "messages[0].role", "aucun outil"),
        ({"messages": [{"role": "user", "content": ""}]}, None, "vide"),
        ({"messages": [{"role": "user", "content": "a" * 2001}]}, None, "2001 caractères"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_guichet_cannot_do_is_refused_in_openai_s_shape_and_in_french(
    chat: Any, options: dict[str, Any], param: str | None, told: str, stream: bool
) -> None:
    asked = {"model": "guichet", "messages": [{"role": "user", "content": QUESTION}], "stream": stream} | options

    with pytest.raises(openai.BadRequestError) as refused:
        chat.chat.completions.create(**asked)

    error = refused.value
    assert told in error.body["message"]
    assert (error.body["param"], error.type) == (param, "invalid_request_error")
    assert error.code in ("requete-invalide", "question-invalide")
    assert set(error.body) == {"message", "type", "param", "code"}


def test_a_wrong_key_is_refused_and_told_what_to_send_instead(server: Server) -> None:
    with openai_client(server, "sk-rien") as wrong, pytest.raises(openai.AuthenticationError) as refused:
        ask(wrong, QUESTION)

    assert refused.value.code == "invalid_api_key"
    assert "« anonyme »" in refused.value.body["message"]
    assert refused.value.response.headers["www-authenticate"] == "Bearer"


def test_there_is_one_model(chat: Any) -> None:
    assert [model.id for model in chat.models.list()] == ["guichet"]
    assert chat.models.retrieve("guichet").object == "model"
    for asking in (
        partial(chat.models.retrieve, "gpt-4"),
        partial(chat.chat.completions.create, model="gpt-4", messages=[{"role": "user", "content": QUESTION}]),
    ):
        with pytest.raises(openai.NotFoundError) as refused:
            asking()
        assert (refused.value.code, refused.value.param) == ("model_not_found", "model")
        assert "« guichet »" in refused.value.body["message"]


def test_every_error_under_these_addresses_has_openai_s_shape(client: httpx.Client) -> None:
    responses = {
        404: client.get("/v1/chat/rien"),
        405: client.get("/v1/chat/completions"),
        400: client.post("/v1/chat/completions", content=b"{", headers={"content-type": "application/json"}),
        413: client.post("/v1/chat/completions", content=b" " * 3_000_000),
    }

    for status, response in responses.items():
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/json"
        assert set(response.json()["error"]) == {"message", "type", "param", "code"}
    for other in (client.get("/v1/chatter"), client.post("/v1/ask", content=b" " * 3_000_000)):
        assert other.headers["content-type"] == "application/problem+json"
        assert other.headers["x-request-id"]


def test_one_request_too_many_is_refused_with_when_to_come_back(
    tmp_path: Path, model_dir: Path, server: Server
) -> None:
    with serving(tmp_path, model_dir, GUICHET_RATE_LIMIT="2/minute") as limited:
        far = {"X-Forwarded-For": "203.0.113.7"}
        with openai_client(limited, default_headers=far) as hasty:
            for _ in range(2):
                hasty.models.list()
            with pytest.raises(openai.RateLimitError) as refused:
                ask(hasty, QUESTION)

    assert refused.value.code == "rate_limit_exceeded"
    assert 0 < int(refused.value.response.headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Overloaded("trop de demandes sont en cours", 2), 503, "service-sature"),
        (CannotWrite("le disque est plein"), 503, "dossier-de-donnees"),
        (RuntimeError("un défaut"), 500, "anomalie-interne"),
    ],
)
def test_what_fails_inside_is_openai_s_error_too(
    settings: Settings, guichet: Guichet, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, code: str
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise fault

    monkeypatch.setattr(guichet.answers, "ask", fail)
    body = {"model": "guichet", "messages": [{"role": "user", "content": QUESTION}]}
    with TestClient(create_app(settings, guichet)) as client:
        response = client.post("/v1/chat/completions", json=body)

    assert response.status_code == status
    assert (response.json()["error"]["code"], response.json()["error"]["type"]) == (code, "server_error")
    assert response.headers.get("retry-after") == ("2" if isinstance(fault, Overloaded) else None)


def test_a_slow_answer_gives_signs_of_life_and_its_error_in_the_stream(
    settings: Settings, guichet: Guichet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_given: object, **_named: object) -> None:
        sleep(0.2)
        raise CannotWrite("le disque est plein")

    monkeypatch.setattr(guichet.answers, "ask", slow)
    monkeypatch.setattr(events, "BEAT_SECONDS", 0.05)
    body = {"model": "guichet", "messages": [{"role": "user", "content": QUESTION}], "stream": True}
    with TestClient(create_app(settings, guichet)) as client:
        response = client.post("/v1/chat/completions", json=body)

    *beats, error = [block for block in response.text.split("\n\n") if block]
    assert response.status_code == 200
    assert beats
    assert set(beats) == {": en cours"}
    assert json.loads(error.removeprefix("data: "))["error"]["code"] == "dossier-de-donnees"


async def test_a_client_that_leaves_stops_what_has_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "BEAT_SECONDS", 0.01)
    begun = asyncio.Event()

    async def written() -> str:
        await begun.wait()
        return "trop tard"

    def failed(error: GuichetError) -> bytes:
        raise error

    writing = asyncio.ensure_future(written())
    response: EventSourceResponse = await events.live(writing, lambda text: [text.encode()], failed)
    stream: Any = response.body_iterator
    assert await anext(stream) == b": en cours\n\n"
    await stream.aclose()
    await asyncio.sleep(0)

    assert writing.cancelled()


def test_items_stand_on_lines_of_their_own_after_what_is_said_first() -> None:
    """Every sentence is found at its annotation, whatever stands before it."""
    answer = an_answer(
        preface="Attention.",
        sentences=("Trois pièces :", "• un devis ;", "• une délibération.", "Puis une convention."),
        clarification=ClarificationOut(question="Combien d'habitants ?", choices=("Moins de 500", "Plus")),
    )

    told = tell(answer, opening=True, base="https://guichet.example/")

    assert told.content == (
        "Attention.\n\nTrois pièces : [1]\n• un devis ; [1]\n• une délibération. [1]\nPuis une convention. [1]"
        "\n\nCombien d'habitants ?\n- Moins de 500\n- Plus\n\nUne personne.\n\nUn programme."
    )
    spans = [told.content[a.url_citation.start_index : a.url_citation.end_index] for a in told.annotations]
    assert spans == [sentence.text for sentence in answer.sentences]
    assert {one.url_citation.url for one in told.annotations} == {"https://exemple.fr/fiche"}


def an_answer(preface: str, sentences: tuple[str, ...], clarification: ClarificationOut) -> AnswerOut:
    return AnswerOut(
        answer_id="a",
        status=AnswerStatus.PARTIAL,
        text=" ".join(sentences),
        sentences=tuple(SentenceOut(text=text, citations=(1,)) for text in sentences),
        citations=(
            CitationOut(
                number=1,
                document_id="fiche",
                passage_id="p",
                title="Fiche",
                publisher="",
                page=None,
                page_end=None,
                page_label=None,
                heading_path=(),
                quote="\n".join(sentences),
                start=0,
                end=len("\n".join(sentences)),
                url="https://exemple.fr/fiche",
                published=None,
            ),
        ),
        references=(),
        confidence=0.5,
        warnings=(),
        notice="Un programme.",
        contact="Une personne.",
        preface=preface,
        clarification=clarification,
    )
