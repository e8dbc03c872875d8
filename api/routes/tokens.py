"""POST /v1/tokens: the site's own server trades its key for what a member's browser may hold."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.dependencies import TheGuichet
from api.security import CLOSED, MemberOnly, RuledRoute, TheCaller
from runtime.access import TOKEN_SECONDS

router = APIRouter(
    route_class=RuledRoute, prefix="/v1/tokens", tags=["accès"], dependencies=[MemberOnly], responses=CLOSED
)


class TokenOut(BaseModel):
    """A token, sent as « Authorization: Bearer » by the page it is given to."""

    token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind of token, not one
    expires_in: int = TOKEN_SECONDS
    """Seconds."""


@router.post("", operation_id="create_token", summary="Un jeton pour le navigateur d'un adhérent")
def create(guichet: TheGuichet, caller: TheCaller, response: Response) -> TokenOut:
    """Asks and reads as a member, ten minutes at most, and no longer than the key that it was traded for."""
    response.headers["Cache-Control"] = "no-store"
    return TokenOut(token=guichet.access.token(caller))
