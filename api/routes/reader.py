"""/lire: a document with the words that were cited, in place; the images of its pages; its file. The desk's too.

A document for members opens to a bearer, or to the ticket of an address that `GET /v1/passages/{id}` gives them.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import BaseModel, Field

from api.dependencies import TheDrawings, TheGuichet, Today
from api.reading import Addresses, quote_of, reading_of
from api.security import Anyone, RuledRoute, StaffPages, TheCaller
from api.templating import TEMPLATES
from domain.access import Caller
from domain.errors import NoOriginal, Overloaded, UnknownDocument
from domain.types import Audience
from runtime.contract import MAX_NUMBER
from runtime.guichet import Guichet
from runtime.originals import Original
from runtime.reading import Opened

DESK = "/equipe/lire"
PDF = "application/pdf"
MAX_PAGE = 100_000
_HINT = (
    "Vérifiez l'adresse. Un document réservé aux adhérents s'ouvre depuis l'assistant de leur espace, par un lien qui "
    "vaut dix minutes."
)
_NO_CODE = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
_A_PDF = f"{_NO_CODE}; object-src 'self'; style-src 'unsafe-inline'"

router = APIRouter(route_class=RuledRoute, include_in_schema=False, prefix="/lire", dependencies=[Anyone])
desk = APIRouter(route_class=RuledRoute, include_in_schema=False, prefix=DESK, dependencies=[StaffPages])


class AskedPlace(BaseModel):
    """What an address of a document names: a passage, the characters cited of it, a page, a version, a ticket."""

    passage: str | None = Field(default=None, max_length=200)
    debut: int | None = Field(default=None, ge=0, le=MAX_NUMBER)
    fin: int | None = Field(default=None, ge=0, le=MAX_NUMBER)
    page: int | None = Field(default=None, ge=1, le=MAX_PAGE)
    version: int | None = Field(default=None, ge=1, le=MAX_NUMBER)
    billet: str = Field(default="", max_length=2_000)


Place = Annotated[AskedPlace, Query()]
Page = Annotated[int, Path(ge=1, le=MAX_PAGE)]


@router.get("/{document_id}")
async def read(
    document_id: str,
    place: Place,
    request: Request,
    guichet: TheGuichet,
    drawings: TheDrawings,
    today: Today,
    caller: TheCaller,
) -> HTMLResponse:
    """The text, open at the passage, and the image of the page where the quote starts (or of the one asked for)."""
    audience = await run_in_threadpool(_audience, guichet, caller, place, document_id)
    addresses = Addresses(document_id, ticket=place.billet, version=place.version)
    return await _text(request, guichet, drawings, today, audience, addresses, place)


@router.get("/{document_id}/pages/{page}.png")
async def image(
    document_id: str, page: Page, place: Place, guichet: TheGuichet, drawings: TheDrawings, caller: TheCaller
) -> Response:
    """A page of a PDF as an image, the words cited marked."""
    audience = await run_in_threadpool(_audience, guichet, caller, place, document_id)
    return await _image(guichet, drawings, audience, document_id, page, place)


@router.get("/{document_id}/fichier")
def file(document_id: str, place: Place, guichet: TheGuichet, caller: TheCaller) -> Response:
    """The file that the document was read from."""
    return _file(guichet, _audience(guichet, caller, place, document_id), document_id, place)


@desk.get("/{document_id}")
async def desk_read(
    document_id: str, place: Place, request: Request, guichet: TheGuichet, drawings: TheDrawings, today: Today
) -> HTMLResponse:
    """The same, for staff who have signed in."""
    addresses = Addresses(document_id, root=DESK, version=place.version)
    return await _text(request, guichet, drawings, today, Audience.STAFF, addresses, place)


@desk.get("/{document_id}/pages/{page}.png")
async def desk_image(
    document_id: str, page: Page, place: Place, guichet: TheGuichet, drawings: TheDrawings
) -> Response:
    """The same, for staff who have signed in."""
    return await _image(guichet, drawings, Audience.STAFF, document_id, page, place)


@desk.get("/{document_id}/fichier")
def desk_file(document_id: str, place: Place, guichet: TheGuichet) -> Response:
    """The same, for staff who have signed in."""
    return _file(guichet, Audience.STAFF, document_id, place)


async def _text(
    request: Request,
    guichet: Guichet,
    drawings: TheDrawings,
    today: date,
    audience: Audience,
    addresses: Addresses,
    place: AskedPlace,
) -> HTMLResponse:
    opened = await run_in_threadpool(_open, guichet, addresses.document_id, audience, place)
    quote = quote_of(opened.passage, place.debut, place.fin)
    starts: int | None = None
    if quote:
        with suppress(Overloaded):  # too many images are being drawn: the text is read without them
            starts = await drawings.run(lambda: guichet.reading.page_of(opened, quote))

    def view() -> dict[str, object]:
        replaced_by = guichet.reading.replaced_by(opened.live, audience, today)
        reading = reading_of(
            opened, asked=place.passage, start=place.debut, end=place.fin, replaced_by=replaced_by, today=today
        )
        original, missing = _original_or_why(guichet, opened)
        page = place.page or starts or (reading.cited.page if reading.cited else 1)
        pages = opened.edition.document.pages or 0
        drawn = min(page, pages) if original and original.is_pdf and page and pages else None
        return {"reading": reading, "to": addresses, "original": original, "missing": missing, "page": drawn}

    values = await run_in_threadpool(view)
    return TEMPLATES.TemplateResponse(request, "reader.html", values, headers=_headers(opened))


async def _image(
    guichet: Guichet, drawings: TheDrawings, audience: Audience, document_id: str, page: int, place: AskedPlace
) -> Response:
    opened = await run_in_threadpool(_open, guichet, document_id, audience, place)
    quote = quote_of(opened.passage, place.debut, place.fin)
    png = await drawings.run(lambda: guichet.reading.image(opened, page, quote))
    return Response(png, media_type="image/png", headers=_headers(opened, seconds=600))


def _file(guichet: Guichet, audience: Audience, document_id: str, place: AskedPlace) -> Response:
    opened = _open(guichet, document_id, audience, place)
    original = guichet.reading.original(opened)
    # Sandboxed, browsers do not show a PDF; their viewer is what keeps its code in.
    policy = _A_PDF if original.is_pdf else f"sandbox; {_NO_CODE}"
    return FileResponse(
        original.path,
        media_type=PDF if original.is_pdf else "application/octet-stream",
        filename=f"{document_id}{original.path.suffix.lower()}",
        content_disposition_type="inline" if original.is_pdf else "attachment",
        headers=_headers(opened) | {"Content-Security-Policy": policy},
    )


def _audience(guichet: Guichet, caller: Caller, place: AskedPlace, document_id: str) -> Audience:
    """Whose documents are read: a bearer's, or a ticket's for this document."""
    given = caller.role.audience
    if given is Audience.PUBLIC and place.billet:
        return guichet.access.reader(place.billet, document_id).role.audience
    return given


def _open(guichet: Guichet, document_id: str, audience: Audience, place: AskedPlace) -> Opened:
    try:
        return guichet.reading.open(document_id, place.passage, place.version, audience)
    except UnknownDocument as exc:
        exc.hint = _HINT  # the same for what does not exist and for what may not be read
        raise


def _original_or_why(guichet: Guichet, opened: Opened) -> tuple[Original | None, str]:
    try:
        return guichet.reading.original(opened), ""
    except NoOriginal as exc:
        return None, str(exc)


def _headers(opened: Opened, *, seconds: int = 0) -> dict[str, str]:
    """A private document stays in no cache, not even the browser's: its ticket lasts ten minutes."""
    kept = "no-store" if opened.is_private else f"max-age={seconds}" if seconds else "no-cache"
    return {"Cache-Control": f"private, {kept}", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
