"""Opens the database and brings its schema up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from domain.errors import CannotWrite, DataFolderProblem

BUSY_TIMEOUT_MS = 10_000
_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """An engine on an up-to-date schema; SQLite in WAL mode, foreign keys enforced.

    Raises:
        DataFolderProblem: the database cannot be opened, written or migrated.
    """
    # A search reads a few hundred JSON values; orjson does so in a third of the time.
    engine = create_engine(url, json_deserializer=orjson.loads)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        with engine.begin() as connection:
            migrate(connection, "head")
    except (OperationalError, DBAPIError) as exc:
        shown = make_url(url).render_as_string(hide_password=True)
        raise DataFolderProblem(f"la base {shown} ne peut pas être ouverte : {exc.orig}") from exc
    return engine


def migrate(connection: Connection, revision: str) -> None:
    """Bring the schema to a revision of records/migrations."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One transaction: committed on leaving, rolled back on any error.

    Raises:
        CannotWrite: the database cannot be read or written (disk full, file gone, server away).
    """
    try:
        with Session(engine) as session, session.begin():
            yield session
    except OperationalError as exc:
        raise CannotWrite(f"la base de données ne répond pas ou ne peut pas être écrite : {exc.orig}") from exc


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read rows by, without the session that keeps track of entities.

    Raises:
        CannotWrite: the database cannot be read.
    """
    try:
        with engine.connect() as connection:
            yield connection
    except OperationalError as exc:
        raise CannotWrite(f"la base de données ne répond pas : {exc.orig}") from exc


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()
