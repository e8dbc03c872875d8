"""/equipe/reponses: the answers that staff validated; read again, changed, withdrawn, put back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import TheGuichet, Today
from api.routes.desk.composer import ANSWERS, Place, TheForm, acted, opened
from api.routes.desk.page import HeldForm, render
from api.security import RuledRoute, StaffPages, TheSession
from domain.errors import BadRequest
from domain.text import fold
from domain.validated import Validated
from runtime.composition import Composition, composition_of
from runtime.validated import Due

DONE = {
    "valide": "Publiée : elle répond dès maintenant à cette question et à ses autres formulations.",
    "date": "La date de relecture est enregistrée.",
    "retrait": "Retirée : elle ne répond plus à personne.",
    "remise": "Remise en ligne : elle répond de nouveau.",
}

router = APIRouter(route_class=RuledRoute, prefix=ANSWERS, dependencies=[StaffPages])

ValidatedId = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


@router.get("")
def answers(
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    today: Today,
    etat: Annotated[str, Query(max_length=20)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Those to be read again first."""
    shelf = guichet.validated
    if etat == "retirees":
        found = tuple(Due(one, ()) for one in shelf.withdrawn())
    else:
        found = tuple(one for one in shelf.all(today) if one.reasons or etat != "relire")
    words = fold(q).split()
    listed = [one for one in found if all(word in fold(one.validated.question) for word in words)]
    listed.sort(key=lambda one: (not one.reasons, fold(one.validated.question)))
    return render(
        request,
        session,
        "answers.html",
        answers=listed,
        filters={"etat": etat, "q": q},
        filtered=bool(etat or q),
        readers={one.validated.id: shelf.readers(one.validated.quotes) for one in listed},
    )


@router.get("/nouvelle")
def compose(
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    today: Today,
    question: Annotated[str, Query(max_length=2_000)] = "",
) -> HTMLResponse:
    """An answer to a question that nobody has asked yet, or that was asked elsewhere."""
    return opened(request, guichet, session, today, _new(), Composition(question))


@router.post("/nouvelle")
def write(
    request: Request, guichet: TheGuichet, session: TheSession, today: Today, form: TheForm, _form: HeldForm
) -> Response:
    """The composer's buttons."""
    return acted(request, guichet, session, today, _new(), form)


@router.get("/{validated_id}")
def answer(
    validated_id: ValidatedId,
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    today: Today,
    fait: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """What it says, on what, what has moved since, and what it said before."""
    shelf = guichet.validated
    history = shelf.history(validated_id)
    last = history[0]
    return render(
        request,
        session,
        "answer.html",
        validated=last,
        history=history,
        reasons=() if last.withdrawn else shelf.due(last, today),
        sources=shelf.sources(last.quotes, today),
        readers=shelf.readers(last.quotes),
        done=DONE.get(fait, ""),
    )


@router.get("/{validated_id}/modifier")
def change(
    validated_id: ValidatedId, request: Request, guichet: TheGuichet, session: TheSession, today: Today
) -> HTMLResponse:
    """The composer, on what it says now."""
    validated = guichet.validated.read(validated_id)
    return opened(request, guichet, session, today, _changed(validated), composition_of(validated))


@router.post("/{validated_id}/modifier")
def rewrite(
    validated_id: ValidatedId,
    request: Request,
    guichet: TheGuichet,
    session: TheSession,
    today: Today,
    form: TheForm,
    _form: HeldForm,
) -> Response:
    """The composer's buttons; what it said before stays in its history."""
    last = guichet.validated.history(validated_id)[0]  # withdrawn or not: what was written is shown again
    return acted(request, guichet, session, today, _changed(last), form)


@router.post("/{validated_id}/relecture")
def review(
    validated_id: ValidatedId,
    guichet: TheGuichet,
    session: TheSession,
    _form: HeldForm,
    review_by: Annotated[str, Form(max_length=20)] = "",
) -> RedirectResponse:
    """Read again today, and to be read again by another day."""
    validated = guichet.validated.read(validated_id)
    try:
        day = date.fromisoformat(review_by) if review_by else None
    except ValueError as exc:
        raise BadRequest(f"« {review_by} » n'est pas une date", hint="Écrivez par exemple 2027-06-30.") from exc
    guichet.validated.validate(
        validated.question,
        validated.sentences,
        author=session.account.name,
        wordings=validated.wordings,
        review_by=day,
        validated_id=validated_id,
        replaces=validated.version,
    )
    return RedirectResponse(f"{ANSWERS}/{validated_id}?fait=date", status_code=303)


@router.post("/{validated_id}/retrait")
def withdraw(validated_id: ValidatedId, guichet: TheGuichet, session: TheSession, _form: HeldForm) -> RedirectResponse:
    """Served no more; the next page offers to put it back."""
    guichet.validated.withdraw(validated_id, author=session.account.name)
    return RedirectResponse(f"{ANSWERS}/{validated_id}?fait=retrait", status_code=303)


@router.post("/{validated_id}/remise")
def restore(validated_id: ValidatedId, guichet: TheGuichet, session: TheSession, _form: HeldForm) -> RedirectResponse:
    """Served again."""
    guichet.validated.restore(validated_id, author=session.account.name)
    return RedirectResponse(f"{ANSWERS}/{validated_id}?fait=remise", status_code=303)


def _new() -> Place:
    return Place("Nouvelle réponse", f"{ANSWERS}/nouvelle", ANSWERS, "Réponses validées")


def _changed(validated: Validated) -> Place:
    address = f"{ANSWERS}/{validated.id}"
    return Place("Modifier la réponse", f"{address}/modifier", address, validated.question, validated)
