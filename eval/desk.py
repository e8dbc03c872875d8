"""Runs of the eval set that staff ask of a service: one at a time, behind the questions of people, kept."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from domain.errors import EvalRunning, GuichetError, UnknownEval, UnreadableFile
from domain.evaluation import EvalRun, EvalState
from domain.ports import EvalRuns
from domain.types import Retrieval
from eval.dataset import Case, load_cases
from eval.kept import done, whole, with_setting
from eval.runner import run as run_cases
from eval.runs import CaseRun
from eval.subject import CASES, Dataset, Subject, check, setting, shelf_of, validated_cases
from runtime.program import program_digest

if TYPE_CHECKING:
    from eval.compare import Comparison

log = logging.getLogger(__name__)

REST_SHARE = 1.0
"""Rest after each case, as a share of the time it took: a run takes half of one thread's time at most."""
PROGRESS_SECONDS = 1.0
"""How often, at most, progress is written."""
STOP_SECONDS = 30.0
"""For a case under way to end when the service stops; a cut run is kept as failed at the next start."""
STOPPED = "interrompue par l'arrêt du service"
_UNFORESEEN = "une erreur imprévue l'a interrompue : le journal dit laquelle"


class Evaluations:
    """What staff may ask of a service. Safe from several threads; every method but `close` reads the records."""

    def __init__(
        self,
        runs: EvalRuns,
        subject: Subject,
        *,
        cases: Path = CASES,
        staff: Path | None = None,
        rest_share: float = REST_SHARE,
    ) -> None:
        self._runs = runs
        self._subject = subject
        self._cases = cases
        self._staff = staff
        self._rest_share = rest_share
        self._code = program_digest()
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self, author: str, dataset: Dataset = Dataset.CASES, split: str = "all") -> str:
        """Begin a run in a thread of its own, and give its id.

        A set that cannot be run (no case, quotes that no longer stand) makes a run that fails: its `reason` says why.

        Raises:
            EvalRunning: one is under way.
            CannotWrite: the run cannot be written.
        """
        with self._starting:
            if self._thread is not None and self._thread.is_alive():
                raise EvalRunning("une mesure est déjà en cours")
            # Its process lives, but a run whose end could not be written (a full disk) would seem to go on for ever.
            self._runs.fail_running(datetime.now(UTC), _UNFORESEEN)
            run = EvalRun(
                id=secrets.token_urlsafe(9),
                author=author,
                dataset=dataset.value,
                split=split,
                retriever=Retrieval.HYBRID.value,
                state=EvalState.RUNNING,
                started_at=datetime.now(UTC),
                code=self._code,
            )
            self._runs.put(run)
            self._thread = threading.Thread(target=self._work, args=(run,), name="eval", daemon=True)
            self._thread.start()
        return run.id

    def all(self) -> Sequence[EvalRun]:
        """Every run kept, the last one first."""
        return self._runs.all()

    def running(self) -> EvalRun | None:
        """The run under way, if there is one."""
        return next((run for run in self._runs.all() if run.state is EvalState.RUNNING), None)

    def read(self, run_id: str) -> EvalRun:
        """A run.

        Raises:
            UnknownEval: no such one.
        """
        run = self._runs.read(run_id)
        if run is None:
            raise UnknownEval(run_id)
        return run

    def cases(self, run_id: str) -> tuple[CaseRun, ...]:
        """What each case of a run gave, in order; empty until it is done.

        Raises:
            UnknownEval: no such run.
        """
        return whole(self.read(run_id), self._runs.cases(run_id)).cases

    def case(self, run_id: str, case_id: str) -> CaseRun:
        """What one case of a run gave.

        Raises:
            UnknownEval: no such run, or no such case in it.
        """
        found = next((one for one in self.cases(run_id) if one.case.id == case_id), None)
        if found is None:
            raise UnknownEval(run_id, case_id)
        return found

    def compare(self, before: str, after: str) -> Comparison:
        """Two runs side by side: see eval/compare.py.

        Raises:
            UnknownEval: no such run.
            BadMetadata: they have no case in common, or one of them is not done.
        """
        from eval.compare import compare  # noqa: PLC0415 - its libraries take seconds to import: a service starts without

        old, new = (whole(self.read(one), self._runs.cases(one)) for one in (before, after))
        return compare(old, new)

    def close(self) -> None:
        """Stop what runs, at the end of its case, and wait for it a little; it is then kept as failed."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _work(self, run: EvalRun) -> None:
        """Run, and keep how it ended: nobody waits for what this thread raises."""
        try:
            self._measure(run)
        except GuichetError as exc:
            self._fail(run.id, str(exc))
        except Exception:  # whatever it is: the thread would end unseen, and the run seem to go on
            log.exception("a run of the eval set failed")
            self._fail(run.id, _UNFORESEEN)

    def _measure(self, run: EvalRun) -> None:
        from_validated = run.dataset == Dataset.VALIDATED
        cases = validated_cases(self._subject, run.split) if from_validated else self._from_files(run)
        documents = self._subject.documents()
        check(cases, documents)
        shelf = shelf_of(documents)
        known = with_setting(run, setting(self._subject.model(), documents, cases, Retrieval.HYBRID), total=len(cases))
        answering = self._subject.answering(Retrieval.HYBRID, aided=not from_validated)
        asked = run_cases(cases, answering, shelf, _Pace(self._runs, known, self._stopping, self._rest_share))
        self._runs.finish(*done(known, asked, datetime.now(UTC)))

    def _from_files(self, run: EvalRun) -> tuple[Case, ...]:
        if run.dataset != Dataset.STAFF:
            return load_cases(self._cases, run.split)
        if self._staff is None or not any(self._staff.glob("*.jsonl")):
            hint = "Ajoutez d'abord une question au jeu de l'équipe."
            raise UnreadableFile("jeu de l'équipe", "aucune question", hint=hint)
        return load_cases(self._staff, run.split)

    def _fail(self, run_id: str, reason: str) -> None:
        try:
            run = self.read(run_id)
            self._runs.put(replace(run, state=EvalState.FAILED, finished_at=datetime.now(UTC), reason=reason))
        except GuichetError:  # the disk may be full: the next start, or the next opening, says that it failed
            log.exception("the end of a run of the eval set could not be written")


class _Stopped(GuichetError):
    """The service stops."""


class _Pace:
    """Told of each case: writes progress, lets others work, ends the run when the service stops."""

    def __init__(self, runs: EvalRuns, run: EvalRun, stopping: threading.Event, rest_share: float) -> None:
        self._runs = runs
        self._run = run
        self._stopping = stopping
        self._rest_share = rest_share
        self._written_at = float("-inf")
        self._since = monotonic()

    def __call__(self, done: int, total: int) -> None:
        rest = self._rest_share * (monotonic() - self._since)
        if self._stopping.wait(rest):
            raise _Stopped(STOPPED)
        if done < total and monotonic() - self._written_at >= PROGRESS_SECONDS:
            self._runs.put(replace(self._run, done=done))
            self._written_at = monotonic()
        self._since = monotonic()
