"""/llms.txt and /faq.jsonld: what the service tells other programs of itself and of what it answers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from api.completions import MODEL
from api.dependencies import TheGuichet, Today
from api.published import JSON_LD, faq_page
from api.security import NO_KEY, Anyone, RuledRoute
from api.templating import TEMPLATES

MARKDOWN = "text/markdown"

router = APIRouter(route_class=RuledRoute, tags=["publication"], dependencies=[Anyone])


@router.get(
    "/llms.txt",
    operation_id="read_llms_txt",
    summary="Ce que le service est, pour un programme",
    response_class=Response,
    responses={200: {"content": {MARKDOWN: {}}, "description": "En Markdown, comme llmstxt.org le décrit."}},
)
def llms_txt(request: Request, guichet: TheGuichet) -> Response:
    """What it answers, what it does not, and by which addresses."""
    counts = guichet.counts()
    told = TEMPLATES.get_template("llms.txt").render(
        base=str(request.base_url),
        documents=counts.documents - counts.private_documents,
        demonstration=counts.demonstration,
        model=MODEL,
        key=NO_KEY,
    )
    return Response(told, media_type=MARKDOWN)


@router.get(
    "/faq.jsonld",
    operation_id="read_faq",
    summary="Les réponses validées que tout le monde peut lire",
    response_class=Response,
    responses={200: {"content": {JSON_LD: {}}, "description": "Une FAQPage de schema.org."}},
)
def faq(request: Request, guichet: TheGuichet, today: Today) -> Response:
    """Those whose every quote is public and in force, and that nothing asks to read again."""
    page = faq_page(guichet.validated.published(today), str(request.url.replace(query="")))
    return JSONResponse(page, media_type=JSON_LD)
