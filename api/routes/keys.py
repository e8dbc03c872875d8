"""/v1/keys: the keys of other programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.dependencies import TheGuichet
from api.models import Problem
from api.security import CLOSED, AdminOnly, Responses, RuledRoute
from domain.access import Role
from runtime.access import Shown

_UNKNOWN: Responses = {404: {"model": Problem, "description": "Aucune clé en vigueur n'a cet identifiant."}}

router = APIRouter(
    route_class=RuledRoute, prefix="/v1/keys", tags=["accès"], dependencies=[AdminOnly], responses=CLOSED
)


class KeyIn(BaseModel):
    """A key to make."""

    name: str = Field(max_length=200, description="Le programme ou le site qui l'utilisera.")
    role: Role
    days: int | None = Field(default=None, ge=1, le=3650, description="Jours de validité ; sans fin par défaut.")


class KeyOut(BaseModel):
    """A key, without its secret."""

    id: str
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewKeyOut(KeyOut):
    """A key with its secret, which is shown this once."""

    secret: str


class KeyListOut(BaseModel):
    """Keys, oldest first."""

    keys: tuple[KeyOut, ...]


@router.get("", operation_id="list_keys", summary="Les clés")
def listed(guichet: TheGuichet) -> KeyListOut:
    """Those that were revoked too."""
    return KeyListOut(keys=tuple(KeyOut.model_validate(asdict(key)) for key in guichet.access.list_keys()))


@router.post("", operation_id="create_key", summary="Créer une clé", status_code=201)
def create(body: KeyIn, guichet: TheGuichet, response: Response) -> NewKeyOut:
    """Its secret is shown here and nowhere else."""
    return _shown(guichet.access.create_key(body.name, body.role, days=body.days), response)


@router.post("/{key_id}/rotate", operation_id="rotate_key", summary="Remplacer le secret d'une clé", responses=_UNKNOWN)
def rotate(key_id: str, guichet: TheGuichet, response: Response) -> NewKeyOut:
    """The former secret opens nothing any more."""
    return _shown(guichet.access.rotate_key(key_id), response)


@router.delete("/{key_id}", operation_id="revoke_key", summary="Retirer une clé", status_code=204, responses=_UNKNOWN)
def revoke(key_id: str, guichet: TheGuichet) -> Response:
    """For good, with the tokens that it was traded for."""
    guichet.access.revoke_key(key_id)
    return Response(status_code=204)


def _shown(shown: Shown, response: Response) -> NewKeyOut:
    response.headers["Cache-Control"] = "no-store"
    return NewKeyOut.model_validate(shown.told())
