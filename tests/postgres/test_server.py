"""What is PostgreSQL's own: its schema, its clock, its texts, several writers, a server that stops and starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from domain.access import Account, Key, Role
from domain.access import Session as SignedIn
from domain.errors import BadSetting, CannotWrite, DataFolderProblem
from domain.receipts import Feedback, Task, TaskStatus
from domain.types import Answer, Audience, DocumentStatus, Source
from records.access import SqlAccess
from records.database import connect, migrate, migrating, migrations, open_database, reading
from records.sources import SqlSources
from records.tables import Base
from records.tasks import SqlTasks
from runtime.guichet import Guichet
from tests.builders import TODAY
from tests.integration.files import found, ids, ingest
from tests.postgres.server import Server

pytestmark = pytest.mark.postgres

CAPITAL = "Une commune peut-elle entrer au capital d'une SCIC ?"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


def ask(guichet: Guichet, question: str = CAPITAL) -> Answer:
    return guichet.answers.ask(question, as_of=TODAY).answer


def test_the_schema_goes_down_to_nothing_and_up_again(engine: Engine) -> None:
    with migrating(engine) as connection:
        command.downgrade(migrations(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        migrate(connection, "head")
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_migration_that_fails_leaves_the_former_schema(new_database: Callable[[], str]) -> None:
    engine = connect(new_database())
    with pytest.raises(ZeroDivisionError), migrating(engine) as connection:
        migrate(connection, "head")
        raise ZeroDivisionError
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_moments_are_in_utc_whatever_the_server_s_time_zone(engine: Engine) -> None:
    now = datetime.now(UTC)
    access, tasks = SqlAccess(engine), SqlTasks(engine)
    key = Key("k", "site", Role.STAFF, now, now + timedelta(days=1))
    access.add_key(key, "d")
    access.note_use("k", now)
    tasks.put("t", Task(TaskStatus.OPEN, "", "", now))
    SqlSources(engine).note(Source("/a.md", "/", "", DocumentStatus.READ))

    [(kept, _)] = [one for one in (access.key("k"),) if one]
    with reading(engine) as connection:
        zone = connection.scalar(text("SHOW timezone"))
        checked = connection.scalar(text("SELECT checked_at FROM sources"))

    assert zone == "Europe/Paris"
    assert (kept.created_at, kept.expires_at, kept.last_used_at) == (now, now + timedelta(days=1), now)
    assert tasks.all()["t"].changed_at == now
    assert abs(checked.replace(tzinfo=UTC) - now) < timedelta(minutes=1)


def test_what_hangs_on_a_row_goes_with_it(engine: Engine, guichet: Guichet, folder: Path) -> None:
    access, now = SqlAccess(engine), datetime.now(UTC)
    account = Account("Mme Test", Role.STAFF, now)
    access.put_account(account, "hash")
    access.open_session("d", SignedIn(account, "c", now + timedelta(hours=1)), now)
    ingest(guichet, folder)
    guichet.answers.note_feedback(Feedback(ask(guichet).id, useful=False), Audience.PUBLIC)

    assert access.remove_account("Mme Test")
    assert guichet.answers.purge(keep_days=0) == 1

    with reading(engine) as connection:
        for table in ("sessions", "feedback", "answers"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0


def test_what_postgresql_does_not_take_is_taken(guichet: Guichet, tmp_path: Path) -> None:
    """A NUL character, and names longer than their columns: SQLite takes both."""
    deep = tmp_path.joinpath("fonds", *(f"un-dossier-au-nom-vraiment-tres-long-{n}" for n in range(6)))
    deep.mkdir(parents=True)
    title = 'title: "Une\\0fiche"\n'
    (deep / "fiche.md").write_text(f"---\n{title}---\nLa halle de Valsor ouvre le jeudi.", encoding="utf-8")

    [report] = ingest(guichet, tmp_path / "fonds")

    assert report.status is DocumentStatus.READY, report.reason
    assert report.document_id is not None
    assert len(report.document_id) <= 200
    assert found(guichet, "halle de Valsor")[0].document.title == "Une\N{REPLACEMENT CHARACTER}fiche"


def test_the_first_request_after_the_server_was_restarted_is_answered(
    guichet: Guichet, postgresql: Server, folder: Path
) -> None:
    ingest(guichet, folder)
    before = ask(guichet)
    postgresql.stop()
    try:
        with pytest.raises(CannotWrite, match="la base de données ne répond pas"):
            ask(guichet)
    finally:
        postgresql.start()

    assert ask(guichet).text == before.text

    postgresql.stop("immediate")  # as by a power cut
    postgresql.start()

    assert ask(guichet).text == before.text
    assert "scic-capital" in ids(found(guichet, "capital d'une SCIC"))


def test_a_server_that_is_away_and_an_address_that_is_none_are_told_without_the_password() -> None:
    with pytest.raises(DataFolderProblem, match="ne peut pas être ouverte") as caught:
        open_database("postgresql+psycopg://guichet:s3cret@127.0.0.1:1/guichet")
    assert "s3cret" not in str(caught.value)
    for address in ("postgresql+autre://guichet:s3cret@localhost/guichet", "postgres://s3cret", "s3cret"):
        with pytest.raises(BadSetting, match="GUICHET_DATABASE_URL") as refused:
            open_database(address)
        assert "s3cret" not in str(refused.value)
