"""/equipe: the staff's pages, behind a password and the cookie of a session."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import TheGuichet, Today
from api.errors import problem_of
from api.routes.pages import TEMPLATES
from api.security import SESSION_COOKIE, SIGN_IN, Anyone, RuledRoute, StaffPages, TheSession, network_of
from domain.errors import Forbidden, TooManyRequests, Unauthenticated
from runtime.access import SESSION_HOURS
from runtime.answers import WAITING_DAYS

HOME = "/equipe"

router = APIRouter(route_class=RuledRoute, prefix="/equipe", include_in_schema=False)


@router.get("/connexion", dependencies=[Anyone])
def sign_in_page(request: Request) -> HTMLResponse:
    """The form of name and password."""
    return TEMPLATES.TemplateResponse(request, "sign_in.html", {"problem": None, "name": ""})


@router.post("/connexion", dependencies=[Anyone])
def sign_in(
    request: Request,
    guichet: TheGuichet,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Opens a session; the same page again, with what is wrong, when it cannot."""
    try:
        _, secret = guichet.access.sign_in(name, password, network_of(request))
    except (Unauthenticated, TooManyRequests) as exc:
        problem = problem_of(exc)
        context = {"problem": problem.model_dump(), "name": name[:200]}
        return TEMPLATES.TemplateResponse(request, "sign_in.html", context, status_code=problem.status)
    response = RedirectResponse(HOME, status_code=303)
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=SESSION_HOURS * 3600,
        path=HOME,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/deconnexion", dependencies=[StaffPages])
def sign_out(
    request: Request, guichet: TheGuichet, session: TheSession, csrf: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Ends the session.

    Raises:
        Forbidden: the form is not one of this session's pages.
    """
    hold_csrf(session.csrf, csrf)
    guichet.access.sign_out(request.cookies[SESSION_COOKIE])
    response = RedirectResponse(SIGN_IN, status_code=303)
    response.delete_cookie(SESSION_COOKIE, path=HOME)
    return response


@router.get("", dependencies=[StaffPages])
def home(request: Request, guichet: TheGuichet, session: TheSession, today: Today) -> HTMLResponse:
    """What waits for staff: questions without a useful answer, validated answers to read again."""
    waiting = guichet.answers.queue(datetime.now(UTC) - timedelta(days=WAITING_DAYS))
    due = [one for one in guichet.validated.all(today) if one.reasons]
    context = {"session": session, "waiting": waiting, "due": due, "counts": guichet.counts(), "days": WAITING_DAYS}
    return TEMPLATES.TemplateResponse(request, "desk.html", context, headers={"Cache-Control": "no-store"})


def hold_csrf(expected: str, given: str) -> None:
    """Hold a form to its session's token (OWASP, « Synchronizer token pattern »).

    Raises:
        Forbidden: it is another one.
    """
    if not secrets.compare_digest(expected.encode(), given.encode()):
        raise Forbidden("ce formulaire ne vient pas de votre session", hint="Rechargez la page, puis recommencez.")
