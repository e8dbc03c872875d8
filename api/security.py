"""Who may call what. The staff's routes take one bearer token, set by the administrator."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.models import Problem
from domain.errors import Forbidden, Unauthenticated
from runtime.settings import Settings

_bearer = HTTPBearer(auto_error=False, description="Le jeton de l'équipe (GUICHET_STAFF_TOKEN).")


def staff_only(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> None:
    """Let staff through.

    Raises:
        Forbidden: no token is set: the staff's routes are closed.
        Unauthenticated: the token is missing or wrong.
    """
    settings: Settings = request.app.state.settings
    if settings.staff_token is None:
        raise Forbidden("les routes de l'équipe sont fermées sur ce serveur")
    expected = settings.staff_token.get_secret_value().encode()
    if given is None or not secrets.compare_digest(given.credentials.encode(), expected):
        raise Unauthenticated("le jeton de l'équipe manque ou n'est pas le bon")


StaffOnly = Depends(staff_only)
Responses = dict[int | str, dict[str, Any]]
CLOSED: Responses = {
    401: {"model": Problem, "description": "Le jeton de l'équipe manque ou n'est pas le bon."},
    403: {"model": Problem, "description": "Les routes de l'équipe sont fermées."},
}
"""What the staff's routes answer to others."""
