"""What many tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from domain.ports import Vector
from runtime.guichet import Guichet
from runtime.settings import Settings, load_settings
from runtime.wiring import open_guichet
from vectorstore.bundled_model import ensure_model
from vectorstore.embedding import OnnxEmbedder

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def model_dir() -> Path:
    """The folder of built models, the default one in it. Built once, in half a minute."""
    models = Path(os.environ.get("GUICHET_MODEL_DIR", CHECKOUT / "models"))
    ensure_model(models, print)
    return models


@pytest.fixture(scope="session")
def embedder(model_dir: Path) -> OnnxEmbedder:
    """The default model as it is served."""
    return OnnxEmbedder(ensure_model(model_dir), threads=2)


@pytest.fixture
def data_dir(tmp_path: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh data folder, named in the environment as an administrator would; no other setting stands.

    OCR is off, so that a test says the same whether Tesseract is installed or not.
    """
    for name in [name for name in os.environ if name.startswith("GUICHET_") and name != "GUICHET_REAL_EXPORT"]:
        monkeypatch.delenv(name)
    folder = tmp_path / "data"
    monkeypatch.setenv("GUICHET_DATA_DIR", str(folder))
    monkeypatch.setenv("GUICHET_MODEL_DIR", str(model_dir))
    monkeypatch.setenv("GUICHET_OCR", "false")
    return folder


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Where the records stand: where they do by default. tests/postgres/conftest.py says otherwise."""
    return f"sqlite:///{tmp_path / 'data' / 'guichet.db'}"


@pytest.fixture
def settings(data_dir: Path, database_url: str) -> Settings:
    """The settings of that environment."""
    return load_settings(database_url=database_url)


class CountingEmbedder:
    """The default model, counting the passages that it embeds. Port: domain.ports.Embedder."""

    def __init__(self, real: OnnxEmbedder) -> None:
        self._real = real
        self.name, self.fingerprint = real.name, real.fingerprint
        self.dimension, self.max_tokens = real.dimension, real.max_tokens
        self.embed_queries, self.count_tokens = real.embed_queries, real.count_tokens
        self.embedded = 0

    def embed_passages(self, texts: Sequence[str]) -> Sequence[Vector]:
        self.embedded += len(texts)
        return self._real.embed_passages(texts)


@pytest.fixture
def counting(embedder: OnnxEmbedder) -> CountingEmbedder:
    """The model of the `guichet` fixture."""
    return CountingEmbedder(embedder)


@pytest.fixture
def guichet(settings: Settings, counting: CountingEmbedder) -> Iterator[Guichet]:
    """An open Guichet on an empty data folder."""
    with open_guichet(settings, embedder=counting) as opened:
        yield opened
