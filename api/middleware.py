"""Around every request: its id, its place in the log and the metrics, how long it may last, what its response bears."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import respond_to
from domain.errors import Overloaded, TooLarge
from runtime.metrics import Metrics

log = logging.getLogger("guichet.http")

BODY_SECONDS = 30.0
SLOWEST = 16 * 1024
"""Bytes of a body a second, after BODY_SECONDS: a guide sent over a poor line arrives, a byte now and then holds no
place."""
RETRY_SECONDS = 2
_REQUEST_ID = re.compile(r"[\w.-]{8,64}", re.ASCII)
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Envelope:
    """Outermost: gives the request an id, tells how it ended, adds the headers that every response bears.

    The log says the route, never the address as it was sent: a question may stand in it.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        given = asked.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        status = 500
        started = perf_counter()

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                if "authorization" in asked:  # what a bearer opened is kept by no browser, unless its route allows it
                    headers.setdefault("Cache-Control", "no-store")
                _add_headers(headers, request_id, state)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, sent)
            finally:
                seconds = perf_counter() - started
                route = route_of(scope)
                self._metrics.request(scope["method"], route, status, seconds)
                log.info(
                    "request",
                    extra={
                        "method": scope["method"],
                        "route": route,
                        "status": status,
                        "ms": round(seconds * 1000, 1),
                        "role": state["caller"].role.value if "caller" in state else "",
                    },
                )


class Bounds:
    """Innermost: refuses what is too much at once, gives up on a body that does not come, answers a bug as an error.

    `most` requests are in hand at a time; beyond, a caller is told to come back at once rather than left to wait.
    """

    def __init__(self, app: ASGIApp, most: int, metrics: Metrics) -> None:
        self._app = app
        self._most = most
        self._metrics = metrics
        self._in_hand = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._in_hand >= self._most:
            error = Overloaded("trop de demandes sont en cours sur ce service", RETRY_SECONDS)
            await respond_to(error, scope)(scope, receive, send)
            return
        begun = too_large = False

        async def sent(message: Message) -> None:
            nonlocal begun, too_large
            begun = True
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                too_large = True  # the framework writes its own bare line over any: told as a problem below
            if not too_large:
                await send(message)

        self._in_hand += 1
        self._metrics.in_hand.set(self._in_hand)
        try:
            await self._app(scope, _in_time(receive), sent)
            if too_large:
                await respond_to(TooLarge("la requête est trop volumineuse"), scope)(scope, receive, send)
        except Exception as exc:
            if begun:
                raise  # what was sent cannot be taken back: the server closes the connection
            await respond_to(exc, scope)(scope, receive, send)
        finally:
            self._in_hand -= 1
            self._metrics.in_hand.set(self._in_hand)


class Heads:
    """Inside everything else: HEAD is GET without its body (RFC 9110, 9.3.2), on every route and under its rule.

    The server, the log and the metrics go on reading HEAD: only what answers is told GET.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        as_get = dict(scope, method="GET")

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
            elif message["type"] == "http.response.body" and not message.get("more_body", False):
                await send({"type": "http.response.body"})

        try:
            await self._app(as_get, receive, sent)
        finally:
            if "route" in as_get:
                scope["route"] = as_get["route"]  # what the log and the metrics name it by


def _in_time(receive: Receive) -> Receive:
    """The body's parts, as long as they come at SLOWEST, BODY_SECONDS apart; then, a client that left."""
    began: float | None = None
    length = 0
    whole = False

    async def received() -> Message:
        nonlocal began, length, whole
        if whole:
            return await receive()  # a wait for the client to leave
        began = began or asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(began + BODY_SECONDS + length / SLOWEST):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        length += len(message.get("body", b""))
        whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return received


def _add_headers(headers: MutableHeaders, request_id: str, state: Mapping[str, object]) -> None:
    headers["X-Request-ID"] = request_id
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    allowance = state.get("allowance")
    if allowance is not None:
        headers["RateLimit-Policy"] = f'"defaut";q={allowance.limit};w={allowance.seconds}'  # type: ignore[attr-defined]
        headers["RateLimit"] = f'"defaut";r={allowance.remaining};t={allowance.reset}'  # type: ignore[attr-defined]


def route_of(scope: Scope) -> str:
    """The route's own path, its parameters by name; "" when no route was found."""
    route = scope.get("route")
    return getattr(route, "path", "") if isinstance(getattr(route, "path", ""), str) else ""
