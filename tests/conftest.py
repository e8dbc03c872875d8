"""What many tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    """A fresh data folder, named in the environment as an administrator would; no other setting stands."""
    for name in [name for name in os.environ if name.startswith("GUICHET_") and name != "GUICHET_REAL_EXPORT"]:
        monkeypatch.delenv(name)
    folder = tmp_path / "data"
    monkeypatch.setenv("GUICHET_DATA_DIR", str(folder))
    monkeypatch.setenv("GUICHET_MODEL_DIR", str(model_dir))
    return folder


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    """The settings of that environment."""
    return load_settings()


@pytest.fixture
def guichet(settings: Settings) -> Iterator[Guichet]:
    """An open Guichet on an empty data folder."""
    with open_guichet(settings) as opened:
        yield opened
