"""The public web application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles

from api import errors
from api.routes import answers, ask, documents, health, pages, queue, search, validated
from runtime.guichet import Guichet
from runtime.settings import Settings
from runtime.wiring import open_guichet

_SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(settings: Settings, guichet: Guichet | None = None) -> FastAPI:
    """The application; it opens the data folder itself unless given an open Guichet."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if guichet is not None:
            app.state.guichet = guichet
            yield
            return
        with open_guichet(settings) as opened:
            app.state.guichet = opened
            yield

    # No /docs: FastAPI's page loads its scripts from elsewhere, and no page of ours asks anything of a third party.
    app = FastAPI(title="Guichet", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.settings = settings
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type", "Accept"],
    )
    app.middleware("http")(_secure)
    errors.install(app)
    for routes in (ask, answers, search, documents, validated, queue, health, pages):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    return app


async def _secure(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    for name, value in _SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
