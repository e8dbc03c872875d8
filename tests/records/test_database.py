"""What is SQLite's own: what survives a power cut, what stays of what was deleted, migrations."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text

from domain.errors import BadSetting
from records.database import connect, migrate, migrating, migrations, open_database, reading, transaction
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
