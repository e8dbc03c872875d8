"""/equipe/evaluation/cas: the questions that staff add to what is measured, from those that people really ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases import CaseForm, Expected, case_of, form_of, found, read_picks, title_of
from api.dependencies import TheGuichet, Today
from api.error_pages import by_htmx
from api.errors import problem_of
from api.routes.desk.evaluation import ADDRESS
from api.routes.desk.page import HeldForm, render
from api.security import RuledRoute, StaffPages, TheSession
from domain.errors import BadMetadata, BadQuestion, BadRequest, BadValidation, GuichetError
from domain.types import Audience, Hit
from eval.staff_cases import StaffCases

CASES = f"{ADDRESS}/cas"
_THEIRS = (BadQuestion, BadRequest, BadValidation, BadMetadata)
"""What a person can mend in the form: it is shown again with what they typed."""

router = APIRouter(route_class=RuledRoute, prefix=CASES, dependencies=[StaffPages])


def _staff_cases(request: Request) -> StaffCases:
    return StaffCases(request.app.state.settings.data_dir)


TheStaffCases = Annotated[StaffCases, Depends(_staff_cases)]


@router.get("")
def cases(
    request: Request, session: TheSession, kept: TheStaffCases, ajoute: Annotated[str, Query(max_length=64)] = ""
) -> HTMLResponse:
    """Every case that staff added; `ajoute` names the one that was just added."""
    every = kept.all()
    added = next((one for one in every if one.id == ajoute), None)
    return render(request, session, "cases.html", cases=every[::-1], added=added, folder=kept.folder)


@router.get("/nouveau")
def new(
    request: Request,
    session: TheSession,
    guichet: TheGuichet,
    today: Today,
    reponse: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """The form, filled in from an answer that was given when one is named."""
    form = form_of(guichet.answers.receipt(reponse, Audience.STAFF)) if reponse else CaseForm()
    return _form(request, session, guichet, form, hits=found(guichet, form.search, today) if form.search else ())


@router.post("/nouveau")
def add(
    request: Request,
    session: TheSession,
    guichet: TheGuichet,
    kept: TheStaffCases,
    today: Today,
    _form_is_held: HeldForm,
    action: Annotated[str, Form(pattern="^(chercher|ajouter)$")] = "ajouter",
    question: Annotated[str, Form(max_length=2_000)] = "",
    attendu: Annotated[Expected, Form()] = "dire",
    passage: Annotated[list[str], Form(max_length=100)] = [],  # noqa: B006 - never changed; FastAPI wants a value
    dit: Annotated[str, Form(max_length=4_000)] = "",
    q: Annotated[str, Form(max_length=2_000)] = "",
    theme: Annotated[str, Form(max_length=200)] = "",
    asked_by: Annotated[Audience, Form(alias="public")] = Audience.PUBLIC,
) -> Response:
    """Searches passages to tick, or writes the case."""
    form = CaseForm(question, attendu, read_picks(passage), dit, q, theme, asked_by)
    hits: Sequence[Hit] = ()
    try:
        if action == "chercher":
            hits = found(guichet, q, today)
            return _form(request, session, guichet, form, hits=hits, searched=True)
        case = case_of(form, guichet, today)
        kept.add(case)
    except _THEIRS as exc:
        if by_htmx(request.scope):
            raise  # only the passages of the page are replaced: the error goes where htmx's errors go
        return _form(request, session, guichet, form, hits=hits, error=exc)
    return RedirectResponse(f"{CASES}?ajoute={case.id}", status_code=303)


@router.post("/{case_id}/retrait")
def remove(kept: TheStaffCases, _form: HeldForm, case_id: str) -> RedirectResponse:
    """Takes a case out."""
    kept.remove(case_id)
    return RedirectResponse(CASES, status_code=303)


def _form(
    request: Request,
    session: TheSession,
    guichet: TheGuichet,
    form: CaseForm,
    *,
    hits: Sequence[Hit] = (),
    searched: bool = False,
    error: GuichetError | None = None,
) -> HTMLResponse:
    problem = problem_of(error) if error else None
    values = {
        "form": form,
        "picked": [(pick, title_of(guichet, pick.document_id)) for pick in form.picks],
        "texts": {(pick.passage_id, pick.text) for pick in form.picks},
        "hits": hits,
        "searched": searched,
        "problem": problem,
    }
    return render(request, session, "case_new.html", status=problem.status if problem else 200, **values)
