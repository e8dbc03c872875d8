"""/recherche: the search page. A GET, so that a search can be kept and sent; nothing of its address is logged."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import TheGuichet, Today
from api.errors import problem_of
from api.routes.pages import stats_of
from api.searching import SearchAsked, results_of
from api.security import Anyone, RuledRoute, TheCaller
from api.templating import TEMPLATES
from domain.errors import BadQuestion

router = APIRouter(route_class=RuledRoute, include_in_schema=False, dependencies=[Anyone])


@router.get("/recherche")
def page(
    asked: Annotated[SearchAsked, Query()], request: Request, guichet: TheGuichet, today: Today, caller: TheCaller
) -> HTMLResponse:
    """The form; with what was found when words are given."""
    values: dict[str, object] = {"asked": asked, "results": None, "problem": None, "stats": stats_of(guichet)}
    status = 200
    if asked.q.strip():
        try:
            values["results"] = results_of(guichet, asked, audience=caller.role.audience, today=today)
        except BadQuestion as exc:
            problem = problem_of(exc)
            values["problem"], status = problem, problem.status
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    return TEMPLATES.TemplateResponse(request, "search.html", values, status_code=status, headers=headers)
