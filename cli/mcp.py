"""What carries out the tools of integrations/mcp.py: the desk's orders, in this process or in the one that serves."""

from __future__ import annotations

import logging
import os
import signal
import threading
from contextlib import ExitStack
from datetime import date
from time import monotonic
from typing import Any, NoReturn, Protocol

import anyio

from api.models import Profile
from api.orders import Ask, Find, Order, ReadPassage
from cli import show
from cli.desk import WAIT_SECONDS, LocalDesk, open_desk
from domain.errors import DataFolderBusy
from domain.ports import Embedder
from domain.types import Audience
from integrations import mcp
from runtime.ownership import control_socket
from runtime.settings import Settings

IDLE_SECONDS = 2.0
"""How long a folder stays open after an order: a model often calls several tools in a row."""
CLOSING_SECONDS = 1.0
"""A client gives a server two seconds to end."""


class Doer(Protocol):
    """Carries out orders: a desk."""

    def do(self, order: Order) -> Any:
        """See cli/desk.py."""
        ...


class ToolDesk:
    """The tools as orders. Port: integrations.mcp.Desk."""

    def __init__(self, desk: Doer) -> None:
        self._desk = desk

    def ask(self, arguments: mcp.AskArguments, audience: Audience) -> mcp.Json:
        profile = Profile() if arguments.profile is None else Profile(**arguments.profile.model_dump())
        order = Ask(
            question=arguments.question,
            as_of=arguments.as_of or date.today(),
            audience=audience,
            theme=arguments.theme,
            conversation_id=arguments.conversation_id,
            profile=profile,
        )
        return self._done(order)

    def search(self, arguments: mcp.SearchArguments, audience: Audience) -> mcp.Json:
        order = Find(
            question=arguments.query,
            as_of=date.today(),
            audience=audience,
            limit=arguments.limit,
            theme=arguments.theme,
            type=arguments.type,
        )
        return self._done(order)

    def read_passage(self, arguments: mcp.PassageArguments, audience: Audience) -> mcp.Json:
        return self._done(ReadPassage(audience=audience, **arguments.model_dump()))

    def _done(self, order: Order) -> mcp.Json:
        found: mcp.Json = self._desk.do(order)
        return found


class StandingDesk:
    """A desk for a process that a client leaves running for hours, beside services and commands that come and go.

    Each order goes to the process that serves the data folder, if there is one. Otherwise this process opens the
    folder for the order, and gives it up once IDLE_SECONDS have passed without another: a service may then start. The
    models stay loaded, so that opening again takes a fraction of a second.
    """

    def __init__(self, settings: Settings, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._settings = settings
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._opened = ExitStack()
        self._own: LocalDesk | None = None
        self._embedder: Embedder | None = None
        self._orders = 0
        self._idle: threading.Timer | None = None

    def do(self, order: Order) -> Any:
        """See cli/desk.py.

        Raises:
            DataFolderBusy: a command holds the folder for longer than WAIT_SECONDS.
        """
        with self._lock:
            own = self._own = self._own or self._open()
            if own is not None:
                self._orders += 1
            if self._idle is not None:
                self._idle.cancel()
        if own is None:
            with open_desk(self._settings, show.say) as desk:
                return desk.do(order)
        try:
            return own.do(order)
        finally:
            with self._lock:
                self._orders -= 1
                self._idle = threading.Timer(self._idle_seconds, self._give_up)
                self._idle.daemon = True
                self._idle.start()

    def close(self) -> None:
        """Give the folder up, whatever goes on."""
        held = self._lock.acquire(timeout=CLOSING_SECONDS)
        self._opened.close()
        if held:
            self._lock.release()

    def _give_up(self) -> None:
        with self._lock:
            if not self._orders and self._own is not None:
                self._own = None
                self._opened.close()

    def _open(self) -> LocalDesk | None:
        """The folder, opened here; None when another process serves it."""
        deadline = monotonic() + WAIT_SECONDS
        while control_socket(self._settings.data_dir) is None:
            from runtime.wiring import open_guichet  # noqa: PLC0415 - spares seconds of imports when a service answers

            opening = open_guichet(self._settings, tell=show.say, wait_seconds=1, embedder=self._embedder)
            try:
                guichet = self._opened.enter_context(opening)
            except DataFolderBusy:
                if monotonic() > deadline:
                    raise
                continue  # a command that ends, or a service that is about to say where it listens
            self._embedder = guichet.embedder
            return LocalDesk(guichet)
        return None


def serve_stdio(settings: Settings, audience: Audience) -> NoReturn:
    """Serve the client that started this process, until it leaves.

    A client gives a server two seconds to end. The thread that waits for its next line cannot be interrupted, and
    Python takes a second to unload what it has loaded: once the folder is given up, neither is waited for.
    """
    desk = StandingDesk(settings)

    def end(code: int) -> NoReturn:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        desk.close()
        logging.shutdown()
        os._exit(code)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: end(128 + number))
    anyio.run(mcp.serve_stdio, mcp.create_server(ToolDesk(desk), lambda _request: audience))
    end(0)
