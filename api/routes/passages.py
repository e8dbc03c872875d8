"""GET /v1/passages/{id}: a passage with what stands beside it, and the address of the page that shows it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import TheGuichet
from api.etag import UNCHANGED, unless_known
from api.models import Problem
from api.passages import ReadPassageOut, passage_out
from api.reading import Addresses
from api.security import Anyone, Responses, RuledRoute, TheCaller
from runtime.contract import MAX_NUMBER

_UNKNOWN: Responses = {404: {"model": Problem, "description": "Passage inconnu, ou dont le document n'est pas à lire."}}

router = APIRouter(route_class=RuledRoute, prefix="/v1/passages", tags=["recherche"], dependencies=[Anyone])


@router.get(
    "/{passage_id}",
    operation_id="read_passage",
    summary="Un passage et ce qui l'entoure",
    response_model=ReadPassageOut,
    responses=_UNKNOWN | UNCHANGED,
)
def read(
    passage_id: str,
    request: Request,
    guichet: TheGuichet,
    caller: TheCaller,
    version: Annotated[int | None, Query(ge=1, le=MAX_NUMBER, description="Une version du document.")] = None,
) -> Response:
    """In the version asked for, else in the one in force, else in the last that held it: `in_force` says which.

    `reader_url` is the page that shows the document open at it; for a member's document it bears a ticket that opens
    this document for ten minutes, in a browser that has no token.
    """
    opened = guichet.reading.passage(passage_id, version, caller.role.audience)
    document = opened.edition.document
    ticket = guichet.access.ticket(caller, document.id) if opened.is_private else ""
    addresses = Addresses(document.id, ticket=ticket, version=None if opened.in_force else document.version)
    body = ReadPassageOut(
        **passage_out(opened.edition, passage_id).model_dump(),
        in_force=opened.in_force,
        live_version=opened.live.version,
        reader_url=f"{str(request.base_url).rstrip('/')}{addresses.text(passage_id)}",
    )
    return unless_known(request, body, is_private=opened.is_private)
