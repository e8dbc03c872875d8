"""The composer of an answer, wherever it is opened from: sources are searched, quoted, and held to what they say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.composing import Found, act_in, composition_in, done, found_of, value_of
from api.dependencies import TheGuichet, Today
from api.error_pages import by_htmx
from api.models import answer_out
from api.reading import Addresses
from api.routes.desk.page import HOME, render
from api.routes.reader import DESK
from api.security import RuledRoute, StaffPages, TheSession
from domain.access import Session
from domain.errors import Overtaken
from domain.types import Answer, Audience, Span, Visibility
from domain.types import Query as Search
from domain.validated import Validated
from runtime.composition import Composition, Faults, faults_of, review_date
from runtime.guichet import Guichet

ANSWERS = f"{HOME}/reponses"
FOUND = 8
MAX_SEARCH = 500

router = APIRouter(route_class=RuledRoute, prefix=ANSWERS, dependencies=[StaffPages])


async def _form(request: Request) -> FormData:
    return await request.form()


TheForm = Annotated[FormData, Depends(_form)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a composition is written: its heading, its address, the page to go back to, the answer that it changes, as
    it stands now.
    """

    heading: str
    address: str
    back: str
    back_name: str
    changes: Validated | None = None

    @property
    def validated_id(self) -> str:
        """The id of the answer that is changed, or ""."""
        return self.changes.id if self.changes else ""

    @property
    def version(self) -> str:
        """What tells the text that is changed from those that come after it."""
        return str(self.changes.version) if self.changes else ""


@router.get("/sources")
def sources(
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    today: Today,
    q: Annotated[str, Query(max_length=MAX_SEARCH)] = "",
) -> HTMLResponse:
    """The passages that a search finds, to quote from: a part of the page."""
    return render(request, session, "sources.html", found=search(guichet, q, today), q=q)


def search(guichet: Guichet, text: str, today: date) -> tuple[Found, ...]:
    """The passages in force that say it best, those for members among them."""
    if not text.strip():
        return ()
    asked = Search(text.strip()[:MAX_SEARCH], as_of=today, audience=Audience.STAFF, limit=FOUND, group=False)
    return found_of(guichet.search(asked))


def as_public(answer: Answer) -> dict[str, Any]:
    """An answer for the templates of the public page, without what only its asker may do with it."""
    return answer_out(answer).model_dump(mode="json") | {"answer_id": ""}


def read_at(citation: dict[str, Any]) -> str:
    """Where staff read a quote in its document."""
    quote = Span(citation["start"], citation["end"])
    return Addresses(citation["document_id"], root=DESK).text(citation["passage_id"], quote)


def opened(
    request: Request, guichet: Guichet, session: Session, today: date, place: Place, composition: Composition
) -> HTMLResponse:
    """The composer as it is first shown; its sources are those of the question."""
    return _shown(
        request, guichet, session, today, place, composition, text=composition.question, version=place.version
    )


def acted(
    request: Request,
    guichet: Guichet,
    session: Session,
    today: date,
    place: Place,
    form: FormData,
) -> Response:
    """What comes of the button that was pressed; the last one publishes the answer.

    Not over a text that its author has not seen: it is shown first, and what was written is kept.
    """
    shelf = guichet.validated
    composition, act = composition_in(form, shelf), act_in(form)
    version = str(form.get("version", ""))
    shown = partial(_shown, request, guichet, session, today, text=str(form.get("q", ""))[:MAX_SEARCH])
    if act.name not in ("apercu", "valider"):
        return shown(place, done(act, composition, form, shelf), version=version)
    faults = faults_of(composition, shelf, place.validated_id)
    if faults or act.name == "apercu":
        return shown(place, composition, version=version, faults=faults, preview=True)
    # The version that its author read: one that stands no more, or that nobody named, is none of those there are.
    read = (place.changes.version if version == place.version else 0) if place.changes else None
    try:
        kept = shelf.validate(
            composition.question,
            composition.sentences,
            author=session.account.name,
            wordings=composition.wordings,
            review_by=review_date(composition),
            validated_id=place.validated_id or None,
            replaces=read,
        )
    except Overtaken:
        moved = replace(place, changes=shelf.history(place.validated_id)[0])
        return shown(moved, composition, version=moved.version, moved=True)
    address = f"{ANSWERS}/{kept.id}?fait=valide"
    if by_htmx(request.scope):
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def _shown(
    request: Request,
    guichet: Guichet,
    session: Session,
    today: date,
    place: Place,
    composition: Composition,
    *,
    text: str,
    version: str,
    faults: Faults | None = None,
    preview: bool = False,
    moved: bool = False,
) -> HTMLResponse:
    standing = guichet.validated.sources(composition.quotes, today)
    said = (
        guichet.answers.preview(composition.question, composition.sentences, today) if preview and not faults else None
    )
    part = by_htmx(request.scope)
    return render(
        request,
        session,
        "composition.html" if part else "composer.html",
        status=409 if moved else 422 if faults else 200,
        place=place,
        version=version,
        moved=moved,
        by_htmx=part,
        composition=composition,
        faults=faults or Faults(),
        preview=as_public(said) if said else None,
        read_at=read_at,
        standing=standing,
        private=bool(composition.quotes) and guichet.validated.readers(composition.quotes) is Visibility.ADHERENT,
        value_of=value_of,
        found=search(guichet, text, today),
        q=text,
    )
