"""Runs the public application and, beside it, the control socket that commands use."""

from __future__ import annotations

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

import uvicorn

from api.app import create_app
from api.control import create_control_app
from api.mounts import Mounted
from api.tracing import Traced
from cli.desk import LocalDesk
from cli.mcp import ToolDesk
from cli.subject import MeasuredDesk
from domain.errors import BadSetting, GuichetError
from eval.desk import Evaluations
from eval.staff_cases import StaffCases
from integrations import mcp
from runtime.guichet import Guichet
from runtime.ownership import announced_socket
from runtime.settings import Settings
from runtime.traces import exported

log = logging.getLogger(__name__)

GRACE_SECONDS = 10
DAY_SECONDS = 86_400.0
MAX_HEAD = 32 * 1024  # bytes of a request before its body


def serve(settings: Settings, guichet: Guichet, listener: socket.socket, on_open: Callable[[], None]) -> None:
    """Serve until interrupted; `on_open` is called once commands and requests are taken.

    Ongoing requests are given GRACE_SECONDS to end.
    """
    # Uvicorn stops on a signal, then raises it again: by default that would end the process before it has
    # given up its socket and its data folder.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        suppress(KeyboardInterrupt),
        control(guichet, settings.data_dir),
        _purged_daily(settings, guichet),
        closing(
            Evaluations(guichet.eval_runs, MeasuredDesk(LocalDesk(guichet)), staff=StaffCases(settings.data_dir).folder)
        ) as evaluations,
        exported(settings.otlp_endpoint) as traces,
    ):
        guichet.metrics.traces = traces
        app = create_app(settings, guichet, mounts=[_mcp(guichet)], evaluations=evaluations)
        listener.listen()  # requests wait for the server to take them
        threading.Thread(target=_warm_up, args=(guichet,), daemon=True).start()
        on_open()
        config = uvicorn.Config(
            Traced(app, traces) if traces else app,
            log_config=None,  # runtime/log.py has set it up
            log_level="warning",
            access_log=False,  # a question may stand in an address, and none is logged
            timeout_graceful_shutdown=GRACE_SECONDS,
            forwarded_allow_ips=list(settings.trusted_proxies),
            server_header=False,
            http="h11",  # the other one, httptools, bounds no header
            h11_max_incomplete_event_size=MAX_HEAD,
        )
        uvicorn.Server(config).run(sockets=[listener])


def _warm_up(guichet: Guichet) -> None:
    """Before the first question, which would be slow."""
    try:
        guichet.warm_up()
    except GuichetError as exc:  # questions are told of it as they come, and doctor says what to do
        log.warning("nothing was warmed up: %s", exc)


def listen(settings: Settings) -> socket.socket:
    """The public socket, bound first: a port in use is told before any long step.

    Raises:
        BadSetting: the address or the port cannot be used.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as exc:
        listener.close()
        raise BadSetting(
            f"impossible d'écouter sur {settings.host}:{settings.port} ({exc.strerror})",
            hint="Un autre service utilise ce port : arrêtez-le, ou choisissez-en un autre avec --port.",
        ) from exc
    return listener


@contextmanager
def _purged_daily(settings: Settings, guichet: Guichet) -> Iterator[None]:
    """Deletes what has been kept long enough, now and each day: a service may run for a year."""
    stopped = threading.Event()
    purge = partial(guichet.purge, keep_days=settings.keep_days, keep_staff_days=settings.keep_staff_days)
    thread = threading.Thread(target=daily, args=(purge, stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(GRACE_SECONDS)  # it may be waiting for an ingest; cut, a purge is done again at the next start


def daily(purge: Callable[[], object], stopped: threading.Event) -> None:
    """Purge now and each day, until stopped; a day's failure does not end it."""
    while True:
        try:
            purge()
        except Exception:  # whatever it is: the thread would end unseen, and nothing be purged for a year
            log.exception("nothing was purged, trying again tomorrow")
        if stopped.wait(DAY_SECONDS):
            return


def _mcp(guichet: Guichet) -> Mounted:
    """The MCP server at /mcp: each request's caller is the one that the route found (api/security.py)."""
    server = mcp.create_server(ToolDesk(LocalDesk(guichet)), lambda request: request.state.caller.role.audience)
    endpoint = mcp.http_endpoint(server)
    return Mounted("/mcp", endpoint.handle_request, endpoint.run, mcp.CLIENT_HEADERS)


@contextmanager
def control(guichet: Guichet, data_dir: Path) -> Iterator[None]:
    """The socket that commands go through, announced in the data folder while the context lasts."""
    with announced_socket(data_dir) as path:
        app = create_control_app(guichet)
        config = uvicorn.Config(app, uds=str(path), log_config=None, log_level="warning", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while thread.is_alive() and not server.started:
            time.sleep(0.01)
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(GRACE_SECONDS)
