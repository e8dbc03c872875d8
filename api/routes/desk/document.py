"""/equipe/documents/voir: one document, its fields, its passages and versions; taken away, and put back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.addresses import cut
from api.dependencies import TheChanges, TheGuichet, Today
from api.desk_documents import CONCERN_NAMES, VISIBILITY_NAMES, FieldsForm, faults_of
from api.routes.desk.documents import PLACE, SENDINGS
from api.routes.desk.page import HeldForm, render
from api.security import RuledRoute, StaffPages, TheSession
from domain.access import Session
from domain.errors import BadMetadata, RefusedDocument, UnknownDocument
from domain.types import Visibility
from ingest.metadata import NOT_FOR_ALL, parse_metadata
from runtime.catalogue import Entry, Origin
from runtime.guichet import Guichet
from runtime.jobs import JobKind
from runtime.trash import KEPT_DAYS

PASSAGES_A_PAGE = 30

router = APIRouter(route_class=RuledRoute, prefix=PLACE, dependencies=[StaffPages])


@router.get("/voir/{document_id}")
def document(
    document_id: str,
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    today: Today,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    fait: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """A document. `fait` is what was done just now."""
    entry = entry_of(guichet, document_id, today)
    typed = _said(guichet, entry)
    return _page(request, guichet, session, entry, typed, page=page, done=fait)


@router.post("/voir/{document_id}/fiche")
async def change_fields(
    document_id: str,
    request: Request,
    body: Annotated[FieldsForm, Form()],
    guichet: TheGuichet,
    session: TheSession,
    changes: TheChanges,
    today: Today,
    _form: HeldForm,
) -> Response:
    """What is said of the document; an empty field leaves it to the file."""
    entry = await run_in_threadpool(entry_of, guichet, document_id, today)
    fields = body.fields()
    if len(await run_in_threadpool(guichet.sent.given_with, document_id)) > 1:
        fields = {name: value for name, value in fields.items() if name not in NOT_FOR_ALL}
    faults: Mapping[str, str] = {}
    try:
        await changes.run(partial(guichet.sent.replace, document_id, document_id, None, fields))
    except BadMetadata as exc:
        faults = faults_of(exc, "title")
    except RefusedDocument as exc:
        faults = {"title": f"{exc}. {exc.hint}"}
    if faults:
        show = partial(_page, request, guichet, session, entry, body.typed(), faults=faults)
        return await changes.run(show)
    live = (await run_in_threadpool(entry_of, guichet, document_id, today)).live.document
    done = "rights" if body.visibility == Visibility.PUBLIC != live.visibility else "fields"
    return RedirectResponse(f"{PLACE}/voir/{document_id}?fait={done}", status_code=303)


@router.get("/voir/{document_id}/retrait")
def confirm_removal(
    document_id: str, request: Request, guichet: TheGuichet, session: TheSession, today: Today
) -> HTMLResponse:
    """What removing it would do, before it is done."""
    entry = entry_of(guichet, document_id, today)
    ids = guichet.sent.given_with(document_id)
    return render(
        request,
        session,
        "removal.html",
        entry=entry,
        others=[one for one in map(partial(_title, guichet), ids) if one != entry.live.document.title],
        answers=[one for one in guichet.validated.standing() if any(quote.document_id in ids for quote in one.quotes)],
        kept_days=KEPT_DAYS,
    )


@router.post("/voir/{document_id}/retrait")
async def remove(
    document_id: str, guichet: TheGuichet, session: TheSession, changes: TheChanges, _form: HeldForm
) -> RedirectResponse:
    """Out of every answer at once; the next page offers to put it back."""
    thrown = await changes.run(partial(guichet.sent.remove, document_id, session.account.name))
    return RedirectResponse(f"{PLACE}?retire={thrown.id}" if thrown else PLACE, status_code=303)


@router.get("/corbeille")
def trash(request: Request, guichet: TheGuichet, session: TheSession) -> HTMLResponse:
    """What was removed and can be put back."""
    return render(request, session, "trash.html", thrown=guichet.sent.thrown, kept_days=KEPT_DAYS)


@router.post("/corbeille/{thrown_id}/restauration")
def restore(thrown_id: str, guichet: TheGuichet, session: TheSession, _form: HeldForm) -> RedirectResponse:
    """Read again in the background."""
    thrown = guichet.sent.removed(thrown_id)
    title = ", ".join(thrown.titles) or thrown.name
    guichet.jobs.start(JobKind.RESTORED, title, session.account.name, partial(guichet.sent.restore, thrown.id))
    return RedirectResponse(SENDINGS, status_code=303)


def entry_of(guichet: Guichet, document_id: str, today: Today) -> Entry:
    """A document that can be found.

    Raises:
        UnknownDocument: there is none.
    """
    entry = guichet.catalogue.read(document_id, today)
    if entry is None:
        raise UnknownDocument(document_id)
    return entry


def _page(
    request: Request,
    guichet: Guichet,
    session: Session,
    entry: Entry,
    typed: Mapping[str, str],
    *,
    faults: Mapping[str, str] | None = None,
    page: int = 1,
    done: str = "",
) -> HTMLResponse:
    edition, versions = guichet.version(entry.live.document.id)
    siblings = guichet.sent.given_with(entry.live.document.id) if entry.is_ours else ()
    passages, pages = cut(edition.passages, page, PASSAGES_A_PAGE)
    return render(
        request,
        session,
        "document.html",
        status=422 if faults else 200,
        entry=entry,
        edition=edition,
        versions=list(reversed(versions)),
        passages=passages,
        page=page,
        pages=pages,
        several=len(siblings) > 1,
        siblings=len(siblings),
        typed=typed,
        faults=faults or {},
        done=done,
        files=[Path(path).name if entry.origin is Origin.SENT else path for path in entry.paths],
        themes=guichet.catalogue.themes(),
        concern_names=CONCERN_NAMES,
        visibility_names=VISIBILITY_NAMES,
    )


def _said(guichet: Guichet, entry: Entry) -> Mapping[str, str]:
    """The form of a document: what its sidecar says, the rights as they are."""
    empty = FieldsForm().typed()
    if not entry.is_ours:
        return empty
    said = guichet.sent.fields_of(entry.live.document.id)
    text = {name: _as_typed(name, value) for name, value in said.items() if name in empty}
    return dict(empty) | text | {"visibility": entry.live.document.visibility.value}


def _as_typed(name: str, value: object) -> str:
    """A field of a sidecar as its field of the form takes it: a date is AAAA-MM-JJ there, and a box is checked or not.

    A sidecar may have been written by hand: what cannot be read of it is shown as it is.
    """
    try:
        read = parse_metadata({name: value}, path=name).metadata
    except BadMetadata:
        return str(value)
    meant = getattr(read, "published" if name == "date" else name)
    if isinstance(meant, bool):
        return "oui" if meant else ""
    return ", ".join(meant) if isinstance(meant, tuple) else str(meant or "")


def _title(guichet: Guichet, document_id: str) -> str:
    return guichet.version(document_id)[0].document.title
