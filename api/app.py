"""The public web application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from api import errors
from api.dependencies import Changes, Drawings
from api.middleware import Bounds, Envelope, Heads
from api.mounts import Mounted, router_of
from api.openapi import document_of
from api.routes import (
    answers,
    ask,
    catalogue,
    completions,
    desk,
    documents,
    health,
    kept,
    keys,
    pages,
    passages,
    published,
    queue,
    reader,
    search,
    search_page,
    tokens,
    validated,
)
from api.security import COMMON, Throttles, rules_of
from eval.desk import Evaluations
from runtime.guichet import Guichet
from runtime.settings import Settings

KIB = 1024
MAX_BODY = 2_048 * KIB
"""Of a request without a file: a hundred messages of a conversation."""
_READ_BY_PAGES = ("Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID", "Content-Disposition")


def create_app(
    settings: Settings, guichet: Guichet, mounts: Sequence[Mounted] = (), evaluations: Evaluations | None = None
) -> FastAPI:
    """The application, over an open Guichet, with what other protocols answer at addresses of it.

    Without `evaluations`, staff may not run the eval set.

    Raises:
        BrokenInvariant: a route does not say who may call it.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # Answering is computing: more threads than this only wait for one another, and each keeps its memory.
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.answering_threads
        async with AsyncExitStack() as running:
            for mounted in mounts:
                await running.enter_async_context(mounted.running())
            yield

    # No /docs: FastAPI's page loads its scripts from elsewhere, and no page of ours asks anything of a third party.
    app = FastAPI(
        title="Guichet",
        version="1",
        summary="Des réponses juridiques sourcées pour les petites collectivités.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses=COMMON,
    )
    app.state.settings = settings
    app.state.guichet = guichet
    app.state.evaluations = evaluations
    app.state.changes = Changes()
    app.state.drawings = Drawings()
    app.state.throttles = Throttles(settings.rate_limit, settings.key_rate_limit)
    errors.install(app)
    # On routers: a limit of the whole application would answer outside our middleware, without our headers.
    for receiving in (documents.router, desk.uploads):
        app.include_router(receiving, max_body_size=(settings.max_file_mb + 1) * KIB * KIB)
    for routes in (
        ask,
        completions,
        answers,
        search,
        passages,
        validated,
        queue,
        tokens,
        keys,
        kept,
        health,
        desk,
        pages,
        reader,
        search_page,
        catalogue,
        published,
    ):
        app.include_router(routes.router, max_body_size=MAX_BODY)
    app.include_router(reader.desk, max_body_size=MAX_BODY)
    for mounted in mounts:
        app.include_router(router_of(mounted, settings.allowed_origins), max_body_size=MAX_BODY)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    rules_of(app)
    app.add_middleware(Heads)
    app.add_middleware(Bounds, most=settings.max_requests, metrics=guichet.metrics)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_methods=["GET", "POST"],
        allow_headers=[
            *("Accept", "Authorization", "Content-Type", "Last-Event-ID"),
            *(header for mounted in mounts for header in mounted.headers),
        ],
        expose_headers=_READ_BY_PAGES,
        max_age=3600,
    )
    app.add_middleware(Envelope, metrics=guichet.metrics)

    app.add_route("/openapi.json", lambda _request: JSONResponse(document_of(app)))
    return app
