"""/equipe/documents: what is there, what asks something of staff, files and addresses to take in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.addresses import cut
from api.dependencies import TheChanges, TheGuichet, Today
from api.desk_documents import (
    CONCERN_NAMES,
    STATUS_NAMES,
    VISIBILITY_NAMES,
    AddressForm,
    FieldsForm,
    SendForm,
    faults_of,
    outcome_of,
    reason_of,
)
from api.error_pages import by_htmx
from api.routes.desk.page import HOME, HeldForm, render
from api.security import RuledRoute, StaffPages, TheSession
from api.templating import label
from domain.access import Session
from domain.errors import BadMetadata, GuichetError, Overloaded, UnreadableFile
from domain.ids import digest
from domain.ports import Progress
from domain.types import IngestReport, Visibility
from runtime.catalogue import Origin, Wanted
from runtime.guichet import Guichet
from runtime.jobs import Job, JobKind
from runtime.sites import is_site
from runtime.trash import KEPT_DAYS

PLACE = f"{HOME}/documents"
PAGE_SIZE = 50
SENDINGS = f"{PLACE}#envois"

router = APIRouter(route_class=RuledRoute, prefix=PLACE, dependencies=[StaffPages])
uploads = APIRouter(route_class=RuledRoute, prefix=PLACE, dependencies=[StaffPages])
"""The routes that receive files: api/app.py gives them a larger limit."""


@router.get("")
def documents(
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    today: Today,
    q: Annotated[str, Query(max_length=200)] = "",
    etat: Annotated[str, Query(max_length=20)] = "",
    visibilite: Annotated[str, Query(max_length=20)] = "",
    theme: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    retire: Annotated[str, Query(max_length=32)] = "",
) -> HTMLResponse:
    """The list, with what can be sent; `retire` is a file that was removed just now."""
    wanted = Wanted(
        q,
        Visibility(visibilite) if visibilite in set(Visibility) else None,
        theme,
        troubled=etat == "attention",
        origin=Origin(etat) if etat in set(Origin) else None,
    )
    filters = {"q": q, "etat": etat, "visibilite": visibilite, "theme": theme}
    trashed = guichet.sent.thrown
    listed = guichet.catalogue.all(today, wanted)
    shown, pages = cut(listed, page, PAGE_SIZE)
    shared = _shared(guichet)
    return render(
        request,
        session,
        "documents.html",
        **shared,
        entries=shown,
        total=len(listed),
        page=page,
        pages=pages,
        filters=filters,
        query=urlencode(filters),
        theme_options=[("", "tous"), *((one, label(one)) for one in shared["themes"])],
        concern_names=CONCERN_NAMES,
        filtered=bool(wanted),
        troubled=guichet.catalogue.troubled_files(),
        thrown=next((one for one in trashed if one.id == retire), None),
        trashed=len(trashed),
        kept_days=KEPT_DAYS,
    )


@router.get("/envois")
def sendings(
    request: Request, guichet: TheGuichet, session: TheSession, vu: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """What was sent lately and where it is: a part of the page, asked for again while something is under way.

    Nothing comes when it is as it was seen (`vu`): a screen reader is not told the same again each second.
    """
    context = _shared(guichet)
    if vu == context["seen"]:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return render(request, session, "sendings.html", **context)


@router.post("/envois/effacer")
def clear(guichet: TheGuichet, _form: HeldForm) -> RedirectResponse:
    """Clears what has ended from the list of sendings; documents stay."""
    guichet.jobs.forget_ended()
    return RedirectResponse(SENDINGS, status_code=303)


@uploads.post("/envoi")
async def send(
    request: Request,
    body: Annotated[SendForm, Form(media_type="multipart/form-data")],
    guichet: TheGuichet,
    session: TheSession,
    changes: TheChanges,
    _form: HeldForm,
) -> Response:
    """Each file is received here, then read and indexed in the background."""
    faults = body.faults()
    for file in body.chosen() if not faults else ():
        name, author = file.filename or "", session.account.name
        try:
            path = await changes.run(partial(guichet.sent.receive, name, file.file, body.given()))
        except BadMetadata as exc:  # the same for all of them: none was received
            faults = faults_of(exc, "files")
            break
        except UnreadableFile as exc:
            guichet.jobs.start(JobKind.SENT, name, author, partial(_refuse, exc))
        else:
            try:
                guichet.jobs.start(JobKind.SENT, name, author, partial(guichet.sent.take_in, path, name))
            except Overloaded:  # they are told that it is refused: the next start must not take it in
                await changes.run(partial(guichet.sent.give_up, path))
                raise
    return await changes.run(partial(_sent, request, guichet, session, body, faults))


@router.post("/adresse")
def read_address(
    request: Request,
    body: Annotated[AddressForm, Form()],
    guichet: TheGuichet,
    session: TheSession,
    _form: HeldForm,
) -> Response:
    """A page, a file or a whole site, read in the background."""
    address = body.address.strip()
    if not is_site(address) or " " in address:
        fault = "Donnez une adresse complète, qui commence par https://"
        context = _shared(guichet) | {"address": body, "address_fault": fault}
        if by_htmx(request.scope):
            return render(request, session, "address.html", status=422, **context)
        return render(request, session, "sending.html", status=422, **context)
    visibility = Visibility.PUBLIC if body.visibility == Visibility.PUBLIC else Visibility.ADHERENT

    def work(progress: Progress) -> list[IngestReport]:
        reports: list[IngestReport] = []
        guichet.ingest([address], default_visibility=visibility, report=reports.append, progress=progress)
        return reports

    guichet.jobs.start(JobKind.ADDRESS, address, session.account.name, work)
    if not by_htmx(request.scope):
        return RedirectResponse(SENDINGS, status_code=303)
    return render(request, session, "address.html", **_shared(guichet, follow=True))


def _sent(request: Request, guichet: Guichet, session: Session, body: SendForm, faults: Mapping[str, str]) -> Response:
    """The form again: empty when all was received, else with what was typed and what is wrong."""
    part = by_htmx(request.scope)
    if not part and not faults:
        return RedirectResponse(SENDINGS, status_code=303)
    context = _shared(guichet, follow=part) | ({"typed": body.typed(), "faults": faults} if faults else {})
    template = "send.html" if part else "sending.html"
    return render(request, session, template, status=422 if faults else 200, **context)


def _shared(guichet: Guichet, *, follow: bool = False) -> dict[str, Any]:
    """What the forms and the list of sendings need; `follow`: a form comes back with the list beside it."""
    jobs = [job for job in guichet.jobs.all() if job.kind is not JobKind.DRAFT]
    return {
        "jobs": jobs,
        "busy": any(not job.ended for job in jobs),
        "seen": digest(*(f"{job.id} {job.state} {job.done} {job.label}" for job in jobs)),
        "outcome_of": outcome_of,
        "reason_of": reason_of,
        "document_of": _document_of,
        "typed": FieldsForm().typed(),
        "faults": {},
        "address": AddressForm(),
        "address_fault": "",
        "themes": guichet.catalogue.themes(),
        "status_names": STATUS_NAMES,
        "visibility_names": VISIBILITY_NAMES,
        "follow": follow,
    }


def _refuse(error: GuichetError, _progress: Progress) -> Sequence[IngestReport]:
    """The job of a file that is refused as it comes: told in the list like the others."""
    raise error


def _document_of(job: Job) -> str:
    """The document that a job gave, when it gave one."""
    ids = [report.document_id for report in job.reports if report.document_id]
    return ids[0] if len(ids) == 1 else ""
