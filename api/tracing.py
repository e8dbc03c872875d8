"""The span of each request, around the whole application: only there when the administrator names a collector."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware import route_of
from runtime.traces import Traces


class Traced:
    """An application whose requests have spans: see runtime/traces.py for what they say."""

    def __init__(self, app: ASGIApp, traces: Traces) -> None:
        self._app = app
        self._traces = traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self._traces.request() as span:
            try:
                await self._app(scope, receive, sent)
            finally:
                span.ended(scope["method"], route_of(scope), status)
