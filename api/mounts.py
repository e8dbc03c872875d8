"""What another protocol answers at an address of the application, under the application's own rules.

A mounted application is a route like the others: its bearer, its throttle, its place in the log and the limits of its
body are those of api/security.py, api/middleware.py and api/app.py, and the caller stands in `scope["state"]`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.security import Anyone, RuledRoute
from domain.errors import Forbidden

ANY_ORIGIN = "*"


@dataclass(frozen=True, slots=True)
class Mounted:
    """An application that takes POST requests at `path`; it works while `running` lasts.

    `headers` are those that its clients send from a browser.
    """

    path: str
    app: ASGIApp
    running: Callable[[], AbstractAsyncContextManager[None]]
    headers: tuple[str, ...] = ()


def router_of(mounted: Mounted, allowed_origins: tuple[str, ...]) -> APIRouter:
    """The route of a mounted application.

    A browser says which page sends a POST: one that was not allowed is refused. This also stops DNS rebinding, where
    a hostile name is made to lead here: the page keeps the origin of that name. The Host header proves nothing more,
    and behind a reverse proxy it may hold any name, so it is not looked at.
    """
    router = APIRouter(route_class=RuledRoute, dependencies=[Anyone], include_in_schema=False)

    @router.post(mounted.path)
    async def forward(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin and ANY_ORIGIN not in allowed_origins and origin not in allowed_origins:
            raise Forbidden(
                "cette page n'est pas de celles qui peuvent interroger le service",
                hint="Demandez à l'administrateur d'ajouter son origine à GUICHET_ALLOWED_ORIGINS.",
            )
        return _Forwarded(mounted.app)

    return router


class _Forwarded(Response):
    """Gives the request, whose body nobody has read yet, to another application."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
