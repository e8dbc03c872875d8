"""/v1/chat/completions and /v1/models: Guichet, as OpenAI's clients call a language model."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import format_sse_event

from api.completions import (
    MODEL,
    Completed,
    CompletionIn,
    CompletionOut,
    ModelListOut,
    ModelOut,
    Usage,
    chunks,
    completion_out,
    tell,
)
from api.dependencies import TheGuichet, Today
from api.errors import openai_error, problem_of
from api.events import EVENT_STREAM, live
from api.models import OpenAIErrorOut, answer_out
from api.security import AnyOpenAIClient, Responses, RuledRoute, TheCaller
from domain.errors import GuichetError, UnknownModel

_UNKNOWN: Responses = {404: {"model": OpenAIErrorOut, "description": "Aucun modèle n'a ce nom."}}

router = APIRouter(route_class=RuledRoute, prefix="/v1", tags=["compatibilité OpenAI"], dependencies=[AnyOpenAIClient])


@router.post(
    "/chat/completions",
    operation_id="create_chat_completion",
    summary="Poser une question comme à un modèle de langage",
    response_model=CompletionOut,
    responses=_UNKNOWN
    | {200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}, "description": "La réponse."}},
)
async def complete(
    body: CompletionIn, request: Request, guichet: TheGuichet, today: Today, caller: TheCaller
) -> CompletionOut | Response:
    """The last user message is the question, those before it its history; other messages are not read.

    As OpenAI's API, at once or as a stream; `guichet`, in the message, is the answer as /v1/ask gives it.
    """
    _hold_model(body.model)

    def completed() -> Completed:
        turn = guichet.answers.ask(
            body.question,
            as_of=body.as_of or today,
            audience=caller.role.audience,
            earlier=body.earlier,
            conversation=body.conversation_id,
            theme=body.theme,
            profile=body.known(),
        )
        answer = answer_out(turn.answer, turn.conversation_id)
        told = tell(answer, opening=not body.earlier, base=str(request.base_url))
        *read, said = guichet.count_tokens([body.question, *body.earlier, told.content])
        usage = Usage(prompt_tokens=sum(read), completion_tokens=said, total_tokens=sum(read) + said)
        return Completed(answer, told, usage, int(time.time()))

    def events(done: Completed) -> Iterator[bytes]:
        for chunk in chunks(done, with_usage=body.counts_usage):
            yield _data(json.dumps(chunk, ensure_ascii=False))
        yield _data("[DONE]")

    writing = run_in_threadpool(completed)
    return await live(writing, events, _failed) if body.stream else completion_out(await writing)


@router.get("/models", operation_id="list_models", summary="Les modèles")
async def models() -> ModelListOut:
    """There is one."""
    return ModelListOut()


@router.get("/models/{model}", operation_id="read_model", summary="Un modèle", responses=_UNKNOWN)
async def model(model: Annotated[str, Path(max_length=200)]) -> ModelOut:
    """Guichet, or nothing."""
    _hold_model(model)
    return ModelOut()


def _hold_model(name: str) -> None:
    if name != MODEL:
        raise UnknownModel(name, MODEL)


def _data(text: str) -> bytes:
    return format_sse_event(data_str=text)


def _failed(error: GuichetError) -> bytes:
    return _data(openai_error(problem_of(error)).model_dump_json())
