"""/equipe/zones: where questions stay without an answer, by theme and month."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import TheGuichet, Today
from api.kept import months_ago
from api.routes.desk.page import HOME, NO_STORE, render
from api.security import RuledRoute, StaffPages, TheSession
from api.zones import BELOW, COLUMNS, STACK, as_csv, charts, total_of

PERIODS = (3, 6, 12, 24)
BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets take UTF-8 for something else."""

router = APIRouter(route_class=RuledRoute, prefix=f"{HOME}/zones", dependencies=[StaffPages])

Months = Annotated[int, Query(alias="mois", ge=1, le=60)]


@router.get("")
def zones(
    request: Request, guichet: TheGuichet, session: TheSession, today: Today, months: Months = 12
) -> HTMLResponse:
    """A chart a theme, and the tables beside: the numbers of /v1/zones."""
    since = months_ago(today, months)
    found = guichet.answers.zones(since)
    return render(
        request,
        session,
        "zones.html",
        charts=charts(found, since.date(), today.replace(day=1)),
        zones=found,
        total=total_of(found),
        months=months,
        periods=sorted({*PERIODS, months}),
        columns=COLUMNS,
        stack=STACK,
        below=BELOW,
    )


@router.get("/tableau.csv")
def table(guichet: TheGuichet, today: Today, months: Months = 12) -> Response:
    """The same numbers for a spreadsheet."""
    told = BYTE_ORDER_MARK + as_csv(guichet.answers.zones(months_ago(today, months)))
    saved = {"Content-Disposition": f'attachment; filename="zones-blanches-{today}.csv"'}
    return Response(told, media_type="text/csv; charset=utf-8", headers=NO_STORE | saved)
