"""GET /v1/queue: what people asked and got no useful answer to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.dependencies import TheGuichet
from api.queue import QueueOut, TaskIn, queue_out
from api.security import CLOSED, RuledRoute, StaffOnly
from runtime.answers import WAITING_DAYS

MAX_DAYS = 730

router = APIRouter(
    route_class=RuledRoute, prefix="/v1/queue", tags=["équipe"], dependencies=[StaffOnly], responses=CLOSED
)


@router.get("", operation_id="read_queue", summary="Les questions sans réponse utile")
def read(
    guichet: TheGuichet,
    days: Annotated[int, Query(ge=1, le=MAX_DAYS, description="Posées depuis tant de jours.")] = WAITING_DAYS,
) -> QueueOut:
    """Refused or found useless, those that ask the same together; a validated answer takes a question out of it."""
    return queue_out(guichet.answers.queue(datetime.now(UTC) - timedelta(days=days)))


@router.put("/{task_id}", operation_id="decide_task", summary="Suivre une question en attente", status_code=204)
def decide(task_id: Annotated[str, Path(pattern="^[0-9a-f]{16}$")], body: TaskIn, guichet: TheGuichet) -> Response:
    """Taken by someone, or closed: a closed question waits no more, until it is asked again."""
    guichet.answers.decide(task_id, body.task())
    return Response(status_code=204)
