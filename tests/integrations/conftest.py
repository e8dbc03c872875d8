"""A server that programs ask, and the documents that it and the in-process tests hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.types import Visibility
from runtime.guichet import Guichet
from tests.api.conftest import Server, serving
from tests.integration.files import write
from tests.integrations.documents import BAIL, NOTE

SITE = "https://reseau.example"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("serve")
    documents = write(folder / "documents", bail=BAIL, note=NOTE)
    with serving(folder, model_dir, documents, GUICHET_ALLOWED_ORIGINS=json.dumps([SITE])) as started:
        yield started


@pytest.fixture(scope="session")
def member(server: Server) -> str:
    """The secret of a member's key."""
    made = server.run("keys", "create", "un programme", "--role", "adherent", "--json")
    secret: str = json.loads(made.stdout)["secret"]
    return secret


@pytest.fixture
def stocked(guichet: Guichet, tmp_path: Path) -> Iterator[Guichet]:
    folder = write(tmp_path / "documents", bail=BAIL, note=NOTE)
    guichet.ingest([folder], default_visibility=Visibility.PUBLIC, report=lambda _: None)
    yield guichet
