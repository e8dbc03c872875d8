"""What an eval measures, over a desk: the documents, the questions that are searched and asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.orders import AnswerOnly, Find, ReadCases, ReadStatus
from cli.desk import Desk, Json
from domain.types import Retrieval
from eval.dataset import Case


class OverDesk:
    """eval.runner.Answering over a desk."""

    def __init__(self, desk: Desk, retrieval: Retrieval, *, aided: bool = True) -> None:
        self._aided = aided
        self._desk = desk
        self._retrieval = retrieval

    def search(self, case: Case, limit: int) -> Json:
        found: Json = self._desk.do(Find(**self._fields(case), limit=limit))
        return found

    def ask(self, case: Case) -> Json:
        found: Json = self._desk.do(AnswerOnly(**self._fields(case), aided=self._aided))
        return found

    def _fields(self, case: Case) -> Json:
        return {
            "question": case.question,
            "history": case.history,
            "as_of": case.as_of,
            "audience": case.audience,
            "retrieval": self._retrieval,
        }


class MeasuredDesk:
    """eval.subject.Subject over a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def documents(self) -> Sequence[Json]:
        return [line for line in self._desk.export() if line["kind"] == "document"]

    def validated(self) -> Sequence[Case]:
        return tuple(map(Case.model_validate, self._desk.do(ReadCases(as_of=date.today()))))

    def model(self) -> str:
        return str(self._desk.do(ReadStatus())["model"])

    def answering(self, retrieval: Retrieval, *, aided: bool) -> OverDesk:
        return OverDesk(self._desk, retrieval, aided=aided)
