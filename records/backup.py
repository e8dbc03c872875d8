"""The tables as JSON Lines and back: what a backup holds of the records, whatever the database.

Lines written from SQLite are read into PostgreSQL, and the other way: values stand as JSON has them, moments and dates
in ISO 8601.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from domain.errors import BadBackup, CannotWrite, DataFolderProblem
from records.database import (
    SQLITE,
    UNREACHED_HINT,
    UNWRITTEN,
    connect,
    migrate,
    migrating,
    migrations,
    note_failure,
    reading,
)
from records.tables import Base

LEFT_OUT = frozenset({"sessions"})
"""Signed-in browsers: they sign in again."""
PATHS: Mapping[str, tuple[str, ...]] = {"sources": ("path", "root"), "places": ("path",), "versions": ("source",)}
"""Columns that name a file: what staff sent stands in the data folder, which may be another one at the restore."""
ROWS_AT_ONCE = 500

Lines = Callable[[str], Iterable[bytes]]
"""The lines of a table, by its name."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The records at one moment, while its context lasts."""

    revision: str
    connection: Connection

    @property
    def tables(self) -> tuple[str, ...]:
        """Their names; a table comes after those that it refers to."""
        return tuple(table.name for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT)

    def lines(self, table: str) -> Iterator[bytes]:
        """A table's rows, one JSON object a line."""
        columns = Base.metadata.tables[table]
        query = select(columns).order_by(*columns.primary_key)
        names = [str(column.name) for column in columns.columns]  # exactly texts, which orjson wants
        for row in self.connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}):
            yield orjson.dumps(dict(zip(names, row, strict=True))) + b"\n"


@contextmanager
def snapshot(engine: Engine) -> Iterator[Snapshot]:
    """What the records hold at one moment, whatever is written meanwhile.

    Raises:
        CannotWrite: the database cannot be read.
    """
    with reading(engine) as connection:
        if engine.dialect.name == SQLITE:
            connection.exec_driver_sql("BEGIN")  # the driver only begins at the first INSERT
        else:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        revision = MigrationContext.configure(connection).get_current_revision()
        yield Snapshot(revision or "", connection)


def database_files(url: str) -> tuple[Path, ...]:
    """The database's own file, then those beside it; none for a server."""
    address = make_url(url)
    if address.get_backend_name() != SQLITE or not address.database:
        return ()
    return tuple(Path(address.database + suffix) for suffix in ("", "-wal", "-shm"))


def holds_records(url: str) -> bool:
    """Whether there is anything to lose in a database. One that cannot be read may hold something.

    Raises:
        DataFolderProblem: the server does not answer.
    """
    files = database_files(url)
    if files and not files[0].exists():
        return False
    engine = connect(url)
    try:
        with engine.connect() as connection:
            present = set(inspect(connection).get_table_names()) - LEFT_OUT
            ours = [table for table in Base.metadata.sorted_tables if table.name in present]
            return any(connection.execute(select(text("1")).select_from(table).limit(1)).first() for table in ours)
    except DBAPIError as exc:
        if files:
            return True
        note_failure(exc)
        raise DataFolderProblem("la base de données ne répond pas", hint=UNREACHED_HINT) from exc
    finally:
        engine.dispose()


def write_records(url: str, revision: str, tables: Sequence[str], lines: Lines, moved: Callable[[str], str]) -> None:
    """Make a database hold these tables and nothing else of ours, in one transaction.

    Args:
        url: the database.
        revision: the schema that the lines were written with; they are migrated to ours.
        tables: in the order in which they can be filled.
        lines: see above.
        moved: where a file that the records name stands now.

    Raises:
        BadBackup: the lines are not those of these tables, or of a schema that we do not know.
        CannotWrite: the database cannot be written.
    """
    engine = connect(url)
    try:
        with migrating(engine) as connection:
            if revision not in _revisions(connection):
                raise BadBackup(
                    f"la sauvegarde a été faite par une autre version de Guichet (schéma {revision or 'inconnu'})",
                    hint="Mettez Guichet à jour, puis recommencez : une version récente lit les sauvegardes anciennes.",
                )
            Base.metadata.drop_all(connection)
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
            migrate(connection, revision)
            made = MetaData()
            made.reflect(connection)
            for name in tables:
                if name not in made.tables or name in LEFT_OUT:
                    raise BadBackup(f"la sauvegarde contient une table inconnue : « {name} »")
                _fill(connection, made.tables[name], lines(name), moved)
            if engine.dialect.name != SQLITE:
                _restart_counters(connection, [made.tables[name] for name in tables])
            _check_references(connection)
            migrate(connection, "head")
    except UNWRITTEN as exc:
        note_failure(exc)
        raise CannotWrite("la base de données ne répond pas ou ne peut pas être écrite") from exc
    except (SQLAlchemyError, ValueError, TypeError, AttributeError) as exc:
        raise BadBackup(f"la sauvegarde ne peut pas être relue ({type(exc).__name__})") from exc
    finally:
        engine.dispose()


def _revisions(connection: Connection) -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(migrations(connection)).walk_revisions()}


def _fill(connection: Connection, table: Table, lines: Iterable[bytes], moved: Callable[[str], str]) -> None:
    readers: dict[str, Callable[[Any], Any]] = {}
    for column in table.columns:
        if isinstance(column.type, DateTime):
            readers[column.name] = datetime.fromisoformat
        elif isinstance(column.type, Date):
            readers[column.name] = date.fromisoformat
        elif column.name in PATHS.get(table.name, ()):
            readers[column.name] = moved
    names = {column.name for column in table.columns}
    waiting = iter(lines)
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        rows = [orjson.loads(line) for line in some]
        for row in rows:
            if row.keys() != names:
                raise BadBackup(f"la sauvegarde ne contient pas les colonnes de la table « {table.name} »")
            row.update({name: read(row[name]) for name, read in readers.items() if row[name] is not None})
        connection.execute(insert(table), rows)


def _restart_counters(connection: Connection, tables: Sequence[Table]) -> None:
    """PostgreSQL numbers new rows by a counter of its own, which rows that bring their number leave behind."""
    for table in tables:
        for column in table.primary_key:
            if isinstance(column.type, Integer):
                counter = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
                last = connection.scalar(select(func.max(column)))
                if counter and last:
                    connection.execute(select(func.setval(counter, last)))


def _check_references(connection: Connection) -> None:
    """SQLite does not enforce foreign keys while the schema is changed."""
    if connection.dialect.name == SQLITE and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise BadBackup("la sauvegarde n'est pas cohérente : des lignes renvoient à d'autres qui n'y sont pas")
