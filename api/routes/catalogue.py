"""/documents: the list of what can be read, by theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.addresses import ListAsked, cut
from api.dependencies import TheGuichet, Today
from api.models import MAX_THEME_CHARS
from api.routes.pages import stats_of
from api.security import Anyone, RuledRoute, TheCaller
from api.templating import TEMPLATES
from assistant.evidence import is_stale
from domain.text import fold
from domain.types import Document

A_PAGE = 50
MAX_PAGE = 10_000

router = APIRouter(route_class=RuledRoute, include_in_schema=False, dependencies=[Anyone])


class CatalogueAsked(ListAsked):
    """What an address of the list asks."""

    path = "/documents"
    theme: str = Field(default="", max_length=MAX_THEME_CHARS)
    type: str = Field(default="", max_length=MAX_THEME_CHARS)
    page: int = Field(default=1, ge=1, le=MAX_PAGE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the list."""

    document: Document
    stale: bool


@router.get("/documents")
def page(
    asked: Annotated[CatalogueAsked, Query()], request: Request, guichet: TheGuichet, today: Today, caller: TheCaller
) -> HTMLResponse:
    """Those that who asks may read, by title; counts tell of no other."""
    readable = caller.role.audience.visibilities
    documents = [live.document for live in guichet.documents() if live.document.visibility in readable]
    kept = sorted((d for d in documents if _is_asked(d, asked)), key=lambda document: fold(document.title))
    shown, pages = cut(kept, asked.page, A_PAGE)
    values = {
        "asked": asked,
        "stats": stats_of(guichet),
        "listed": [Listed(document, is_stale(document, today)) for document in shown],
        "total": len(kept),
        "pages": pages,
        "themes": _counted([d.theme for d in documents if asked.type in ("", d.type)]),
        "types": _counted([d.type for d in documents if asked.theme in ("", d.theme)]),
    }
    return TEMPLATES.TemplateResponse(request, "documents.html", values, headers={"Cache-Control": "private, no-store"})


def _is_asked(document: Document, asked: CatalogueAsked) -> bool:
    return asked.theme in ("", document.theme) and asked.type in ("", document.type)


def _counted(values: Sequence[str]) -> list[tuple[str, int]]:
    """Each value with how often it stands, the commonest first."""
    return sorted(Counter(value for value in values if value).items(), key=lambda one: (-one[1], one[0]))
