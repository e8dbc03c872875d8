"""The MCP server as clients meet it: the SDK's own client, over HTTP to a real service and over stdio to a process."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import jsonschema
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, TextContent

from api.orders import Find, ReadPassage
from cli.desk import WAIT_SECONDS, LocalDesk
from cli.mcp import StandingDesk
from domain.errors import UnknownDocument
from domain.types import Audience
from integrations.mcp import AskArguments, Json, PassageArguments, SearchArguments, create_server
from runtime.guichet import Guichet
from runtime.settings import Settings
from runtime.wiring import open_guichet
from tests.api.conftest import Server, serving
from tests.builders import TODAY
from tests.commands import SECONDS
from tests.commands import run as command
from tests.conftest import CHECKOUT
from tests.integration.files import ingest, write
from tests.integrations.conftest import SITE
from tests.integrations.documents import BAIL, NOTE, QUESTION, SECRET, SECRET_QUESTION
from vectorstore.embedding import OnnxEmbedder

MODES = ("auto", "legacy")
"""The protocol as it is since 2026-07-28, and the handshake that came before it."""
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


@asynccontextmanager
async def over_http(server: Server, bearer: str = "", mode: str = "auto") -> AsyncIterator[Client]:
    headers = {"authorization": f"Bearer {bearer}"} if bearer else {}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(f"{server.url}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


@asynccontextmanager
async def over_stdio(env: dict[str, str], *arguments: str, mode: str = "auto") -> AsyncIterator[Client]:
    own = {name: value for name, value in env.items() if name.startswith("GUICHET_")}
    process = StdioServerParameters(command=str(CHECKOUT / "guichet"), args=["mcp", *arguments], env=own, cwd=CHECKOUT)
    async with Client(process, mode=mode) as client:
        yield client


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_tools_are_listed_with_french_descriptions_and_schemas(server: Server, mode: str) -> None:
    async with over_http(server, mode=mode) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}

    assert list(tools) == ["ask", "search", "read_passage"]
    assert [tool.title for tool in tools.values()] == [
        "Poser une question juridique",
        "Chercher des passages",
        "Lire un passage",
    ]
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        for schema in (tool.input_schema, tool.output_schema):
            jsonschema.Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
        assert all("description" in field for field in tool.input_schema["properties"].values())
        # What is said in the schemas is said of fields, in French: no docstring of ours.
        for model in (tool.output_schema, *tool.output_schema.get("$defs", {}).values()):
            assert "description" not in model
        assert tool.annotations is not None
        assert tool.annotations.destructive_hint is False
        assert tool.annotations.read_only_hint is (tool.name != "ask")  # an answer leaves a receipt
        assert tool.annotations.idempotent_hint is (tool.name != "ask")
    assert tools["ask"].input_schema["required"] == ["question"]
    assert set(tools["ask"].input_schema["properties"]) == {
        *("question", "as_of", "theme", "conversation_id", "profile"),
    }
    assert set(tools["search"].input_schema["properties"]) == {"query", "limit", "theme", "type"}
    assert set(tools["read_passage"].input_schema["properties"]) == {"document_id", "passage_id", "version"}


async def test_an_answer_comes_structured_as_over_http_and_readable_with_its_sources(server: Server, mode: str) -> None:
    asked = {"question": QUESTION, "theme": "foncier", "profile": {"kind": "commune", "population": 800}}
    async with over_http(server, mode=mode) as client:
        found = await called(client, "ask", **asked)
    with server.client() as http:
        sent = http.post("/v1/ask", json=asked).json()

    answer = found.structured_content
    assert answer | {"answer_id": "", "conversation_id": ""} == sent | {"answer_id": "", "conversation_id": ""}
    text = text_of(found)
    assert "Une terre du domaine privé communal se loue par un bail rural de neuf ans. [1]" in text
    assert "[1] Louer une terre communale, Réseau d'essai, 1er mars 2026" in text
    assert "https://reseau.example/bail" in text
    assert answer["notice"] in text


async def test_a_question_follows_another_of_its_conversation(server: Server) -> None:
    async with over_http(server) as client:
        first = (
            await called(client, "ask", question="Comment se fixe le fermage d'un bail rural ?")
        ).structured_content
        then = await called(client, "ask", question="et le congé ?", conversation_id=first["conversation_id"])

    assert then.structured_content["conversation_id"] == first["conversation_id"]
    assert "dix-huit mois" in text_of(then)


async def test_the_sources_silence_is_told(server: Server) -> None:
    async with over_http(server) as client:
        found = await called(client, "ask", question="Quel est le taux de TVA des travaux de voirie ?")

    assert found.structured_content["status"] == "abstained"
    assert found.structured_content["citations"] == []
    assert found.structured_content["contact"] in text_of(found)


async def test_passages_are_searched_as_over_http_and_read_with_their_neighbours(server: Server, mode: str) -> None:
    async with over_http(server, mode=mode) as client:
        found = await called(client, "search", query="jeunes agriculteurs", limit=1)
        [best] = found.structured_content["results"]
        read = await called(client, "read_passage", document_id="bail", passage_id=best["passage_id"])
        first = await called(
            client, "read_passage", document_id="bail", passage_id=read.structured_content["before_id"], version=1
        )
    with server.client() as http:
        sent = http.get("/v1/search", params={"q": "jeunes agriculteurs", "limit": 1}).json()

    assert found.structured_content == sent
    assert f"(document_id : bail, passage_id : {best['passage_id']})" in text_of(found)
    passage = read.structured_content
    assert passage["text"] == best["text"]
    assert passage["heading_path"] == ["La priorité"]
    assert passage["before"].startswith("Une terre du domaine")
    assert passage["after"].startswith("Le congé se donne")
    assert {name: passage[name] for name in ("title", "publisher", "published", "theme", "version")} == {
        "title": "Louer une terre communale",
        "publisher": "Réseau d'essai",
        "published": "2026-03-01",
        "theme": "foncier",
        "version": 1,
    }
    assert text_of(read).startswith("Louer une terre communale, Réseau d'essai, 1er mars 2026\nLa priorité\n")
    assert f"(avant) {passage['before']}" in text_of(read)
    assert (first.structured_content["before_id"], first.structured_content["before"]) == (None, "")


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("ask", {"question": "?"}, "Écrivez une question en français"),
        ("ask", {"question": "a" * 2_001}, "le maximum est 2000"),
        ("ask", {"question": QUESTION, "profile": {"kind": "empire"}}, "« empire » n'est pas connu"),
        ("ask", {"question": QUESTION, "as_of": "demain"}, "as_of : valeur inutilisable (La date du droit applicable"),
        ("ask", {}, "question : cet argument manque"),
        ("search", {"query": "bail", "limit": 51}, "limit : valeur inutilisable (Nombre de passages, de 1 à 50)"),
        ("search", {"query": "bail", "audience": "staff"}, "audience : cet outil n'a pas cet argument"),
        ("read_passage", {"document_id": "bail", "passage_id": "0"}, "document inconnu : « bail, passage 0 »"),
        ("read_passage", {"document_id": "bail", "passage_id": "0", "version": 9}, "« bail, version 9 »"),
    ],
)
async def test_what_cannot_be_done_is_a_tool_error_in_french_with_its_mend(
    server: Server, tool: str, arguments: Json, told: str
) -> None:
    async with over_http(server) as client:
        found = await client.call_tool(tool, arguments)

    assert found.is_error
    assert found.structured_content is None
    text = text_of(found)
    assert text.startswith("Erreur : ")
    assert "\nÀ faire : " in text
    assert told in text
    assert "Traceback" not in text
    assert "pydantic" not in text


async def test_an_unknown_tool_is_a_protocol_error(server: Server) -> None:
    async with over_http(server) as client:
        with pytest.raises(MCPError, match="Aucun outil ne s'appelle « delete »"):
            await client.call_tool("delete", {})


class _Broken:
    """A desk with a bug. Port: integrations.mcp.Desk."""

    def ask(self, arguments: AskArguments, audience: Audience) -> Json:
        raise RuntimeError(f"détail interne {arguments.question}")

    def search(self, arguments: SearchArguments, audience: Audience) -> Json:
        return {"results": "?"}

    def read_passage(self, arguments: PassageArguments, audience: Audience) -> Json:
        raise KeyError("passage")


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("ask", {"question": "q"}), ("search", {"query": "q"}), ("read_passage", {"document_id": "d", "passage_id": "p"})],
)
async def test_a_bug_tells_nothing_of_what_is_inside(tool: str, arguments: Json) -> None:
    async with Client(create_server(_Broken(), lambda _request: Audience.PUBLIC)) as client:
        found = await client.call_tool(tool, arguments)

    assert found.is_error
    assert text_of(found) == (
        "Erreur : une erreur imprévue a interrompu l'outil\nÀ faire : Réessayez, ou prévenez l'administrateur."
    )


async def test_rights_are_those_of_the_bearer(server: Server, member: str, mode: str) -> None:
    with server.client() as http:
        token = http.post("/v1/tokens", headers={"authorization": f"Bearer {member}"}).json()["token"]
    for bearer in (member, token):
        async with over_http(server, bearer, mode) as client:
            assert SECRET in text_of(await called(client, "ask", question=SECRET_QUESTION))
            found = (await called(client, "search", query=SECRET)).structured_content["results"][0]
            assert found["document_id"] == "note"
            for version in ({}, {"version": 1}):
                note = {"document_id": "note", "passage_id": found["passage_id"]} | version
                assert SECRET in text_of(await called(client, "read_passage", **note))
    async with over_http(server, mode=mode) as client:
        assert SECRET not in text_of(await called(client, "ask", question=SECRET_QUESTION)).replace(SECRET_QUESTION, "")
        results = (await called(client, "search", query=SECRET)).structured_content["results"]
        assert {result["document_id"] for result in results} == {"bail"}
        for version in ({}, {"version": 1}):
            private = {"document_id": "note", "passage_id": found["passage_id"]} | version
            refused, unknown = [
                text_of(await client.call_tool("read_passage", arguments))
                for arguments in (private, private | {"document_id": "rien"})
            ]
            assert refused == unknown.replace("« rien", "« note")  # nothing tells that it is there


async def test_two_callers_at_once_keep_each_their_rights(server: Server, member: str, mode: str) -> None:
    async def told(client: Client, position: int) -> str:
        if position % 2:
            return text_of(await called(client, "search", query=f"dispositif {SECRET}"))
        return json.dumps((await called(client, "ask", question=SECRET_QUESTION)).structured_content["sentences"])

    async with over_http(server, mode=mode) as anyone, over_http(server, member, mode) as someone:
        turns = [(client, told(client, n)) for n in range(16) for client in (anyone, someone)]
        texts = await asyncio.gather(*(turn for _, turn in turns))

    heard = [(client is someone, SECRET in text) for (client, _), text in zip(turns, texts, strict=True)]
    assert sorted(heard) == [(False, False)] * 16 + [(True, True)] * 16


def test_rights_hold_as_they_are_now_and_as_they_were_then(guichet: Guichet, tmp_path: Path) -> None:
    def read(version: int | None, audience: Audience = Audience.PUBLIC) -> int:
        number = version or 2
        [passage] = guichet.version("guide", number)[0].passages
        order = ReadPassage(document_id="guide", passage_id=passage.id, version=version, audience=audience)
        return int(LocalDesk(guichet).do(order)["version"])

    def put(visibility: str, text: str) -> None:
        content = f"---\nid: guide\ntitle: Un guide\nvisibility: {visibility}\n---\n{text}\n"
        ingest(guichet, write(tmp_path / "documents", guide=content))

    put("public", "Le maire signe seul les baux communaux.")
    put("adherent", "Le maire signe les baux communaux après délibération.")
    for version in (None, 1, 2):
        with pytest.raises(UnknownDocument):  # it was public once: it is no longer
            read(version)
    assert [read(version, Audience.ADHERENT) for version in (None, 1, 2)] == [2, 1, 2]

    put("public", "Le maire signe les baux communaux après une délibération publique.")
    assert [read(3), read(1, Audience.ADHERENT), read(2, Audience.ADHERENT)] == [3, 1, 2]
    for version in (1, 2):
        with pytest.raises(UnknownDocument):  # what only members could read stays theirs
            read(version)

    guichet.delete(["guide"])
    for audience in Audience:
        with pytest.raises(UnknownDocument):
            read(1, audience)


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as opened:
        opened.headers["accept"] = "application/json, text/event-stream"
        yield opened


def test_a_wrong_bearer_is_refused_as_everywhere(client: httpx.Client) -> None:
    refused = client.post("/mcp", json=PING, headers={"authorization": "Bearer guichet_00000000_rien"})

    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["detail"] == "cette clé n'est pas connue"


def test_requests_pass_through_the_application(client: httpx.Client, member: str) -> None:
    answered = client.post("/mcp", json=PING, headers={"authorization": f"Bearer {member}"})

    assert answered.json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert {"x-request-id", "ratelimit", "content-security-policy"} <= set(answered.headers)
    assert 'route="/mcp"' in client.get("/metrics").text


def test_a_body_too_large_is_refused(client: httpx.Client) -> None:
    for body in (b'{"jsonrpc": "' + b"x" * 3_000_000 + b'"}', iter([b"x" * 1_500_000] * 2)):
        refused = client.post("/mcp", content=body, headers={"content-type": "application/json"})

        assert refused.status_code == 413
        assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_no_session_is_held_open(client: httpx.Client, method: str) -> None:
    refused = client.request(method, "/mcp")

    assert (refused.status_code, refused.headers["content-type"]) == (405, "application/problem+json")


def test_any_host_name_leads_here_and_pages_of_allowed_sites_only(client: httpx.Client) -> None:
    def status(**headers: str) -> int:
        return client.post("/mcp", json=PING, headers=headers).status_code

    assert status(host="guichet.mairie.example") == 200  # behind a reverse proxy
    assert status(origin=SITE) == 200
    # A page of a name that was made to lead here (DNS rebinding), of another site, of no site.
    assert status(origin="http://pirate.example:8000", host="pirate.example:8000") == 403
    assert status(origin="https://autre.example") == 403
    assert status(origin="null") == 403
    preflight = {"origin": SITE, "access-control-request-method": "POST"}
    asked = {"access-control-request-headers": "authorization,content-type,mcp-protocol-version,mcp-method,mcp-name"}
    assert client.options("/mcp", headers=preflight | asked).status_code == 200


async def test_over_stdio_beside_a_service_the_service_answers(server: Server, mode: str) -> None:
    async with over_stdio(server.env, mode=mode) as client:
        assert client.server_info and client.server_info.title == "Guichet"
        assert "abstained" in (client.instructions or "")
        assert [tool.name for tool in (await client.list_tools()).tools] == ["ask", "search", "read_passage"]
        answer = await called(client, "ask", question=QUESTION)
        assert "neuf ans" in text_of(answer)
        citation = answer.structured_content["citations"][0]
        place = {name: citation[name] for name in ("document_id", "passage_id")}
        assert citation["quote"] in text_of(await called(client, "read_passage", **place))
        private = await called(client, "search", query=SECRET)
        assert {result["document_id"] for result in private.structured_content["results"]} == {"bail"}
        refused = await client.call_tool("ask", {"question": "?"})
        assert refused.is_error
        assert text_of(refused).startswith("Erreur : ")
    # The receipt is the service's own.
    with server.client() as http:
        assert http.post(f"/v1/answers/{answer.structured_content['answer_id']}/note").status_code == 200


async def test_over_stdio_alone_it_opens_the_folder_and_lets_others_in(
    settings: Settings, embedder: OnnxEmbedder, tmp_path: Path
) -> None:
    with open_guichet(settings, embedder=embedder) as opened:
        ingest(opened, write(tmp_path / "documents", bail=BAIL, note=NOTE))
    env = dict(os.environ)

    async with over_stdio(env) as anyone, over_stdio(env, "--audience", "adherent") as someone:
        found = await called(anyone, "search", query=SECRET)
        assert {result["document_id"] for result in found.structured_content["results"]} == {"bail"}
        assert SECRET in text_of(await called(someone, "search", query=SECRET))
        assert "neuf ans" in (await asyncio.to_thread(command, "ask", QUESTION)).stdout
    with open_guichet(settings, embedder=embedder):
        pass  # it gave the folder up


async def test_a_service_starts_beside_a_client_that_asks_alone_and_answers_it_while_it_lasts(
    settings: Settings, embedder: OnnxEmbedder, model_dir: Path, tmp_path: Path
) -> None:
    with open_guichet(settings, embedder=embedder) as opened:
        ingest(opened, write(tmp_path / "documents", bail=BAIL, note=NOTE))

    async with over_stdio(dict(os.environ)) as client:
        assert "neuf ans" in text_of(await called(client, "ask", question=QUESTION))
        with serving(tmp_path, model_dir) as server:
            assert settings.data_dir == tmp_path / "data"  # one folder for both
            answered = await called(client, "ask", question=QUESTION)
            with server.client() as http:
                answer_id = answered.structured_content["answer_id"]
                assert http.post(f"/v1/answers/{answer_id}/note").status_code == 200
        assert "neuf ans" in text_of(await called(client, "ask", question=QUESTION))


async def test_a_folder_is_given_up_between_two_orders_and_stays_open_for_those_that_come_together(
    settings: Settings, embedder: OnnxEmbedder, tmp_path: Path
) -> None:
    with open_guichet(settings, embedder=embedder) as opened:
        ingest(opened, write(tmp_path / "documents", bail=BAIL))
    desk = StandingDesk(settings, idle_seconds=0.2)
    order = Find(question="bail rural", as_of=TODAY)

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(desk.do, [order] * 12))
        assert all(one == found[0] for one in found)
        for _ in range(3):
            with open_guichet(settings, embedder=embedder, wait_seconds=WAIT_SECONDS):
                waiting = threads.submit(desk.do, order)  # an order waits for who holds the folder
            assert waiting.result(WAIT_SECONDS) == found[0]
    desk.close()


@pytest.mark.parametrize("end", ["its client leaves", "it is told to end"])
def test_nothing_but_the_protocol_stands_on_standard_output(server: Server, end: str) -> None:
    asked = [
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        },
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call("search", query="bail", limit=1)},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": call("ask", question="?")},
    ]
    lines = "".join(json.dumps(one) + "\n" for one in asked) + "pas du JSON\n"
    process = subprocess.Popen(
        [CHECKOUT / "guichet", "mcp"],
        env=server.env | {"GUICHET_LOG_LEVEL": "DEBUG"},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(lines)
        process.stdin.flush()
        said: list[Json] = []
        while {1, 2, 3} - {one.get("id") for one in said}:
            said.append(json.loads(process.stdout.readline()))
        process.terminate() if end == "it is told to end" else process.stdin.close()
        said += map(json.loads, process.stdout)

        assert process.wait(SECONDS) == (143 if end == "it is told to end" else 0)
        assert {one["jsonrpc"] for one in said} == {"2.0"}


def test_the_command_says_in_french_what_it_is_for(server: Server) -> None:
    told = server.run("mcp", "--help").stdout

    assert "Servir un client MCP" in told
    assert "--audience" in told


def call(tool: str, **arguments: Any) -> Json:
    return {"name": tool, "arguments": arguments}


async def called(client: Client, tool: str, **arguments: Any) -> CallToolResult:
    """What a tool gives, held to the schema that it advertises."""
    [advertised] = [one for one in (await client.list_tools()).tools if one.name == tool]
    found = await client.call_tool(tool, arguments)
    assert not found.is_error, text_of(found)
    assert advertised.output_schema
    jsonschema.validate(
        found.structured_content,
        advertised.output_schema,
        cls=jsonschema.Draft202012Validator,
        format_checker=jsonschema.FormatChecker(),
    )
    return found


def text_of(found: CallToolResult) -> str:
    [content] = found.content
    assert isinstance(content, TextContent)
    return content.text
