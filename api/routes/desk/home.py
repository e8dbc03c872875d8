"""/equipe: what waits for staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import TheGuichet, Today
from api.routes.desk.page import HOME, render
from api.security import RuledRoute, StaffPages, TheSession
from runtime.answers import WAITING_DAYS
from runtime.catalogue import Wanted

SHOWN = 5
"""Of each list: its own page has them all."""

router = APIRouter(route_class=RuledRoute, prefix=HOME, dependencies=[StaffPages])


@router.get("")
def home(request: Request, guichet: TheGuichet, session: TheSession, today: Today) -> HTMLResponse:
    """What waits for staff: questions without a useful answer, validated answers to read again, troubled documents."""
    waiting = guichet.answers.queue(datetime.now(UTC) - timedelta(days=WAITING_DAYS))
    due = [one for one in guichet.validated.all(today) if one.reasons]
    return render(
        request,
        session,
        "home.html",
        waiting=waiting,
        due=due,
        troubled=guichet.catalogue.all(today, Wanted(troubled=True)),
        refused=len(guichet.catalogue.troubled_files()),
        counts=guichet.counts(),
        days=WAITING_DAYS,
        shown=SHOWN,
    )
