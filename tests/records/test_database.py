"""What is SQLite's own: what survives a power cut, what stays of what was deleted, migrations."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, event, inspect, text
from sqlalchemy.exc import StatementError

from domain.errors import BadSetting, CannotWrite, DataFolderProblem
from records.backup import holds_records, write_records
from records.database import (
    BUSY_TIMEOUT_MS,
    connect,
    forget_deleted,
    migrate,
    migrating,
    migrations,
    open_database,
    reading,
    transaction,
)
from records.receipts import SqlReceipts
from records.tables import AnswerRow


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "guichet.db"


def _ask(engine: Engine, question: str) -> None:
    row = AnswerRow(
        id=question[:60],
        conversation_id="c",
        asked_at=datetime(2020, 1, 1),
        question=question,
        audience="public",
        status="answered",
        theme="",
        confidence=0.5,
        composer="extractive",
        receipt={"answer": {"warnings": []}, "padding": ["mot"] * 2000},
    )
    with transaction(engine) as session:
        session.add(row)


def test_what_is_written_survives_a_power_cut_and_writers_wait_for_one_another(file: Path) -> None:
    engine = open_database(f"sqlite:///{file}")

    with reading(engine) as connection:
        set_to = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "busy_timeout")
        }
    engine.dispose()

    full = 2
    assert set_to == {
        "journal_mode": "wal",
        "synchronous": full,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_nothing_stays_in_the_files_of_a_question_that_was_purged(file: Path) -> None:
    engine = open_database(f"sqlite:///{file}")
    _ask(engine, "Une question sur Valsor ?")
    _ask(engine, "Une autre question ?")
    assert b"Valsor" in _bytes(file)

    SqlReceipts(engine).purge(before=datetime(2021, 1, 1, tzinfo=UTC))

    assert b"Valsor" not in _bytes(file)
    assert b"autre" not in _bytes(file)
    engine.dispose()


def test_a_purge_does_not_wait_long_for_those_who_read(file: Path) -> None:
    engine = open_database(f"sqlite:///{file}")
    _ask(engine, "Une question sur Valsor ?")
    with engine.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.execute(text("SELECT count(*) FROM answers")).all()

        assert SqlReceipts(engine).purge(before=datetime(2021, 1, 1, tzinfo=UTC)) == 1

    assert SqlReceipts(engine).purge(before=datetime(2021, 1, 1, tzinfo=UTC)) == 0  # the next one empties the journal
    assert b"Valsor" not in _bytes(file)
    engine.dispose()


def test_a_purge_that_fails_leaves_no_connection_that_hardly_waits(file: Path) -> None:
    engine = open_database(f"sqlite:///{file}")

    def fail(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "wal_checkpoint" in statement:
            raise ZeroDivisionError

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(ZeroDivisionError):
        forget_deleted(engine)

    with reading(engine) as connection:
        assert connection.scalar(text("PRAGMA busy_timeout")) == BUSY_TIMEOUT_MS
    engine.dispose()


def test_an_error_does_not_hold_what_people_asked(file: Path) -> None:
    engine = open_database(f"sqlite:///{file}")

    with pytest.raises(StatementError) as caught, transaction(engine) as session:
        session.execute(text("INSERT INTO answers (id, question) VALUES (:id, :asked)"), {"id": "1", "asked": "Valsor"})

    assert "Valsor" not in str(caught.value)
    engine.dispose()


def _read(address: str) -> None:
    with reading(connect(address)):
        pass


def _write(address: str) -> None:
    with transaction(connect(address)) as session:
        session.execute(text("SELECT 1"))


@pytest.mark.parametrize(
    ("opened", "kind"),
    [
        (open_database, DataFolderProblem),
        (holds_records, DataFolderProblem),
        (_read, CannotWrite),
        (_write, CannotWrite),
        (lambda address: write_records(address, "", (), lambda _: (), str), CannotWrite),
    ],
)
def test_where_the_server_stands_is_said_in_the_log_and_to_nobody_else(
    opened: Callable[[str], object], kind: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(kind) as caught:
        opened("postgresql+psycopg://utilisateur:s3cret@127.0.0.1:1/base")

    assert str(caught.value).startswith("la base de données ne ")
    for told in ("127.0.0.1", "utilisateur", "s3cret", "port"):
        assert told not in str(caught.value)
    assert caught.value.__cause__ is not None
    assert "127.0.0.1" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_migration_that_fails_leaves_the_former_schema(file: Path) -> None:
    engine = connect(f"sqlite:///{file}")
    with pytest.raises(ZeroDivisionError), migrating(engine) as connection:
        migrate(connection, "head")
        raise ZeroDivisionError

    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_the_schema_goes_down_and_up_again_without_a_loss(file: Path) -> None:
    engine = open_database(f"sqlite:///{file}")
    _ask(engine, "Une question ?")
    with transaction(engine) as session:
        session.execute(text(_FEEDBACK))

    with migrating(engine) as connection:
        command.downgrade(migrations(connection), "0005")
        migrate(connection, "head")

    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM feedback")) == 1
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


_FEEDBACK = """
INSERT INTO feedback (answer_id, useful, reason, comment, given_at)
VALUES ('Une question ?', false, 'other', '', '2026-11-01 10:00:00')
"""


@pytest.mark.parametrize("address", ["guichet.db", "autre://localhost/guichet", "sqlite:/guichet.db"])
def test_what_is_no_address_of_a_database_is_told(address: str) -> None:
    with pytest.raises(BadSetting, match="GUICHET_DATABASE_URL"):
        open_database(address)


def _bytes(file: Path) -> bytes:
    return b"".join(path.read_bytes() for path in file.parent.glob("guichet.db*"))
