"""/v1/answers: what was answered, as a note to file, and what people say of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import TheGuichet, Today
from api.models import Problem
from api.queue import FeedbackIn
from api.security import Anyone, RuledRoute, TheCaller
from domain.receipts import Feedback
from runtime.notes import MEDIA_TYPES, NoteFormat

router = APIRouter(route_class=RuledRoute, prefix="/v1/answers", tags=["questions"], dependencies=[Anyone])


@router.post(
    "/{answer_id}/note",
    operation_id="write_note",
    summary="La note d'une réponse",
    response_class=Response,
    responses={
        200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}, "description": "La note, à télécharger."},
        404: {"model": Problem, "description": "Réponse inconnue, ou qui cite un document retiré."},
        410: {"model": Problem, "description": "Un passage cité n'est plus dans la base."},
    },
)
def note(
    answer_id: str,
    guichet: TheGuichet,
    today: Today,
    caller: TheCaller,
    as_format: Annotated[NoteFormat, Query(alias="format", description="docx, odt, html ou md.")] = NoteFormat.DOCX,
) -> Response:
    """The question, the answer, its numbered quotations with page and date, what limits it, and the day it was read."""
    content = guichet.answers.note(answer_id, caller.role.audience, as_format, today)
    name = f'attachment; filename="note-{today.isoformat()}.{as_format}"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(content, media_type=MEDIA_TYPES[as_format], headers=headers)


@router.post(
    "/{answer_id}/feedback",
    operation_id="give_feedback",
    summary="Dire si une réponse a été utile",
    status_code=204,
    responses={404: {"model": Problem, "description": "Réponse inconnue."}},
)
def feedback(answer_id: str, body: FeedbackIn, guichet: TheGuichet, caller: TheCaller) -> Response:
    """Useful or not, why; the last word on an answer counts. Staff see it in their queue."""
    given = Feedback(answer_id, body.useful, body.reason, body.comment)
    guichet.answers.note_feedback(given, caller.role.audience)
    return Response(status_code=204)
