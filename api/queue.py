"""The JSON of feedback and of the staff's queue."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from pydantic import BaseModel, Field, StrictBool

from domain.receipts import FeedbackReason, Task, TaskStatus, Unanswered

MAX_COMMENT = 2_000


class FeedbackIn(BaseModel):
    """What a person says of an answer."""

    useful: StrictBool
    reason: FeedbackReason = Field(default=FeedbackReason.OTHER, description="Pourquoi elle n'a pas été utile.")
    comment: str = Field(default="", max_length=MAX_COMMENT, description="Sans nom ni donnée personnelle.")


class TaskIn(BaseModel):
    """What staff decide of a question that waits."""

    status: TaskStatus
    assignee: str = Field(default="", max_length=200, description="Qui s'en occupe.")
    note: str = Field(default="", max_length=MAX_COMMENT)

    def task(self) -> Task:
        """The domain's task."""
        return Task(self.status, self.assignee, self.note)


class TaskOut(BaseModel):
    """Where staff stand: one that they closed and that was asked again is open again; when they decided."""

    status: TaskStatus
    assignee: str
    note: str
    changed_at: datetime | None


class UnansweredOut(BaseModel):
    """Questions that ask the same and wait for staff, in the words of the last one."""

    id: str
    question: str
    theme: str
    asked: int
    refused: int
    downvoted: int
    last_asked_at: datetime
    answer_ids: tuple[str, ...]
    comments: tuple[str, ...]
    task: TaskOut


class QueueOut(BaseModel):
    """What waits for staff, the most asked first."""

    waiting: tuple[UnansweredOut, ...]


def queue_out(waiting: tuple[Unanswered, ...]) -> QueueOut:
    """The queue."""
    standing = (replace(one, task=replace(one.task, status=one.status)) for one in waiting)
    return QueueOut(waiting=tuple(UnansweredOut.model_validate(asdict(one)) for one in standing))
