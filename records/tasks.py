"""What staff decided of the questions that wait in their queue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, delete, select

from domain.receipts import Task, TaskStatus
from records.database import put, reading, transaction
from records.rows import moment, stored
from records.tables import TaskRow


class SqlTasks:
    """The tasks of the records, by the id of what is asked. Safe from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> Mapping[str, Task]:
        """Every task."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(TaskRow.__table__)).all()
        return {row.id: Task(TaskStatus(row.status), row.assignee, row.note, moment(row.changed_at)) for row in rows}

    def purge(self, before: datetime) -> int:
        """Delete what was decided before a moment; how many."""
        with transaction(self._engine) as session:
            return len(
                session.scalars(delete(TaskRow).where(TaskRow.changed_at < stored(before)).returning(TaskRow.id)).all()
            )

    def put(self, task_id: str, task: Task) -> None:
        """Write what was decided; the last word counts."""
        assert task.changed_at is not None  # noqa: S101 - a task that is written was changed
        with transaction(self._engine) as session:
            put(
                session,
                TaskRow(
                    id=task_id,
                    status=task.status.value,
                    assignee=task.assignee,
                    note=task.note,
                    changed_at=stored(task.changed_at),
                ),
            )
