"""The questions that wait for staff: those that ask the same together, with what staff decided of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.wording import question_id
from domain.ports import Receipts
from domain.receipts import Asked, Task, Unanswered
from domain.types import AnswerStatus
from records.tasks import SqlTasks
from runtime.similar import Similar
from runtime.validated import ValidatedShelf

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Group:
    """Questions that ask the same, oldest first. `ids`: those of their wordings, the first one's first."""

    ids: tuple[str, ...]
    asked: tuple[Asked, ...]


class WaitingQuestions:
    """One a process. Safe from several threads."""

    def __init__(self, receipts: Receipts, validated: ValidatedShelf, tasks: SqlTasks, similar: Similar) -> None:
        self._receipts = receipts
        self._validated = validated
        self._tasks = tasks
        self._similar = similar

    def all(self, since: datetime) -> tuple[Unanswered, ...]:
        """Questions refused or badly answered since then, closed or not, without those that have a validated answer."""
        tasks = self._tasks.all()
        waiting = []
        for group in self._groups():
            asked = [one for one in group.asked if one.asked_at >= since and not self._validated.answers(one.question)]
            if asked:
                decided = [tasks[one] for one in group.ids if one in tasks]
                waiting.append(_together(group.ids[0], asked, max(decided, key=_changed_at, default=Task())))
        return tuple(waiting)

    def decide(self, task_id: str, task: Task, at: datetime) -> None:
        """Write what staff decided of a group: of each of its wordings, should the first one be purged before it."""
        ids = next((group.ids for group in self._groups() if group.ids[0] == task_id), (task_id,))
        for one in ids:
            self._tasks.put(one, replace(task, changed_at=at))

    def purge(self, before: datetime) -> int:
        """Delete what staff decided before a moment; how many."""
        return self._tasks.purge(before)

    def _groups(self) -> Iterable[_Group]:
        """Of all that is kept, however long ago: a group is the same whenever one looks."""
        by_wording: dict[str, list[Asked]] = {}
        for asked in self._receipts.without_use(_EVER):
            by_wording.setdefault(question_id(asked.question), []).append(asked)
        ids = tuple(by_wording)
        members: dict[int, list[int]] = {}
        for n, leader in enumerate(self._similar.groups([asked[0].question for asked in by_wording.values()])):
            members.setdefault(leader, []).append(n)
        for positions in members.values():
            named = tuple(ids[n] for n in positions)
            together = sorted((one for wording in named for one in by_wording[wording]), key=lambda one: one.asked_at)
            yield _Group(named, tuple(together))


def _changed_at(task: Task) -> datetime:
    return task.changed_at or _EVER


def _together(task_id: str, asked: Sequence[Asked], task: Task) -> Unanswered:
    last = asked[-1]
    wordings: dict[str, str] = {}
    for one in asked:
        wordings.setdefault(question_id(one.question), one.question)
    return Unanswered(
        id=task_id,
        question=last.question,
        theme=last.theme,
        asked=len(asked),
        refused=sum(one.status is AnswerStatus.ABSTAINED for one in asked),
        downvoted=sum(one.feedback is not None and not one.feedback.useful for one in asked),
        last_asked_at=last.asked_at,
        answer_ids=tuple(one.answer_id for one in asked),
        comments=tuple(one.feedback.comment for one in asked if one.feedback and one.feedback.comment),
        task=task,
        wordings=tuple(wordings.values()),
    )
