"""What routes are given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar, cast

import anyio.to_thread
from fastapi import Depends, Request

from domain.errors import Overloaded
from runtime.guichet import Guichet

RETRY_SECONDS = 5

T = TypeVar("T")


class Changes:
    """Runs changes of the documents in threads of their own: they wait for one another, and hold none that answers."""

    def __init__(self, most: int = 4) -> None:
        self._threads = anyio.CapacityLimiter(most)

    async def run(self, change: Callable[[], T]) -> T:
        """What a change gives. It is finished once begun, also when its caller leaves."""
        return await anyio.to_thread.run_sync(change, limiter=self._threads)


class Drawings:
    """Draws images of pages in threads of their own, few at a time: they hold none that answers."""

    def __init__(self, most: int = 2, waiting: int = 16) -> None:
        self._threads = anyio.CapacityLimiter(most)
        self._waiting = waiting

    async def run(self, draw: Callable[[], T]) -> T:
        """What a drawing gives.

        Raises:
            Overloaded: too many others wait.
        """
        if self._threads.statistics().tasks_waiting >= self._waiting:
            raise Overloaded("trop d'images de pages sont demandées en même temps", RETRY_SECONDS)
        return await anyio.to_thread.run_sync(draw, limiter=self._threads)


def _guichet(request: Request) -> Guichet:
    return cast(Guichet, request.app.state.guichet)


def _changes(request: Request) -> Changes:
    return cast(Changes, request.app.state.changes)


def _drawings(request: Request) -> Drawings:
    return cast(Drawings, request.app.state.drawings)


def today() -> date:
    """The date an answer is for when the asker names none."""
    return date.today()


TheGuichet = Annotated[Guichet, Depends(_guichet)]
TheDrawings = Annotated[Drawings, Depends(_drawings)]
TheChanges = Annotated[Changes, Depends(_changes)]
Today = Annotated[date, Depends(today)]
