"""The page to ask from, without JavaScript, and what the widget needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from api.dependencies import TheGuichet, Today
from api.errors import problem_of
from api.models import answer_out
from api.queue import MAX_COMMENT
from api.reading import Addresses
from api.security import Anyone, RuledRoute
from api.templating import TEMPLATES
from assistant.conversation import MAX_QUESTION_CHARS
from domain.errors import BadQuestion
from domain.receipts import Feedback, FeedbackReason
from domain.types import Answer, Audience, Span
from runtime.guichet import Guichet

STATIC = Path(__file__).resolve().parent.parent / "static"
SUGGESTIONS = (
    "Une commune peut-elle entrer au capital d’une SCIC, et jusqu’à combien ?",
    "À partir de quel montant faut-il une convention pour subventionner une association ?",
    "Comment louer une terre communale à un jeune agriculteur ?",
    "Quel est le seuil de dispense de procédure pour un marché de travaux ?",
)
REASONS = {
    FeedbackReason.WRONG: "Elle est fausse",
    FeedbackReason.INCOMPLETE: "Elle est incomplète",
    FeedbackReason.OFF_TOPIC: "Elle répond à autre chose",
    FeedbackReason.OUTDATED: "Elle n’est plus à jour",
    FeedbackReason.UNCLEAR: "Elle est difficile à comprendre",
    FeedbackReason.OTHER: "Autre raison",
}
MAX_ID = 200

_FILES = StaticFiles(directory=STATIC)
_SCRIPT_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=3600",
    "Content-Type": "text/javascript; charset=utf-8",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

router = APIRouter(route_class=RuledRoute, include_in_schema=False, dependencies=[Anyone])


@router.get("/")
def page(request: Request, guichet: TheGuichet) -> HTMLResponse:
    """The empty form."""
    return _render(request, guichet)


@router.post("/")
def asked(
    request: Request,
    guichet: TheGuichet,
    today: Today,
    question: Annotated[str, Form()] = "",
    conversation_id: Annotated[str, Form(max_length=MAX_ID)] = "",
) -> HTMLResponse:
    """The form with the answer. A POST, so that questions stay out of addresses, histories and access logs."""
    try:
        turn = guichet.answers.ask(question, as_of=today, conversation=conversation_id or None)
    except BadQuestion as exc:
        problem = problem_of(exc)
        return _render(
            request,
            guichet,
            status=problem.status,
            question=question[:MAX_QUESTION_CHARS],
            conversation_id=conversation_id,
            problem=problem.model_dump(),
        )
    return _render(request, guichet, question=question, **_answered(turn.answer, turn.conversation_id))


@router.post("/avis")
def feedback(
    request: Request,
    guichet: TheGuichet,
    answer_id: Annotated[str, Form(max_length=MAX_ID)],
    useful: Annotated[bool, Form()],
    reason: Annotated[FeedbackReason, Form()] = FeedbackReason.OTHER,
    comment: Annotated[str, Form(max_length=MAX_COMMENT)] = "",
) -> HTMLResponse:
    """Keeps what a person says of an answer, and shows it again with thanks."""
    guichet.answers.note_feedback(Feedback(answer_id, useful, reason, comment), Audience.PUBLIC)
    receipt = guichet.answers.receipt(answer_id, Audience.PUBLIC)
    answered = _answered(receipt.reply.answer, receipt.conversation_id)
    return _render(request, guichet, question=receipt.query.question, thanked=True, **answered)


@router.get("/widget.js")
def widget(request: Request) -> Response:
    """The widget's script, at an address short enough to paste."""
    return _script(request, "widget.js")


@router.get("/widget-panel.js")
def widget_panel(request: Request) -> Response:
    """What the widget's script loads when somebody comes to it."""
    return _script(request, "widget-panel.js")


@router.get("/widget-demo")
def widget_demo(request: Request, mode: str = "inline") -> HTMLResponse:
    """A town hall's page with the widget in it, or floating above it."""
    return TEMPLATES.TemplateResponse(request, "widget_demo.html", {"floating": mode == "floating"})


def _answered(answer: Answer, conversation_id: str) -> dict[str, Any]:
    told = answer_out(answer, conversation_id).model_dump(mode="json")
    return {"answer": told, "conversation_id": conversation_id}


def _read_at(citation: dict[str, Any]) -> str:
    """Where a quote is read in its document."""
    quote = Span(citation["start"], citation["end"])
    return Addresses(citation["document_id"]).text(citation["passage_id"], quote)


def stats_of(guichet: Guichet) -> dict[str, Any]:
    """What the foot and the banner of a page say of the documents that everyone may read."""
    counts = guichet.counts()
    return {"documents": counts.documents - counts.private_documents, "demonstration": counts.demonstration}


def _script(request: Request, name: str) -> Response:
    """A script for the pages of any site, which ask for a part of it as a module: a request across origins."""
    path = STATIC / name
    response = _FILES.file_response(path, path.stat(), request.scope)
    response.headers.update(_SCRIPT_HEADERS)
    return response


def _render(request: Request, guichet: Guichet, *, status: int = 200, **context: object) -> HTMLResponse:
    values = {
        "question": "",
        "answer": None,
        "problem": None,
        "conversation_id": "",
        "thanked": False,
        "suggestions": SUGGESTIONS,
        "reasons": REASONS,
        "read_at": _read_at,
        "stats": stats_of(guichet),
    }
    return TEMPLATES.TemplateResponse(request, "ask.html", values | context, status_code=status)
