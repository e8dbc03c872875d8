"""`python -m bench.clients`: other programs' calls to a real server, written with what they got in docs/clients.md.

The server holds the demonstration corpus. Each client is a function here: it gives the code, as a reader would copy it,
and what that very code printed. Ids are replaced and answers are asked for a fixed day: run twice, it writes the same.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from bench.serving import serving
from runtime.settings import CHECKOUT

TARGET = CHECKOUT / "docs" / "clients.md"
HERE = "http://127.0.0.1:8000"
"""The address that readers see, in place of the one that served."""
MAX_DATA = 240  # characters shown of a line of JSON
WIDTH = 120  # of the lines that other text is shown in
SECONDS = 120  # for a client to end
_ID = re.compile(r'(answer_id|conversation_id)(?:":"| : )([\w-]{22})\b')

CURL = """\
curl -sN http://127.0.0.1:8000/v1/ask \\
  -H 'Content-Type: application/json' -H 'Accept: text/event-stream' \\
  -d '{"question": "Une commune peut-elle entrer au capital d’une SCIC ?", "as_of": "2026-11-25"}'
"""
OPENAI = """\
from openai import OpenAI

client = OpenAI(base_url="http://127.0.0.1:8000/v1", api_key="anonyme")
done = client.chat.completions.create(
    model="guichet",
    messages=[{"role": "user", "content": "Une commune peut-elle entrer au capital d’une SCIC ?"}],
    extra_body={"as_of": "2026-11-25"},  # facultatif : le droit à cette date
)
message = done.choices[0].message
print(message.content, end="\\n\\n")

for note in message.annotations:
    cited = note.url_citation
    print(cited.title, "|", message.content[cited.start_index : cited.end_index])

answer = message.guichet
print(answer["status"], "|", answer["citations"][0]["published"], "|", answer["citations"][0]["quote"])
print([warning["code"] for warning in answer["warnings"]], done.usage)
"""
OPENAI_STREAM = """\
from openai import OpenAI

client = OpenAI(base_url="http://127.0.0.1:8000/v1", api_key="anonyme")
messages = [
    {"role": "user", "content": "Une commune peut-elle entrer au capital d’une SCIC ?"},
    {"role": "assistant", "content": "Oui."},
    {"role": "user", "content": "et jusqu’à combien ?"},
]
stream = client.chat.completions.create(
    model="guichet", messages=messages, stream=True, extra_body={"as_of": "2026-11-25"}
)
for chunk in stream:
    delta = chunk.choices[0].delta
    if delta.content:
        print(repr(delta.content))
    elif hasattr(delta, "guichet"):
        print("question comprise :", delta.guichet["understood"])
"""
OPENAI_ERRORS = """\
import openai

question = [{"role": "user", "content": "Peut-on louer une terre communale ?"}]
wrong = openai.OpenAI(base_url="http://127.0.0.1:8000/v1", api_key="sk-proj-0000")
client = openai.OpenAI(base_url="http://127.0.0.1:8000/v1", api_key="anonyme")
for asking in (
    lambda: wrong.chat.completions.create(model="guichet", messages=question),
    lambda: client.chat.completions.create(model="gpt-4.1", messages=question),
    lambda: client.chat.completions.create(model="guichet", messages=question, n=3),
):
    try:
        asking()
    except openai.APIStatusError as error:
        print(type(error).__name__, error.status_code, error.code, "|", error.body["message"])
"""
LANGCHAIN = """\
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI

guichet = ChatOpenAI(
    model="guichet", base_url="http://127.0.0.1:8000/v1", api_key="anonyme", extra_body={"as_of": "2026-11-25"}
)
chain = ChatPromptTemplate.from_messages([("human", "{question}")]) | guichet

said = chain.invoke({"question": "À partir de quel montant une convention de subvention est-elle obligatoire ?"})
print(said.content)
print(said.usage_metadata["input_tokens"], said.usage_metadata["output_tokens"], said.response_metadata["model_name"])

for chunk in chain.stream({"question": "Quelle est la recette de la tarte aux pommes ?"}):
    print(chunk.content, end="")
"""

MCP = """\
import asyncio

from mcp import Client
from mcp.client.streamable_http import streamable_http_client


async def main():
    async with Client(streamable_http_client("http://127.0.0.1:8000/mcp")) as client:
        for tool in (await client.list_tools()).tools:
            print(tool.name, "|", tool.title)

        question = {"question": "Une commune peut-elle entrer au capital d’une SCIC ?", "as_of": "2026-11-25"}
        said = await client.call_tool("ask", question)
        print(said.content[0].text)

        first = said.structured_content["citations"][0]
        place = {"document_id": first["document_id"], "passage_id": first["passage_id"]}
        read = await client.call_tool("read_passage", place)
        print(read.structured_content["text"])


asyncio.run(main())
"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A code block and what it printed."""

    title: str
    language: str
    code: str
    output: str


Client = Callable[[str], Sequence[Exchange]]
"""Given the server's address, what a client asked and got."""


def curl(url: str) -> Sequence[Exchange]:
    """The events of an answer, without a library."""
    return [_ran("Les événements d'une réponse", "sh", CURL, ["sh", "-c"], url)]


def openai(url: str) -> Sequence[Exchange]:
    """OpenAI's own client: an answer, a follow-up as a stream, what is refused."""
    return [
        _ran("Une réponse, ses citations", "python", OPENAI, [sys.executable, "-c"], url),
        _ran("Une question qui suit, phrase à phrase", "python", OPENAI_STREAM, [sys.executable, "-c"], url),
        _ran("Ce qui est refusé", "python", OPENAI_ERRORS, [sys.executable, "-c"], url),
    ]


def langchain(url: str) -> Sequence[Exchange]:
    """LangChain's chat model in a chain."""
    return [_ran("Dans une chaîne", "python", LANGCHAIN, [sys.executable, "-c"], url)]


def mcp(url: str) -> Sequence[Exchange]:
    """The SDK's client over HTTP: the tools, an answer, the passage that it quotes."""
    return [_ran("Les outils, une réponse, le passage cité", "python", MCP, [sys.executable, "-c"], url)]


CLIENTS: tuple[tuple[str, Client], ...] = (
    ("curl", curl),
    ("Le client Python d'OpenAI", openai),
    ("LangChain", langchain),
    ("MCP", mcp),
)
"""By the heading of their chapter."""


def main() -> None:
    """Write docs/clients.md."""
    template = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False).from_string(
        Path(__file__).with_name("clients.md.j2").read_text(encoding="utf-8")
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "data", "--ingest", "corpus", GUICHET_LLM_MODEL="") as server,
    ):
        chapters = [(heading, client(server.url)) for heading, client in CLIENTS]
    TARGET.write_text(template.render(chapters=chapters), encoding="utf-8")


def _ran(title: str, language: str, code: str, interpreter: Sequence[str], url: str) -> Exchange:
    """What a code prints, run as it stands but for the server's address."""
    done = subprocess.run(
        [*interpreter, code.replace(HERE, url)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    if done.returncode:
        raise RuntimeError(f"{title}: {done.stderr}")
    return Exchange(title, language, code, trimmed(done.stdout.replace(url, HERE)))


def trimmed(output: str) -> str:
    """What is shown of an output: JSON cut, text in lines, ids that are drawn at random replaced by their names."""
    for name, drawn in set(_ID.findall(output)):
        output = output.replace(drawn, name.upper())
    return "\n".join(_shown(line) for line in output.strip().split("\n"))


def _shown(line: str) -> str:
    if line.startswith("data:"):
        return line if len(line) <= MAX_DATA else f"{line[:MAX_DATA]}…"
    return textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    main()
