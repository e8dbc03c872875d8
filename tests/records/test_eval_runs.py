"""The runs of the eval set, as they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from domain.evaluation import EvalRun, EvalState, Figure
from records.database import open_database
from records.eval_runs import SqlEvalRuns

STARTED = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
RUN = EvalRun(
    id="r1",
    author="Mme Test",
    dataset="cases",
    split="dev",
    retriever="hybrid",
    state=EvalState.RUNNING,
    started_at=STARTED,
    code="c" * 16,
)
DONE = replace(
    RUN,
    state=EvalState.DONE,
    done=2,
    total=2,
    finished_at=STARTED + timedelta(minutes=1),
    documents="d" * 32,
    cases="q" * 32,
    model="modèle",
    machine="2 cœurs",
    figures={"R@1": Figure(0.5, 0.1, 0.9, 2.0)},
)
CASES = [{"case": {"id": "un", "question": "Où ça ?"}, "leaks": []}, {"case": {"id": "deux"}, "leaks": ["text"]}]


@pytest.fixture
def engine(tmp_path: Path, database_url: str) -> Iterator[Engine]:
    (tmp_path / "data").mkdir(exist_ok=True)
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def runs(engine: Engine) -> SqlEvalRuns:
    return SqlEvalRuns(engine)


def test_a_run_is_read_as_it_was_written_with_what_its_cases_gave(runs: SqlEvalRuns) -> None:
    runs.put(RUN)
    assert (runs.read("r1"), runs.cases("r1")) == (RUN, ())

    runs.finish(DONE, CASES)

    assert runs.read("r1") == DONE
    assert list(runs.cases("r1")) == CASES


def test_a_run_that_was_never_begun_may_be_finished(runs: SqlEvalRuns) -> None:
    runs.finish(DONE, CASES)

    assert (runs.read("r1"), list(runs.cases("r1"))) == (DONE, CASES)


def test_a_later_word_on_a_run_leaves_what_its_cases_gave(runs: SqlEvalRuns) -> None:
    runs.finish(DONE, CASES)

    runs.put(replace(DONE, author="M. Autre"))

    assert runs.read("r1") == replace(DONE, author="M. Autre")
    assert list(runs.cases("r1")) == CASES


def test_the_last_run_comes_first_and_an_unknown_one_is_none(runs: SqlEvalRuns) -> None:
    for number in range(3):
        runs.put(replace(RUN, id=f"r{number}", started_at=STARTED + timedelta(hours=number)))

    assert [run.id for run in runs.all()] == ["r2", "r1", "r0"]
    assert runs.read("absente") is None
    assert runs.cases("absente") == ()


def test_only_what_runs_fails_when_its_process_stops(runs: SqlEvalRuns) -> None:
    at = STARTED + timedelta(days=1)
    runs.put(replace(RUN, id="en-cours", done=40, total=456))
    runs.finish(DONE, CASES)

    assert runs.fail_running(at, "interrompue") == 1

    stopped = runs.read("en-cours")
    assert stopped == replace(
        RUN, id="en-cours", done=40, total=456, state=EvalState.FAILED, finished_at=at, reason="interrompue"
    )
    assert runs.read("r1") == DONE
    assert runs.fail_running(at, "interrompue") == 0


def test_old_runs_are_purged(runs: SqlEvalRuns) -> None:
    runs.put(replace(RUN, id="ancienne", started_at=STARTED - timedelta(days=800)))
    runs.finish(DONE, CASES)

    assert runs.purge(STARTED - timedelta(days=730)) == 1

    assert [run.id for run in runs.all()] == ["r1"]


def test_nothing_stays_in_the_files_of_a_run_that_was_purged(runs: SqlEvalRuns, tmp_path: Path) -> None:
    runs.finish(DONE, [{"text": "Le dispositif Valmorin"}])

    runs.purge(STARTED + timedelta(days=1))

    assert not [file for file in (tmp_path / "data").glob("guichet.db*") if b"Valmorin" in file.read_bytes()]
