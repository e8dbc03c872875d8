"""Runs cases through what answers, in the JSON of the public contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from domain.types import AnswerStatus
from eval.dataset import Case
from eval.metrics import Outcome

RANKING_DEPTH = 10


class Answering(Protocol):
    """What an eval measures. Real: cli/evaluation.py, over the desk."""

    def search(self, case: Case, limit: int) -> dict[str, Any]:
        """GET /v1/search's JSON."""
        ...

    def ask(self, case: Case) -> dict[str, Any]:
        """POST /v1/ask's JSON."""
        ...


def run(
    cases: Sequence[Case], answering: Answering, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> tuple[Outcome, ...]:
    """Every case searched and asked, in order."""
    outcomes = []
    for done, case in enumerate(cases):
        progress(done, len(cases))
        found = answering.search(case, RANKING_DEPTH)["results"]
        answer = answering.ask(case)
        outcomes.append(
            Outcome(
                case,
                tuple(result["document_id"] for result in found),
                AnswerStatus(answer["status"]),
                answer["text"],
                tuple(citation["document_id"] for citation in answer["citations"]),
                answer["confidence"],
            )
        )
    progress(len(cases), len(cases))
    return tuple(outcomes)
