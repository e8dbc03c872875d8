"""What commands find on the disk. It is made in this process: a command takes seconds to start."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from runtime.answers import Turn
from runtime.settings import load_settings
from runtime.wiring import open_guichet
from tests.integration.files import BAIL, NOTE, SCIC, ingest, write
from vectorstore.embedding import OnnxEmbedder


@pytest.fixture
def folder(data_dir: Path, tmp_path: Path) -> Path:
    """Three documents that nobody has ingested."""
    return write(tmp_path / "documents", scic=SCIC, bail=BAIL, note=NOTE)


@pytest.fixture
def ingested(folder: Path, embedder: OnnxEmbedder) -> Path:
    """Three documents that have been ingested."""
    with open_guichet(load_settings(), embedder=embedder) as guichet:
        ingest(guichet, folder)
    return folder


@pytest.fixture
def given(ingested: Path, embedder: OnnxEmbedder) -> Turn:
    """A question that was answered from them."""
    with open_guichet(load_settings(), embedder=embedder) as guichet:
        return guichet.answers.ask("Une commune peut-elle entrer au capital d'une SCIC ?", as_of=date.today())
