"""/equipe/documents/voir/…/remplacement: a new file is compared with the one in force, then published or dropped."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import TheChanges, TheGuichet, Today
from api.desk_documents import ReplacementForm, outcome_of
from api.routes.desk.document import entry_of
from api.routes.desk.documents import PLACE, SENDINGS
from api.routes.desk.page import HeldForm, render
from api.security import RuledRoute, StaffPages, TheSession
from domain.errors import UnknownDocument, UnreadableFile
from domain.text import capitalised
from runtime.drafts import KEPT_HOURS, Draft
from runtime.guichet import Guichet
from runtime.jobs import JobKind, JobState

router = APIRouter(route_class=RuledRoute, prefix=PLACE, dependencies=[StaffPages])
uploads = APIRouter(route_class=RuledRoute, prefix=PLACE, dependencies=[StaffPages])
"""The route that receives a file: api/app.py gives it a larger limit."""


@uploads.post("/voir/{document_id}/remplacement")
async def stage(
    document_id: str,
    request: Request,
    body: Annotated[ReplacementForm, Form(media_type="multipart/form-data")],
    guichet: TheGuichet,
    session: TheSession,
    changes: TheChanges,
    today: Today,
    _form: HeldForm,
) -> Response:
    """The file is received here, then read in the background; nothing is published."""
    entry = await run_in_threadpool(entry_of, guichet, document_id, today)
    file = body.file
    if file is None or not file.filename:
        return render(request, session, "compared.html", status=422, entry=entry, fault="Choisissez un fichier.")
    draft_id, name, author = secrets.token_hex(8), file.filename, session.account.name
    try:
        await changes.run(partial(guichet.sent.stage, draft_id, document_id, name, file.file))
    except UnreadableFile as exc:
        fault = f"{capitalised(str(exc))}. {exc.hint}"
        return render(request, session, "compared.html", status=422, entry=entry, fault=fault)
    work = partial(guichet.sent.compare, draft_id, document_id, name, author)
    guichet.jobs.start(JobKind.DRAFT, name, author, work, job_id=draft_id)
    return RedirectResponse(f"{PLACE}/voir/{document_id}/remplacement/{draft_id}", status_code=303)


@router.get("/voir/{document_id}/remplacement/{draft_id}")
def compared(
    document_id: str, draft_id: str, request: Request, guichet: TheGuichet, session: TheSession, today: Today
) -> HTMLResponse:
    """What the new file changes, once it is read; meanwhile, where the reading is."""
    entry = entry_of(guichet, document_id, today)
    job = guichet.jobs.read(draft_id)
    if job is not None and job.state is not JobState.DONE:
        return render(request, session, "compared.html", entry=entry, job=job, outcome_of=outcome_of)
    draft = _draft(guichet, document_id, draft_id)
    return render(request, session, "compared.html", entry=entry, draft=draft, hours=KEPT_HOURS)


@router.post("/voir/{document_id}/remplacement/{draft_id}/publier")
def publish(
    document_id: str, draft_id: str, guichet: TheGuichet, session: TheSession, _form: HeldForm
) -> RedirectResponse:
    """In place of the former file, which is indexed in the background."""
    draft = _draft(guichet, document_id, draft_id)
    title = f"{draft.name} (nouvelle version)"
    guichet.jobs.start(JobKind.PUBLISHED, title, session.account.name, partial(guichet.sent.publish, draft_id))
    return RedirectResponse(SENDINGS, status_code=303)


@router.post("/voir/{document_id}/remplacement/{draft_id}/abandon")
def discard(document_id: str, draft_id: str, guichet: TheGuichet, _form: HeldForm) -> RedirectResponse:
    """Nothing is changed."""
    guichet.sent.discard(_draft(guichet, document_id, draft_id).id)
    return RedirectResponse(f"{PLACE}/voir/{document_id}?fait=abandon", status_code=303)


def _draft(guichet: Guichet, document_id: str, draft_id: str) -> Draft:
    """A file that was compared with this document's.

    Raises:
        UnknownDocument: there is none, or no longer.
    """
    draft = guichet.sent.draft(draft_id)
    if draft.document_id != document_id:
        raise UnknownDocument(draft_id)
    return draft
