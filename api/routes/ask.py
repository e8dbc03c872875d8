"""POST /v1/ask: a cited answer, as JSON or as server-sent events."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel

from api.dependencies import TheGuichet, Today
from api.models import AnswerOut, AskIn, Problem, answer_out

router = APIRouter(prefix="/v1", tags=["questions"])

EVENT_STREAM = "text/event-stream"
_META = {
    "answer_id",
    "status",
    "confidence",
    "notice",
    "contact",
    "warnings",
    "preface",
    "clarification",
    "freshness",
    "understood",
    "validated_at",
    "conversation_id",
}
"""What is told before the first sentence."""


@router.post(
    "/ask",
    operation_id="ask",
    response_model=AnswerOut,
    summary="Poser une question",
    responses={
        200: {"content": {EVENT_STREAM: {}}, "description": "La réponse, ou une abstention."},
        422: {"model": Problem, "description": "Question inutilisable."},
    },
)
def ask(body: AskIn, request: Request, guichet: TheGuichet, today: Today) -> AnswerOut | Response:
    """A cited answer in French, or `abstained` with what was searched and where to ask a person."""
    turn = guichet.answers.ask(
        body.question,
        as_of=body.as_of or today,
        earlier=body.earlier(),
        conversation=body.conversation_id,
        theme=body.theme,
        profile=body.known(),
    )
    answer = answer_out(turn.answer, turn.conversation_id)
    if EVENT_STREAM in request.headers.get("accept", ""):
        return EventSourceResponse(_events(answer), headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"})
    return answer


def _events(answer: AnswerOut) -> Iterator[bytes]:
    """`meta`, then each `sentence`, each `citation`, then `done` with the whole answer."""
    meta = answer.model_dump_json(include=_META)
    yield _event("meta", meta)
    yield from (_event("sentence", _json(sentence)) for sentence in answer.sentences)
    yield from (_event("citation", _json(citation)) for citation in answer.citations)
    yield _event("done", _json(answer))


def _event(name: str, data: str) -> bytes:
    return format_sse_event(event=name, data_str=data)


def _json(model: BaseModel) -> str:
    return model.model_dump_json()
