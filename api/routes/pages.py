"""The page to ask from, without JavaScript, and what the widget needs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from fastapi.templating import Jinja2Templates

from api.dependencies import TheGuichet, Today
from api.errors import problem_of
from api.models import answer_out
from api.security import Anyone, RuledRoute
from domain.errors import BadQuestion
from domain.text import french_date
from runtime.guichet import Guichet

STATIC = Path(__file__).resolve().parent.parent / "static"
TEMPLATES = Jinja2Templates(Path(__file__).resolve().parent.parent / "templates")
SUGGESTIONS = (
    "Une commune peut-elle entrer au capital d’une SCIC, et jusqu’à combien ?",
    "À partir de quel montant faut-il une convention pour subventionner une association ?",
    "Comment louer une terre communale à un jeune agriculteur ?",
    "Quel est le seuil de dispense de procédure pour un marché de travaux ?",
)

router = APIRouter(route_class=RuledRoute, include_in_schema=False, dependencies=[Anyone])


def date_fr(value: str | date | None) -> str:
    """« 2 novembre 2026 » for 2026-11-02; "" for nothing."""
    if not value:
        return ""
    return french_date(date.fromisoformat(value) if isinstance(value, str) else value)


TEMPLATES.env.filters["date_fr"] = date_fr


@router.get("/")
def page(request: Request, guichet: TheGuichet) -> HTMLResponse:
    """The empty form."""
    return _render(request, guichet, status=200)


@router.post("/")
def asked(request: Request, guichet: TheGuichet, today: Today, question: Annotated[str, Form()] = "") -> HTMLResponse:
    """The form with the answer. A POST, so that questions stay out of addresses, histories and access logs."""
    try:
        answer = answer_out(guichet.answers.ask(question, as_of=today).answer)
    except BadQuestion as exc:
        problem = problem_of(exc)
        return _render(request, guichet, status=problem.status, question=question[:2_000], problem=problem.model_dump())
    return _render(request, guichet, status=200, question=question, answer=answer.model_dump(mode="json"))


@router.get("/widget.js")
def widget() -> Response:
    """The widget's script, at an address short enough to paste."""
    return FileResponse(STATIC / "widget.js", media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})


@router.get("/widget-demo")
def widget_demo(request: Request) -> HTMLResponse:
    """A town hall's page with the widget in it."""
    return TEMPLATES.TemplateResponse(request, "widget_demo.html")


def _render(request: Request, guichet: Guichet, *, status: int, **context: object) -> HTMLResponse:
    counts = guichet.counts()
    stats = {
        "documents": counts.documents - counts.private_documents,
        "demonstration": counts.demonstration,
    }
    values = {"question": "", "answer": None, "problem": None, "suggestions": SUGGESTIONS, "stats": stats} | context
    return TEMPLATES.TemplateResponse(request, "ask.html", values, status_code=status)
