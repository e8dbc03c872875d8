"""tests/integration/test_backup.py, on PostgreSQL; and from one database to the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.settings import Settings, load_settings
from tests.integration.test_backup import *  # noqa: F403
from tests.integration.test_backup import check_round_trip
from vectorstore.embedding import OnnxEmbedder

pytestmark = pytest.mark.postgres


@pytest.fixture(name="elsewhere")
def elsewhere_on_postgresql(tmp_path: Path, new_database: Callable[[], str]) -> Settings:
    """Another data folder, with a database of its own."""
    return load_settings(data_dir=tmp_path / "ailleurs", database_url=new_database())


@pytest.fixture
def on_sqlite(tmp_path: Path, data_dir: Path) -> Settings:
    """A third one, on SQLite."""
    return load_settings(data_dir=tmp_path / "sqlite", database_url=f"sqlite:///{tmp_path / 'sqlite' / 'guichet.db'}")


def test_what_sqlite_held_is_restored_into_postgresql(
    on_sqlite: Settings, elsewhere: Settings, embedder: OnnxEmbedder, folder: Path, tmp_path: Path
) -> None:
    check_round_trip(on_sqlite, elsewhere, embedder, folder, tmp_path / "une.zip")


def test_what_postgresql_held_is_restored_into_sqlite(
    settings: Settings, on_sqlite: Settings, embedder: OnnxEmbedder, folder: Path, tmp_path: Path
) -> None:
    check_round_trip(settings, on_sqlite, embedder, folder, tmp_path / "une.zip")
