"""Errors as pages: what a person is shown where a program is given a problem."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import Headers
from starlette.types import Scope

from api.models import Problem
from api.security import SIGN_IN
from api.templating import TEMPLATES

DESK = "/equipe"
ALERT = "#alerte"
"""Where the desk's frame shows an error that htmx is told: see api/templates/desk/base.html."""
_AS_JSON = "application/json", "application/problem+json"


def is_desk(scope: Scope) -> bool:
    """Whether an address is one of the desk's."""
    path: str = scope["path"]
    return path == DESK or path.startswith(f"{DESK}/")


def asks_for_page(scope: Scope) -> bool:
    """Whether who asks reads pages: whatever asks at the desk; elsewhere, whoever says so and does not read JSON."""
    accepted = Headers(scope=scope).get("accept", "")
    return is_desk(scope) or ("text/html" in accepted and not any(one in accepted for one in _AS_JSON))


def page_of(problem: Problem, scope: Scope, headers: Mapping[str, str] | None = None) -> Response:
    """An error as a page, in the desk's frame for who has signed in; for htmx, the alert alone."""
    state = scope.get("state", {})
    values = {"problem": problem, "session": state.get("session"), "reference": state.get("request_id", "")}
    if is_desk(scope) and by_htmx(scope):
        template = "desk/alert.html"
        shape = {"HX-Retarget": ALERT, "HX-Reswap": "innerHTML", "HX-Reselect": "unset", "HX-Push-Url": "false"}
    else:
        template = "desk/error.html" if is_desk(scope) and values["session"] else "error.html"
        shape = {}
    told = {"Cache-Control": "no-store", "Vary": "Accept, HX-Request"} | shape | dict(headers or {})
    return TEMPLATES.TemplateResponse(Request(scope), template, values, status_code=problem.status, headers=told)


def to_sign_in(scope: Scope) -> Response:
    """Sends a browser to the page where staff sign in: all of it, also when htmx asked for a part of a page."""
    if by_htmx(scope):
        return Response(headers={"HX-Redirect": SIGN_IN})  # not a redirection: htmx would put the form inside the page
    return RedirectResponse(SIGN_IN, status_code=303)


def by_htmx(scope: Scope) -> bool:
    """Whether htmx asks, which puts a part of a page in its place."""
    return "hx-request" in Headers(scope=scope)
