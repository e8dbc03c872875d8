"""The runs of the eval set, with what each of their cases gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, select, update

from domain.evaluation import EvalRun, EvalState, Figure
from records.database import forget_deleted, reading, transaction
from records.rows import moment, stored
from records.tables import EvalRunRow

_FIELDS = tuple(field.name for field in fields(EvalRun))
_HEAD = tuple(EvalRunRow.__table__.c[name] for name in _FIELDS)


class SqlEvalRuns:
    """Port: domain.ports.EvalRuns. Safe from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, run: EvalRun) -> None:
        """Write a run, new or known; what its cases gave stays."""
        self._write(_columns(run), new={"results": []})

    def finish(self, run: EvalRun, cases: Sequence[Mapping[str, Any]]) -> None:
        """Write a run with what its cases gave, together."""
        self._write(_columns(run) | {"results": list(cases)}, new={})

    def all(self) -> Sequence[EvalRun]:
        """Every run, the last one first."""
        query = select(*_HEAD).order_by(EvalRunRow.started_at.desc(), EvalRunRow.id)
        with reading(self._engine) as connection:
            return tuple(map(_run, connection.execute(query)))

    def read(self, run_id: str) -> EvalRun | None:
        """A run; None when there is no such one."""
        with reading(self._engine) as connection:
            row = connection.execute(select(*_HEAD).where(EvalRunRow.id == run_id)).one_or_none()
        return _run(row) if row else None

    def cases(self, run_id: str) -> Sequence[Mapping[str, Any]]:
        """What a run's cases gave, in order; empty until it is done."""
        with reading(self._engine) as connection:
            results = connection.execute(select(EvalRunRow.results).where(EvalRunRow.id == run_id)).scalar_one_or_none()
        return tuple(results or ())

    def fail_running(self, at: datetime, reason: str) -> int:
        """Mark as failed what was running when its process stopped; how many."""
        failed = {"state": EvalState.FAILED.value, "finished_at": stored(at), "reason": reason}
        change = update(EvalRunRow).where(EvalRunRow.state == EvalState.RUNNING.value).values(failed)
        with transaction(self._engine) as session:
            return len(session.execute(change.returning(EvalRunRow.id)).all())

    def purge(self, before: datetime) -> int:
        """Delete the runs started before a moment; how many."""
        old = delete(EvalRunRow).where(EvalRunRow.started_at < stored(before)).returning(EvalRunRow.id)
        with transaction(self._engine) as session:
            gone = len(session.scalars(old).all())
        if gone:  # they hold what members were told
            forget_deleted(self._engine)
        return gone

    def _write(self, values: dict[str, Any], *, new: dict[str, Any]) -> None:
        """Change a run, or add it with what is `new`: a run has one writer."""
        with transaction(self._engine) as session:
            change = update(EvalRunRow).where(EvalRunRow.id == values["id"]).values(values)
            if not session.execute(change.returning(EvalRunRow.id)).all():
                session.add(EvalRunRow(**values, **new))


def _columns(run: EvalRun) -> dict[str, Any]:
    return {name: getattr(run, name) for name in _FIELDS} | {
        "state": run.state.value,
        "started_at": stored(run.started_at),
        "finished_at": stored(run.finished_at) if run.finished_at else None,
        "figures": {name: astuple(figure) for name, figure in run.figures.items()},
    }


def _run(row: Row[*tuple[Any, ...]]) -> EvalRun:
    values = dict(row._mapping) | {
        "state": EvalState(row.state),
        "started_at": moment(row.started_at),
        "finished_at": moment(row.finished_at),
        "figures": {name: Figure(*numbers) for name, numbers in row.figures.items()},
    }
    return EvalRun(**values)
