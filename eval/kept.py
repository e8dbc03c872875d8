"""A run as the records keep it, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.evaluation import EvalRun, EvalState
from eval.runs import CaseRun, Run, Setting


def with_setting(run: EvalRun, setting: Setting, *, total: int) -> EvalRun:
    """A run whose cases and documents are known."""
    return replace(
        run,
        retriever=setting.retriever,
        total=total,
        documents=setting.corpus_digest,
        cases=setting.cases_digest,
        model=setting.model,
        machine=setting.machine,
    )


def done(run: EvalRun, cases: Sequence[CaseRun], at: datetime) -> tuple[EvalRun, list[dict[str, Any]]]:
    """A run that has asked all its cases, and what they gave as JSON values."""
    from eval.metrics import figures  # noqa: PLC0415 - its libraries take a second to import, and few commands need them

    ended = replace(run, state=EvalState.DONE, done=len(cases), finished_at=at, figures=figures(cases))
    return ended, [case.model_dump(mode="json") for case in cases]


def whole(run: EvalRun, cases: Sequence[Mapping[str, Any]]) -> Run:
    """A kept run as it is compared and reported."""
    setting = Setting(
        date=run.started_at.date().isoformat(),
        model=run.model,
        retriever=run.retriever,
        machine=run.machine,
        corpus_digest=run.documents,
        cases_digest=run.cases,
    )
    return Run(setting=setting, cases=tuple(map(CaseRun.model_validate, cases)))
