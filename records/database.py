"""Opens the database and brings its schema up to date."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import psycopg
from alembic import command
from alembic.config import Config
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    InternalError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.orm import Session

from domain.errors import BadSetting, CannotWrite, DataFolderProblem
from records.tables import Base

log = logging.getLogger(__name__)

SQLITE = "sqlite"
BUSY_TIMEOUT_MS = 10_000
UNWRITTEN = (OperationalError, InterfaceError, InternalError)
"""What a database raises when it is away, full or closed to writing; any other error is a bug of ours."""
UNREACHED_HINT = (
    "Le journal dit pourquoi : vérifiez les droits du dossier des données, ou le serveur de GUICHET_DATABASE_URL."
)
_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """An engine on an up-to-date schema; SQLite in WAL mode, foreign keys enforced.

    Raises:
        BadSetting: this is not the address of a database.
        DataFolderProblem: the database cannot be opened, written or migrated.
    """
    engine = connect(url)
    try:
        with migrating(engine) as connection:
            migrate(connection, "head")
    except DBAPIError as exc:
        engine.dispose()
        note_failure(exc)
        raise DataFolderProblem("la base de données ne peut pas être ouverte", hint=UNREACHED_HINT) from exc
    return engine


def connect(url: str) -> Engine:
    """An engine on a database as it is, its connections made the way we need them.

    Raises:
        BadSetting: this is not the address of a database, or of one for which there is no driver.
    """
    try:
        # A search reads a few hundred JSON values; orjson does so in a third of the time. A server that was restarted
        # has closed the connections kept: each is tried before it is used, for a tenth of a millisecond.
        # A statement's values are what people asked: an error is written without them.
        engine = create_engine(
            url, json_deserializer=orjson.loads, pool_pre_ping=not url.startswith(SQLITE), hide_parameters=True
        )
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as exc:
        # Not shown: an address that cannot be read cannot be rid of its password.
        raise BadSetting(
            "GUICHET_DATABASE_URL : ce n'est pas l'adresse d'une base que Guichet sait ouvrir",
            hint="Écrivez « postgresql+psycopg://utilisateur:motdepasse@serveur/base », ou retirez ce réglage.",
        ) from exc
    event.listen(engine, "connect", _prepare_sqlite if engine.dialect.name == SQLITE else _prepare_postgresql)
    return engine


def note_failure(exc: DBAPIError) -> None:
    """Log what a database says of its trouble, for the administrator: it names the server, and callers are not told."""
    log.error("the database failed: %s: %s", type(exc.orig).__name__, exc.orig)


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction in which the schema is changed: a process killed in the middle leaves the former one.

    SQLite changes most things by making a table anew; with foreign keys enforced, dropping the former one would delete
    the rows of other tables that name its own (`ON DELETE CASCADE`).
    """
    with engine.connect() as connection:
        if engine.dialect.name != SQLITE:
            with connection.begin():
                yield connection
            return
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # within a transaction, it would do nothing
        connection.commit()
        try:
            with connection.begin():
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # the driver only begins at the first INSERT
                yield connection
        finally:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.commit()


def migrate(connection: Connection, revision: str) -> None:
    """Bring the schema to a revision of records/migrations."""
    command.upgrade(migrations(connection), revision)


def migrations(connection: Connection) -> Config:
    """What Alembic's commands take, to work on a connection."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One transaction: committed on leaving, rolled back on any error.

    Raises:
        CannotWrite: the database cannot be read or written (disk full, file gone, server away).
    """
    try:
        with Session(engine) as session, session.begin():
            yield session
    except UNWRITTEN as exc:
        note_failure(exc)
        raise CannotWrite("la base de données ne répond pas ou ne peut pas être écrite") from exc


def put(session: Session, row: Base, *, once: Collection[str] = ()) -> None:
    """Write a row, new or known by its key, in one step: of two writers at once, the last word counts.

    Columns written `once` keep the first word.

    `Session.merge` looks first and writes next: two that look at once both find nothing, and one of them fails.
    """
    table = Base.metadata.tables[row.__tablename__]
    values = {column.name: getattr(row, column.name) for column in table.columns}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(type(row)).values(values)
    keys = [column.name for column in table.primary_key.columns]
    others = {name: statement.excluded[name] for name in values if name not in keys and name not in once}
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=others))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read rows by, without the session that keeps track of entities.

    Raises:
        CannotWrite: the database cannot be read.
    """
    try:
        with engine.connect() as connection:
            yield connection
    except UNWRITTEN as exc:
        note_failure(exc)
        raise CannotWrite("la base de données ne répond pas") from exc


def forget_deleted(engine: Engine) -> None:
    """What was deleted is overwritten in SQLite's file, but stays in the journal beside it until that is emptied.

    A backup that is being written still reads that journal: it is then emptied by a later call.
    """
    if engine.dialect.name == SQLITE:
        with reading(engine) as connection:
            # Nobody can write while this waits for those who read.
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS // 10}")
            try:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
            finally:  # the pool keeps the connection, and its setting
                connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # An answer whose receipt is written can be replayed, and noted, even after a power cut: NORMAL would only keep it
    # from a killed process.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")  # a purged question does not stay in the file's free pages
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


class _WithoutNul(StrDumperUnknown):
    """PostgreSQL keeps no NUL character: what a file or a person says may hold one. Lengths stay."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))


def _prepare_postgresql(connection: psycopg.Connection[Any], _record: Any) -> None:
    connection.adapters.register_dumper(str, _WithoutNul)
