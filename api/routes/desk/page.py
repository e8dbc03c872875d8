"""What every page of the desk is made with: its frame, and the token that its forms carry."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from api.error_pages import DESK
from api.security import TheSession
from api.templating import TEMPLATES
from domain.access import Session
from domain.errors import Forbidden

HOME = DESK
CSRF_HEADER = "X-CSRF-Token"
"""Where htmx sends the session's token; plain forms send the field `csrf`."""
NO_STORE = {"Cache-Control": "no-store"}
"""Pages show private documents: no browser keeps them."""


def render(request: Request, session: Session, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page of the desk, or a part of one."""
    values = {"session": session} | context
    return TEMPLATES.TemplateResponse(request, f"desk/{template}", values, status_code=status, headers=NO_STORE)


async def _held(request: Request, session: TheSession) -> None:
    given = request.headers.get(CSRF_HEADER) or (await request.form()).get("csrf", "")
    if not secrets.compare_digest(session.csrf.encode(), str(given).encode()):
        raise Forbidden("ce formulaire ne vient pas de votre session", hint="Rechargez la page, puis recommencez.")


HeldForm = Annotated[None, Depends(_held)]
"""Of each route that changes something: the form is one of this session's (OWASP, « Synchronizer token pattern »)."""
