"""Answers as server-sent events (WHATWG HTML, « Server-sent events »).

`meta`, then each `sentence`, each `citation`, and `done` with the whole answer; `error` with a problem when it fails
after the stream began. An event's id is the answer's and a count: a client that was cut off asks again with
`Last-Event-ID` and is sent what follows, from the answer's receipt.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TypeVar

from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.requests import Request

from api.errors import problem_of
from api.models import AnswerOut
from domain.errors import GuichetError

T = TypeVar("T")

EVENT_STREAM = "text/event-stream"
LAST_EVENT_ID = "Last-Event-ID"
_EVENT_ID = re.compile(r"([\w-]{1,64}):([0-9]{1,6})", re.ASCII)
BEAT_SECONDS = 10.0
"""Between two signs of life while an answer is written: proxies close what is silent for a minute."""
_HEADERS = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
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


def wants_events(request: Request) -> bool:
    """Whether a client asks for events."""
    return EVENT_STREAM in request.headers.get("accept", "")


def last_seen(request: Request) -> tuple[str, int] | None:
    """The answer and the number of the last event that a client received; None when it names none of ours."""
    named = _EVENT_ID.fullmatch(request.headers.get(LAST_EVENT_ID, ""))
    return (named[1], int(named[2])) if named else None


async def streamed(writing: Awaitable[AnswerOut], *, after: int = 0) -> EventSourceResponse:
    """The events of an answer that is being written, those numbered above `after`.

    Raises:
        GuichetError: see `live`.
    """
    return await live(writing, lambda answer: islice(_events(answer), after, None), _error)


async def live(
    writing: Awaitable[T], told: Callable[[T], Iterable[bytes]], failed: Callable[[GuichetError], bytes]
) -> EventSourceResponse:
    """Signs of life while something is written, then what is told of it, or what is said of why it failed.

    Raises:
        GuichetError: it fails before the first sign of life was due: the client is then told by the status.
    """
    task = asyncio.ensure_future(writing)
    with suppress(TimeoutError):  # when it takes longer, the stream begins, and says that it lives
        await asyncio.wait_for(asyncio.shield(task), BEAT_SECONDS)
    return EventSourceResponse(_live(task, told, failed), headers=_HEADERS)


async def _live(
    task: asyncio.Future[T], told: Callable[[T], Iterable[bytes]], failed: Callable[[GuichetError], bytes]
) -> AsyncIterator[bytes]:
    try:
        while not task.done():
            yield b": en cours\n\n"
            await asyncio.wait((task,), timeout=BEAT_SECONDS)
        try:
            written = task.result()
        except GuichetError as exc:
            yield failed(exc)
            return
        for event in told(written):
            yield event
    finally:
        task.cancel()  # the client left: what has not begun is not begun


def _error(error: GuichetError) -> bytes:
    return format_sse_event(event="error", data_str=problem_of(error).model_dump_json())


def _events(answer: AnswerOut) -> Iterator[bytes]:
    told = [
        ("meta", answer.model_dump_json(include=_META)),
        *(("sentence", sentence.model_dump_json()) for sentence in answer.sentences),
        *(("citation", citation.model_dump_json()) for citation in answer.citations),
        ("done", answer.model_dump_json()),
    ]
    for number, (name, data) in enumerate(told, start=1):
        yield format_sse_event(event=name, data_str=data, id=f"{answer.answer_id}:{number}")
