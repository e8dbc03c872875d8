"""POST /v1/ask: a cited answer, as JSON or as server-sent events."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.dependencies import TheGuichet, Today
from api.events import EVENT_STREAM, last_seen, streamed, wants_events
from api.models import AnswerOut, AskIn, answer_out
from api.security import Anyone, RuledRoute, TheCaller
from domain.types import Audience
from runtime.guichet import Guichet

router = APIRouter(route_class=RuledRoute, prefix="/v1", tags=["questions"], dependencies=[Anyone])


@router.post(
    "/ask",
    operation_id="ask",
    response_model=AnswerOut,
    summary="Poser une question",
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "La réponse."}},
)
async def ask(
    body: AskIn, request: Request, guichet: TheGuichet, today: Today, caller: TheCaller
) -> AnswerOut | Response:
    """A cited answer in French, or `abstained` with what was searched and where to ask a person.

    A client that was cut off in the middle of the events sends the same request with `Last-Event-ID`.
    """
    audience = caller.role.audience
    seen = last_seen(request) if wants_events(request) else None
    if seen:
        answer_id, number = seen
        return await streamed(run_in_threadpool(_given, guichet, answer_id, audience), after=number)
    answering = run_in_threadpool(
        partial(
            guichet.answers.ask,
            body.question,
            as_of=body.as_of or today,
            audience=audience,
            earlier=body.earlier(),
            conversation=body.conversation_id,
            theme=body.theme,
            profile=body.known(),
        )
    )

    async def answered() -> AnswerOut:
        turn = await answering
        return answer_out(turn.answer, turn.conversation_id)

    return await streamed(answered()) if wants_events(request) else await answered()


def _given(guichet: Guichet, answer_id: str, audience: Audience) -> AnswerOut:
    receipt = guichet.answers.receipt(answer_id, audience)
    return answer_out(receipt.reply.answer, receipt.conversation_id)
