"""Long work that staff start and watch. It is kept in memory: a service that stops forgets it, and loses no document.

A file that was sent is taken in at the next start (Sent.catch_up); a replacement that was being compared is sent again.
"""

from __future__ import annotations

import logging
import queue
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from domain.errors import GuichetError, Overloaded
from domain.ports import Progress
from domain.types import IngestReport

log = logging.getLogger(__name__)

WORKERS = 3
"""Changes wait for one another: the others read files to compare."""
MAX_WAITING = 500
MAX_REMEMBERED = 50
"""Jobs that were done, the last ones."""
MAX_FAILED = 500
"""Jobs that failed, the last ones: a refusal among many files must be read before it goes."""
STOP_SECONDS = 10.0
_RETRY_SECONDS = 60


class JobKind(StrEnum):
    """What staff asked for."""

    SENT = "sent"
    ADDRESS = "address"
    DRAFT = "draft"
    PUBLISHED = "published"
    RESTORED = "restored"


class JobState(StrEnum):
    """waiting → running → read (its file was read, it is being indexed) → done or failed."""

    WAITING = "waiting"
    RUNNING = "running"
    READ = "read"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. `title` is what it works on, `label` where it is; `reason` and `hint` say why it failed."""

    id: str
    kind: JobKind
    title: str
    author: str
    started_at: datetime
    state: JobState = JobState.WAITING
    done: int = 0
    total: int = 0
    label: str = ""
    reports: tuple[IngestReport, ...] = ()
    reason: str = ""
    hint: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in (JobState.DONE, JobState.FAILED)


Work = Callable[[Progress], Sequence[IngestReport]]


class Jobs:
    """Runs jobs in threads of their own, in the order they came. Safe from several threads."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._waiting: queue.SimpleQueue[tuple[str, Work]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, kind: JobKind, title: str, author: str, work: Work, *, job_id: str | None = None) -> Job:
        """Have some work done soon.

        Raises:
            Overloaded: too much waits already.
        """
        job = Job(job_id or secrets.token_hex(8), kind, title, author, datetime.now(UTC))
        with self._lock:
            if sum(not one.ended for one in self._jobs.values()) >= MAX_WAITING:
                raise Overloaded("trop de travaux attendent déjà", _RETRY_SECONDS)
            self._jobs[job.id] = job
            self._forget_old()
            if len(self._threads) < WORKERS:
                self._threads.append(threading.Thread(target=self._serve, name="jobs", daemon=True))
                self._threads[-1].start()
        self._waiting.put((job.id, work))
        return job

    def read(self, job_id: str) -> Job | None:
        """A job as it stands; None when it is forgotten."""
        with self._lock:
            return self._jobs.get(job_id)

    def all(self) -> tuple[Job, ...]:
        """Those that wait, run, or ended lately; the last one first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def forget_ended(self) -> None:
        """Clear the list of what has ended."""
        with self._lock:
            self._jobs = {job_id: job for job_id, job in self._jobs.items() if not job.ended}

    def close(self) -> None:
        """Let what runs stop between two files, STOP_SECONDS at most. What is killed then is finished at the start."""
        self._stopping.set()
        for _ in self._threads:
            self._waiting.put(("", lambda _: ()))
        for thread in self._threads:
            thread.join(STOP_SECONDS)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            job_id, work = self._waiting.get()
            if not self._stopping.is_set():
                self._run(job_id, work)

    def _run(self, job_id: str, work: Work) -> None:
        def progress(done: int, total: int, label: str = "") -> None:
            if self._stopping.is_set() and done < total:
                raise _Stopped
            # Told of a file: it was read. Told of none: nothing was begun, or all is done.
            state = JobState.READ if label else JobState.RUNNING
            self._note(job_id, state=state, done=done, total=total, label=label)

        self._note(job_id, state=JobState.RUNNING)
        try:
            reports = tuple(work(progress))
        except _Stopped:
            return
        except GuichetError as exc:
            self._note(job_id, state=JobState.FAILED, reason=str(exc), hint=exc.hint)
        except Exception:  # whatever it is: the thread goes on, and staff are told
            log.exception("a job failed")
            reason, hint = (
                "une erreur imprévue l'a interrompu",
                "Réessayez ; le journal du service dit ce qui s'est passé.",
            )
            self._note(job_id, state=JobState.FAILED, reason=reason, hint=hint)
        else:
            self._note(job_id, state=JobState.DONE, reports=reports, label="")

    def _note(self, job_id: str, **changed: object) -> None:
        with self._lock:
            self._jobs[job_id] = replace(self._jobs[job_id], **changed)  # type: ignore[arg-type]

    def _forget_old(self) -> None:
        for state, most in ((JobState.DONE, MAX_REMEMBERED), (JobState.FAILED, MAX_FAILED)):
            ended = [job.id for job in self._jobs.values() if job.state is state]
            for job_id in ended[: max(0, len(ended) - most)]:
                del self._jobs[job_id]


class _Stopped(Exception):
    """The service stops: what is left is taken up at the next start."""
