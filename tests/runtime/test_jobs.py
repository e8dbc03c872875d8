"""Long work that staff start: told as it goes, bounded, stopped with the service."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from domain.errors import Overloaded, UnreadableFile
from domain.ports import Progress
from domain.types import DocumentStatus, IngestReport
from runtime import jobs as module
from runtime.jobs import MAX_REMEMBERED, Job, JobKind, Jobs, JobState

REPORT = IngestReport("fiche.md", DocumentStatus.READY, "fiche", "Fiche")
PATIENCE_SECONDS = 20.0


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    opened = Jobs()
    yield opened
    opened.close()


def ended(jobs: Jobs, job: Job) -> Job:
    limit = monotonic() + PATIENCE_SECONDS
    while monotonic() < limit:
        found = jobs.read(job.id)
        if found is None or found.ended:
            break
        sleep(0.01)
    assert found is not None
    assert found.ended
    return found


def test_a_job_tells_where_it_is_and_what_came_of_it(jobs: Jobs) -> None:
    reached, go = threading.Event(), threading.Event()

    def work(progress: Progress) -> list[IngestReport]:
        progress(0, 1, "fiche.md")
        reached.set()
        go.wait(PATIENCE_SECONDS)
        progress(1, 1)
        return [REPORT]

    job = jobs.start(JobKind.SENT, "fiche.md", "Claire", work)
    reached.wait(PATIENCE_SECONDS)
    midway = jobs.read(job.id)
    go.set()
    done = ended(jobs, job)

    assert job.state is JobState.WAITING
    assert midway is not None
    assert (midway.state, midway.label) == (JobState.READ, "fiche.md")
    assert (done.state, done.reports) == (JobState.DONE, (REPORT,))


def test_what_goes_wrong_is_told_and_the_next_job_goes_on(jobs: Jobs) -> None:
    def refused(_: Progress) -> list[IngestReport]:
        raise UnreadableFile("fiche.pdf", "le fichier est chiffré", hint="Ôtez le mot de passe.")

    def broken(_: Progress) -> list[IngestReport]:
        raise ZeroDivisionError

    told = [ended(jobs, jobs.start(JobKind.SENT, "x", "", work)) for work in (refused, broken, lambda _: [REPORT])]

    assert [job.state for job in told] == [JobState.FAILED, JobState.FAILED, JobState.DONE]
    assert "chiffré" in told[0].reason
    assert told[0].hint == "Ôtez le mot de passe."
    assert "imprévue" in told[1].reason


def test_the_last_ones_that_ended_are_remembered_and_cleared_when_asked(jobs: Jobs) -> None:
    for number in range(MAX_REMEMBERED + 5):
        ended(jobs, jobs.start(JobKind.SENT, str(number), "", lambda _: []))
    last = jobs.start(JobKind.SENT, "dernier", "", lambda _: [])
    ended(jobs, last)

    titles = [job.title for job in jobs.all()]

    assert titles[0] == "dernier"
    assert len(titles) == MAX_REMEMBERED + 1
    jobs.forget_ended()
    assert jobs.all() == ()


def test_what_failed_is_told_longer_than_what_was_done(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FAILED", 3)

    def refused(_: Progress) -> list[IngestReport]:
        raise UnreadableFile("fiche.pdf", "le fichier est chiffré")

    for number in range(5):
        ended(jobs, jobs.start(JobKind.SENT, f"refusé {number}", "", refused))
    for number in range(MAX_REMEMBERED + 5):
        ended(jobs, jobs.start(JobKind.SENT, str(number), "", lambda _: []))

    failed = [job.title for job in jobs.all() if job.state is JobState.FAILED]
    assert failed == ["refusé 4", "refusé 3", "refusé 2"]


def test_too_many_at_once_are_refused(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 1)
    go = threading.Event()

    def waits(_: Progress) -> list[IngestReport]:
        go.wait(PATIENCE_SECONDS)
        return []

    first = jobs.start(JobKind.SENT, "premier", "", waits)

    with pytest.raises(Overloaded):
        jobs.start(JobKind.SENT, "second", "", lambda _: [])
    go.set()
    ended(jobs, first)


def test_a_service_that_stops_stops_between_two_files(jobs: Jobs) -> None:
    files: list[int] = []
    started = threading.Event()

    def work(progress: Progress) -> list[IngestReport]:
        for number in range(10_000):
            progress(number, 10_000, f"{number}.md")
            files.append(number)
            started.set()
            sleep(0.01)
        return []

    jobs.start(JobKind.ADDRESS, "https://www.exemple.fr/", "", work)
    started.wait(PATIENCE_SECONDS)
    jobs.close()

    assert 0 < len(files) < 10_000
