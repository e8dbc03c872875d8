"""/v1/conversations and /v1/zones: what is kept of questions, for staff."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import TheGuichet, Today
from api.kept import ConversationOut, ZonesOut, conversation_out, months_ago, zones_out
from api.models import Problem
from api.security import CLOSED, Responses, RuledRoute, StaffOnly
from domain.errors import UnknownAnswer

_UNKNOWN: Responses = {404: {"model": Problem, "description": "Rien n'est gardé de cette conversation."}}

router = APIRouter(route_class=RuledRoute, prefix="/v1", tags=["équipe"], dependencies=[StaffOnly], responses=CLOSED)


@router.get(
    "/conversations/{conversation_id}",
    operation_id="read_conversation",
    summary="Tout ce qui est gardé d'une conversation",
    responses=_UNKNOWN,
)
def read(conversation_id: str, guichet: TheGuichet) -> ConversationOut:
    """For a person who asks what is kept of what they asked (RGPD, article 15)."""
    return conversation_out(conversation_id, guichet.answers.conversation(conversation_id))


@router.delete(
    "/conversations/{conversation_id}",
    operation_id="erase_conversation",
    summary="Effacer une conversation",
    status_code=204,
    responses=_UNKNOWN,
)
def erase(conversation_id: str, guichet: TheGuichet) -> Response:
    """Its questions, answers and what was said of them (RGPD, article 17)."""
    if not guichet.answers.purge(conversation=conversation_id):
        raise UnknownAnswer(conversation_id)
    return Response(status_code=204)


@router.get("/zones", operation_id="read_zones", summary="Où les questions restent sans réponse")
def zones(
    guichet: TheGuichet,
    today: Today,
    months: Annotated[int, Query(ge=1, le=60, description="Mois comptés, celui-ci compris.")] = 12,
) -> ZonesOut:
    """Asked, answered, refused, found useless, standing on old sources: by theme and month."""
    return zones_out(guichet.answers.zones(months_ago(today, months)))
