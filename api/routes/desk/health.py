"""/equipe/sante: what `guichet doctor` says, to whoever cannot open a terminal."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import TheGuichet
from api.routes.desk.page import HOME, render
from api.security import RuledRoute, StaffPages, TheSession
from runtime.health import examine
from runtime.settings import Settings

WORST_FIRST = ("error", "warning")

router = APIRouter(route_class=RuledRoute, prefix=f"{HOME}/sante", dependencies=[StaffPages])


@router.get("")
def health(request: Request, guichet: TheGuichet, session: TheSession) -> HTMLResponse:
    """What asks for something to be done, worst first; then what is in order."""
    settings = cast(Settings, request.app.state.settings)
    findings = examine(settings, lambda: guichet.status().as_json())
    due = sorted((one for one in findings if one.level != "ok"), key=lambda one: WORST_FIRST.index(one.level))
    fine = [one for one in findings if one.level == "ok"]
    return render(request, session, "health.html", due=due, fine=fine)
