"""/v1/documents: the staff's documents, over the same sync as the commands."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from api.dependencies import TheChanges, TheGuichet
from api.documents import (
    ChangedDocumentIn,
    DocumentDetailOut,
    DocumentListOut,
    NewDocumentIn,
    ReportOut,
    detail_out,
    list_out,
    report_out,
)
from api.etag import UNCHANGED, unless_known
from api.models import Problem
from api.security import CLOSED, Responses, RuledRoute, StaffOnly
from domain.errors import BadRequest
from domain.types import Change
from runtime.contract import MAX_NUMBER

_UNKNOWN: Responses = {404: {"model": Problem, "description": "Document inconnu."}}
_MULTIPART = "multipart/form-data"
MAX_LISTED = 500

router = APIRouter(
    route_class=RuledRoute, prefix="/v1/documents", tags=["documents"], dependencies=[StaffOnly], responses=CLOSED
)


@router.post(
    "",
    operation_id="create_document",
    summary="Ajouter un document",
    status_code=201,
    responses={200: {"description": "Ce contenu était déjà là."}},
)
async def create(
    body: Annotated[NewDocumentIn, Form(media_type=_MULTIPART)],
    guichet: TheGuichet,
    changes: TheChanges,
    response: Response,
) -> list[ReportOut]:
    """One report a document of the file. Reserved to members unless `visibility` says `public`."""
    reports = await changes.run(
        lambda: guichet.upload(body.file.filename or "", body.file.file, body.given()),
    )
    if all(line.change in (Change.DUPLICATE, Change.SAME) for line in reports):
        response.status_code = 200
    return [report_out(line) for line in reports]


@router.get(
    "",
    operation_id="list_documents",
    summary="Les documents",
    response_model=DocumentListOut,
    responses=UNCHANGED,
)
def listed(
    request: Request,
    guichet: TheGuichet,
    limit: Annotated[int, Query(ge=1, le=MAX_LISTED)] = 100,
    after: Annotated[str | None, Query(description="Le dernier identifiant déjà lu.")] = None,
) -> Response:
    """By id, with where each one stands and why."""
    return unless_known(request, list_out(guichet.documents(), limit=limit, after=after), is_private=True)


@router.get(
    "/{document_id}",
    operation_id="read_document",
    summary="Un document",
    response_model=DocumentDetailOut,
    responses={**_UNKNOWN, **UNCHANGED},
)
def read(
    document_id: str,
    request: Request,
    guichet: TheGuichet,
    version: Annotated[int | None, Query(ge=1, le=MAX_NUMBER, description="Une version, en vigueur ou non.")] = None,
) -> Response:
    """The version in force, or the one asked for: what an earlier answer stood on can be read again."""
    return unless_known(request, detail_out(*guichet.version(document_id, version)), is_private=True)


@router.put(
    "/{document_id}",
    operation_id="replace_document",
    summary="Remplacer un document",
    responses=_UNKNOWN,
)
async def replace(
    document_id: str,
    body: Annotated[ChangedDocumentIn, Form(media_type=_MULTIPART)],
    guichet: TheGuichet,
    changes: TheChanges,
) -> list[ReportOut]:
    """Another file, other fields, or both. What a field does not say stays as it was, its visibility first."""
    if body.id not in (None, document_id):
        raise BadRequest("id : l'identifiant d'un document ne change pas")
    name = body.file.filename or "" if body.file else document_id
    content = body.file.file if body.file else None
    reports = await changes.run(lambda: guichet.replace(document_id, name, content, body.given()))
    return [report_out(line) for line in reports]


@router.delete("/{document_id}", operation_id="delete_document", summary="Retirer un document", responses=_UNKNOWN)
async def delete(document_id: str, guichet: TheGuichet, changes: TheChanges) -> ReportOut:
    """Out of every answer at once. The versions stay readable here.

    A file that gives several documents is removed whole (`/equipe`), or replaced by one without this part: read again,
    it would give it back.
    """
    [report] = await changes.run(lambda: guichet.delete([document_id]))
    return report_out(report)
