"""GET /v1/search: passages, best first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import TheGuichet, Today
from api.models import MAX_THEME_CHARS, SearchOut, search_out
from api.security import Anyone, RuledRoute, TheCaller
from assistant.question import to_query

router = APIRouter(route_class=RuledRoute, prefix="/v1", tags=["recherche"], dependencies=[Anyone])

MAX_RESULTS = 50


@router.get("/search", operation_id="search", summary="Chercher des passages")
def search(
    guichet: TheGuichet,
    today: Today,
    caller: TheCaller,
    q: Annotated[str, Query(description="Les mots ou la question à chercher.")],
    limit: Annotated[int, Query(ge=1, le=MAX_RESULTS)] = 10,
    theme: Annotated[str | None, Query(max_length=MAX_THEME_CHARS)] = None,
    type: Annotated[str | None, Query(max_length=MAX_THEME_CHARS)] = None,
    group: Annotated[bool, Query(description="Au plus un passage par document.")] = True,
    around: Annotated[bool, Query(description="Avec les passages qui précèdent et qui suivent.")] = False,
) -> SearchOut:
    """The passages nearest to a question; at most one a document unless `group=false`."""
    query = to_query(
        q,
        as_of=today,
        audience=caller.role.audience,
        limit=limit,
        theme=theme,
        type=type,
        group=group,
        around=around,
    )
    return search_out(guichet.search(query))
