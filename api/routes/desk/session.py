"""/equipe/connexion, /equipe/deconnexion: a password opens a session, whose cookie opens the desk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import TheGuichet
from api.errors import headers_of, problem_of
from api.routes.desk.page import HOME, HeldForm
from api.security import SESSION_COOKIE, SIGN_IN, Anyone, RuledRoute, StaffPages, network_of
from api.templating import TEMPLATES
from domain.errors import TooManyRequests, Unauthenticated
from runtime.access import SESSION_HOURS

router = APIRouter(route_class=RuledRoute, prefix=HOME)


@router.get("/connexion", dependencies=[Anyone])
def sign_in_page(request: Request) -> HTMLResponse:
    """The form of name and password."""
    return TEMPLATES.TemplateResponse(request, "desk/sign_in.html", {"problem": None, "name": ""})


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
        headers = headers_of(exc) if isinstance(exc, TooManyRequests) else None
        return TEMPLATES.TemplateResponse(
            request, "desk/sign_in.html", context, status_code=problem.status, headers=headers
        )
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
def sign_out(request: Request, guichet: TheGuichet, _form: HeldForm) -> RedirectResponse:
    """Ends the session."""
    guichet.access.sign_out(request.cookies[SESSION_COOKIE])
    response = RedirectResponse(SIGN_IN, status_code=303)
    response.delete_cookie(SESSION_COOKIE, path=HOME)
    return response
