"""The same tests, their records in a database of a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.integration.conftest import folder
from tests.postgres.server import Server, started

__all__ = ["folder"]

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server of the tests' own."""
    with started() as server:
        yield server


@pytest.fixture
def new_database(postgresql: Server) -> Iterator[Callable[[], str]]:
    """Makes an empty database, and gives its address; it is dropped at the end of the test."""
    made: list[str] = []

    def make() -> str:
        made.append(f"test_{next(_numbers)}")
        postgresql.execute(f"CREATE DATABASE {made[-1]}")
        return postgresql.url(made[-1])

    yield make
    for name in made:
        postgresql.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database_url(new_database: Callable[[], str], data_dir: object, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fresh database, named in the environment too, for the commands that a test starts."""
    url = new_database()
    monkeypatch.setenv("GUICHET_DATABASE_URL", url)
    return url
