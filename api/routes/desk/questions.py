"""/equipe/questions: what people asked and got no useful answer to; taken, closed, answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from api.dependencies import TheGuichet, Today
from api.queue import MAX_COMMENT
from api.routes.desk.composer import Place, TheForm, acted, as_public, opened, read_at
from api.routes.desk.page import HOME, HeldForm, render
from api.security import RuledRoute, StaffPages, TheSession
from domain.access import Session
from domain.errors import BadValidation, LostSource, UnknownAnswer
from domain.receipts import Task, TaskStatus, Unanswered
from domain.types import Audience
from runtime.answers import WAITING_DAYS
from runtime.composition import Composition
from runtime.guichet import Guichet

PLACE = f"{HOME}/questions"
MAX_DAYS = 730
PERIODS = (30, 90, 365, MAX_DAYS)
SHOWN_ANSWERS = 10
TASK_NAMES = {TaskStatus.OPEN: "à traiter", TaskStatus.DOING: "en cours", TaskStatus.CLOSED: "sans suite"}
DONE = {
    TaskStatus.OPEN: "La question attend de nouveau une réponse.",
    TaskStatus.DOING: "C’est noté : la question est en cours.",
    TaskStatus.CLOSED: "La question est sans suite : elle revient si on la pose encore.",
}

router = APIRouter(route_class=RuledRoute, prefix=PLACE, dependencies=[StaffPages])

TaskId = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


class TaskForm(BaseModel):
    """What staff decide of a question; the button that is pressed says the status."""

    status: TaskStatus
    assignee: str = Field(default="", max_length=200)
    note: str = Field(default="", max_length=MAX_COMMENT)
    csrf: str = ""


@router.get("")
def questions(
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    suivi: Annotated[str, Query(max_length=20)] = "",
    motif: Annotated[str, Query(max_length=20)] = "",
    theme: Annotated[str, Query(max_length=200)] = "",
    jours: Annotated[int, Query(ge=1, le=MAX_DAYS)] = WAITING_DAYS,
) -> HTMLResponse:
    """The questions of a period that wait, the most asked first."""
    return _listed(request, guichet, session, suivi, motif, theme, jours)


@router.get("/{task_id}")
def question(
    task_id: TaskId,
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    reponse: Annotated[str, Query(max_length=64)] = "",
    fait: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """One question: what was answered, from which sources, and what was said of it."""
    one = _find(guichet, task_id)
    if one is None:
        return _answered_meanwhile(request, guichet, session)
    ids = tuple(reversed(one.answer_ids))[:SHOWN_ANSWERS]
    shown = reponse if reponse in ids else ids[0]
    return render(
        request,
        session,
        "question.html",
        asked=one,
        ids=ids,
        shown=shown,
        given=_given(guichet, shown),
        read_at=read_at,
        task_names=TASK_NAMES,
        done=DONE.get(TaskStatus(fait)) if fait in set(TaskStatus) else "",
    )


@router.post("/{task_id}/suivi")
def decide(
    task_id: TaskId, body: Annotated[TaskForm, Form()], guichet: TheGuichet, session: TheSession, _form: HeldForm
) -> RedirectResponse:
    """Taken by someone, closed, or open again."""
    mine = body.assignee.strip() or (session.account.name if body.status is TaskStatus.DOING else "")
    guichet.answers.decide(task_id, Task(body.status, mine, body.note.strip()))
    return RedirectResponse(f"{PLACE}/{task_id}?fait={body.status}", status_code=303)


@router.get("/{task_id}/repondre")
def compose(
    task_id: TaskId,
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    today: Today,
    depuis: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """An answer to write; from one that was given, when `depuis` names it."""
    one = _find(guichet, task_id)
    if one is None:
        return _answered_meanwhile(request, guichet, session)
    sentences = guichet.answers.as_validated(depuis) if depuis in one.answer_ids else ()
    start = Composition(one.question, sentences=sentences)
    return opened(request, guichet, session, today, _place(task_id), start)


@router.post("/{task_id}/repondre")
def write(
    task_id: TaskId,
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    today: Today,
    form: TheForm,
    _form: HeldForm,
) -> Response:
    """The composer's buttons; once validated, the question waits no more."""
    return acted(request, guichet, session, today, _place(task_id), form)


def _place(task_id: str) -> Place:
    return Place("Répondre", f"{PLACE}/{task_id}/repondre", f"{PLACE}/{task_id}", "La question")


def _listed(
    request: Request, guichet: Guichet, session: Session, suivi: str, motif: str, theme: str, days: int, **more: Any
) -> HTMLResponse:
    asked = guichet.answers.questions(_since(days))
    return render(
        request,
        session,
        "questions.html",
        questions=_wanted(asked, suivi, motif, theme),
        themes=sorted({one.theme for one in asked if one.theme} | ({theme} if theme else set())),
        filters={"suivi": suivi, "motif": motif, "theme": theme, "jours": days},
        filtered=bool(suivi or motif or theme),
        periods=sorted({*PERIODS, days}),
        days=days,
        task_names=TASK_NAMES,
        **more,
    )


def _wanted(asked: Sequence[Unanswered], suivi: str, motif: str, theme: str) -> list[Unanswered]:
    """Those that pass the filters: without one of status, those that still wait."""

    def is_wanted(one: Unanswered) -> bool:
        return (
            (suivi in ("toutes", one.status) or (not suivi and one.status is not TaskStatus.CLOSED))
            and (motif != "refusee" or one.refused > 0)
            and (motif != "inutile" or one.downvoted > 0)
            and theme in ("", one.theme)
        )

    return list(filter(is_wanted, asked))


def _answered_meanwhile(request: Request, guichet: Guichet, session: Session) -> HTMLResponse:
    return _listed(request, guichet, session, "", "", "", WAITING_DAYS, status=404, missing=True)


def _find(guichet: Guichet, task_id: str) -> Unanswered | None:
    return next((one for one in guichet.answers.questions(_since(MAX_DAYS)) if one.id == task_id), None)


def _since(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def _given(guichet: Guichet, answer_id: str) -> dict[str, Any] | None:
    """An answer as it was given; None when a document that it stood on is gone."""
    try:
        receipt = guichet.answers.receipt(answer_id, Audience.STAFF)
        said = as_public(receipt.reply.answer)
    except (UnknownAnswer, LostSource):
        return None
    try:
        reusable = bool(guichet.answers.as_validated(answer_id))
    except BadValidation:
        reusable = False
    return {"answer": said, "question": receipt.query.question, "asked_at": receipt.asked_at, "reusable": reusable}
