"""A real server process, started as the administrator starts it."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import httpx
import pytest

from tests.commands import Running, run, start
from tests.integration.files import BAIL, NOTE, SCIC, write

SITE = "https://reseau.example"
STAFF_TOKEN = "jeton-de-l-equipe-du-reseau"


@dataclass(frozen=True)
class Server:
    """A running `guichet serve`: its address, its documents and the environment its commands need."""

    url: str
    documents: Path
    env: dict[str, str]
    command: Running

    def kill(self) -> None:
        """End it as a power cut would."""
        self.command.kill()
        self.command.wait()

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30)

    def run(self, *arguments: str, typed: str = "") -> CompletedProcess[str]:
        """A command line beside the server, and what is typed on its standard input."""
        return run(*arguments, env=self.env, typed=typed)


@contextmanager
def serving(folder: Path, model_dir: Path, documents: Path | None = None, **settings: str) -> Iterator[Server]:
    """`guichet serve` on a data folder in `folder`, which reads these documents first; settings by variable."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GUICHET_")} | {
        "GUICHET_DATA_DIR": str(folder / "data"),
        "GUICHET_MODEL_DIR": str(model_dir),
        **settings,
    }
    command = start("serve", "--port", "0", *(("--ingest", str(documents)) if documents else ()), env=env)
    address = None
    while not address:
        assert not command.ended, f"the server never said where it listens: {command.stderr}"
        time.sleep(0.05)
        address = re.search(r"http://127\.0\.0\.1:\d+", command.stderr)
    try:
        yield Server(address.group(), documents or folder, env, command)
    finally:
        killed = command.ended
        command.terminate()
        assert command.wait() == 0 or killed


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("serve")
    documents = write(folder / "documents", scic=SCIC, bail=BAIL, note=NOTE)
    with serving(
        folder,
        model_dir,
        documents,
        GUICHET_CONTACT="la FAQ juridique du réseau",
        GUICHET_STAFF_TOKEN=STAFF_TOKEN,
        GUICHET_ALLOWED_ORIGINS=json.dumps([SITE]),
    ) as started:
        yield started


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as opened:
        yield opened


@pytest.fixture
def staff(client: httpx.Client) -> Iterator[httpx.Client]:
    """A client of the staff's; what it added is gone afterwards."""
    client.headers["authorization"] = f"Bearer {STAFF_TOKEN}"
    before = _document_ids(client)
    yield client
    for added in _document_ids(client) - before:
        assert client.delete(f"/v1/documents/{added}").status_code == 200


def _document_ids(client: httpx.Client) -> set[str]:
    return {document["id"] for document in client.get("/v1/documents").json()["documents"]}
