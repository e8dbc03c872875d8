"""/equipe/evaluation: measure the answers on questions whose answers are known, read a measure, compare two."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import TheGuichet
from api.error_pages import by_htmx
from api.routes.desk.page import HOME, HeldForm, render
from api.security import RuledRoute, StaffPages, TheSession
from domain.errors import UnknownDocument
from domain.evaluation import EvalState
from domain.warnings import warning_label
from eval.desk import Evaluations
from eval.runs import CaseRun
from eval.subject import Dataset
from runtime.guichet import Guichet

ADDRESS = f"{HOME}/evaluation"
DATASETS = {
    Dataset.CASES: "questions fournies avec Guichet",
    Dataset.VALIDATED: "réponses validées par l’équipe",
    Dataset.STAFF: "questions de l’équipe",
}
SPLITS = {"all": "toutes les questions", "dev": "pour régler (dev)", "test": "pour rendre compte (test)"}
Text = Annotated[str, Query(max_length=200)]

router = APIRouter(route_class=RuledRoute, prefix=ADDRESS, dependencies=[StaffPages])


def _evaluations(request: Request) -> Evaluations:
    found = request.app.state.evaluations
    if found is None:
        raise HTTPException(404)
    return cast(Evaluations, found)


TheEvaluations = Annotated[Evaluations, Depends(_evaluations)]


@router.get("")
def runs(request: Request, session: TheSession, evaluations: TheEvaluations) -> HTMLResponse:
    """What runs now, every run kept, and what to start or compare."""
    kept = evaluations.all()
    values: dict[str, Any] = {
        "runs": kept,
        "running": next((run for run in kept if run.state is EvalState.RUNNING), None),
        "done": [run for run in kept if run.state is EvalState.DONE],
        "datasets": DATASETS,
        "splits": SPLITS,
    }
    return render(request, session, "evaluation.html", **values)


@router.post("")
def start(
    session: TheSession,
    evaluations: TheEvaluations,
    _form: HeldForm,
    dataset: Annotated[Dataset, Form()] = Dataset.CASES,
    split: Annotated[str, Form(pattern="^(all|dev|test)$")] = "all",
) -> RedirectResponse:
    """Begins a run."""
    return _to(evaluations.start(session.account.name, dataset, split))


@router.get("/comparaison")
def comparison(
    request: Request, session: TheSession, evaluations: TheEvaluations, avant: Text, apres: Text
) -> HTMLResponse:
    """Two runs side by side."""
    from api import evaluation as views  # noqa: PLC0415 - see api/evaluation.py

    found = evaluations.compare(avant, apres)
    values: dict[str, Any] = {
        "before": evaluations.read(avant),
        "after": evaluations.read(apres),
        "changes": views.changes(found),
        "changed": [(views.line_of(old), views.line_of(new), old, new) for old, new in found.changed],
        "only_before": found.only_before,
        "only_after": found.only_after,
        "datasets": DATASETS,
        "splits": SPLITS,
    }
    return render(request, session, "evaluation_comparison.html", **values)


@router.get("/mesures/{run_id}")
def read(
    request: Request,
    session: TheSession,
    evaluations: TheEvaluations,
    run_id: str,
    sorte: Text = "",
    theme: Text = "",
    juste: Annotated[str, Query(pattern="^(|oui|non)$")] = "non",
) -> HTMLResponse:
    """A run: how far it is, or what it found. What went wrong is listed, unless more is asked for."""
    run = evaluations.read(run_id)
    values: dict[str, Any] = {"run": run, "datasets": DATASETS, "splits": SPLITS}
    if run.state is not EvalState.DONE:
        return render(request, session, "evaluation_run.html", **values)
    from api import evaluation as views  # noqa: PLC0415 - see api/evaluation.py

    cases = evaluations.cases(run_id)
    values |= {
        "rows": views.figure_rows(dict(run.figures)),
        "verdict": views.verdict_of(run, cases),
        "kinds": views.groups(cases, "kind"),
        "themes": views.groups(cases, "theme"),
        "lines": views.lines(cases, sorte, theme, juste),
        "total": len(cases),
        "choices": {
            "sorte": views.kinds_of(cases),
            "theme": [(name, name or "sans thème") for name in sorted({one.case.theme for one in cases})],
            "juste": [("non", "à revoir"), ("oui", "justes")],
        },
        "chosen": {"sorte": sorte, "theme": theme, "juste": juste},
    }
    return render(request, session, "evaluation_run.html", **values)


@router.get("/mesures/{run_id}/progression")
def progress(request: Request, session: TheSession, evaluations: TheEvaluations, run_id: str) -> Response:
    """How far a run is; once it has ended, the page that asks is replaced by the run's."""
    run = evaluations.read(run_id)
    if run.state is EvalState.RUNNING:
        return render(request, session, "evaluation_progress.html", run=run)
    if by_htmx(request.scope):
        return Response(headers={"HX-Redirect": f"{ADDRESS}/mesures/{run.id}"})
    return _to(run.id)


@router.get("/mesures/{run_id}/cas/{case_id:path}")
def case(
    request: Request,
    session: TheSession,
    evaluations: TheEvaluations,
    guichet: TheGuichet,
    run_id: str,
    case_id: str,
) -> HTMLResponse:
    """A question: what was expected, what was answered, what is missing."""
    from api import evaluation as views  # noqa: PLC0415 - see api/evaluation.py

    one = evaluations.case(run_id, case_id)
    titles = _titles(guichet, one)
    values: dict[str, Any] = {
        "run": evaluations.read(run_id),
        "one": one,
        "line": views.line_of(one),
        "missed": list(views.missed(one, titles)),
        "facts": [(fact.value, fact.said_in(one.text)) for fact in one.case.expected_facts],
        "citations": views.citations(one),
        "warnings": [warning_label(code) or code for code in one.warnings],
        "titles": titles,
    }
    return render(request, session, "evaluation_case.html", **values)


def _titles(guichet: Guichet, one: CaseRun) -> dict[str, str]:
    """The titles of the documents that a case, its answer and its search name, and that are still there."""
    named = {gold.document_id for gold in one.case.relevant} | {cited.document_id for cited in one.citations}
    titles = {}
    for document in named | {hit.document_id for hit in one.ranking}:
        try:
            titles[document] = guichet.version(document)[0].document.title
        except UnknownDocument:
            continue  # gone since: its id is shown
    return titles


def _to(run_id: str) -> RedirectResponse:
    return RedirectResponse(f"{ADDRESS}/mesures/{run_id}", status_code=303)
