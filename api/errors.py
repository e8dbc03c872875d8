"""Domain errors as RFC 9457 problems, in French; as OpenAI's errors where its clients call; as pages for browsers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.types import Scope

from api.error_pages import asks_for_page, is_desk, page_of, to_sign_in
from api.models import OpenAIError, OpenAIErrorOut, Problem
from api.security import SignedIn, SignInFirst
from domain.access import Role
from domain.errors import (
    BadAccess,
    BadBackup,
    BadMetadata,
    BadQuestion,
    BadRequest,
    BadValidation,
    DataFolderProblem,
    DuplicateDocument,
    EvalRunning,
    Forbidden,
    GuichetError,
    IndexMismatch,
    LostSource,
    ModelUnavailable,
    NoOriginal,
    Overloaded,
    Overtaken,
    RefusedDocument,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    UnknownAccess,
    UnknownAnswer,
    UnknownDocument,
    UnknownEval,
    UnknownModel,
    UnreadableFile,
)

log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
SAID = "said"
"""The type of a validation error whose message is ours, in French (pydantic_core.PydanticCustomError)."""
_LIKE_OPENAI = ("/v1/chat", "/v1/models")
_OPENAI_TYPES = {429: "requests"} | dict.fromkeys((500, 503), "server_error")
_OPENAI_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}

_STATUS: tuple[tuple[type[GuichetError], HTTPStatus], ...] = (
    (BadQuestion, HTTPStatus.UNPROCESSABLE_ENTITY),
    (BadRequest, HTTPStatus.UNPROCESSABLE_ENTITY),
    (BadMetadata, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnreadableFile, HTTPStatus.UNPROCESSABLE_ENTITY),
    (RefusedDocument, HTTPStatus.UNPROCESSABLE_ENTITY),
    (DuplicateDocument, HTTPStatus.CONFLICT),
    (Overloaded, HTTPStatus.SERVICE_UNAVAILABLE),
    (TooManyRequests, HTTPStatus.TOO_MANY_REQUESTS),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (BadAccess, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnknownAccess, HTTPStatus.NOT_FOUND),
    (Unauthenticated, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (UnknownDocument, HTTPStatus.NOT_FOUND),
    (NoOriginal, HTTPStatus.NOT_FOUND),
    (UnknownAnswer, HTTPStatus.NOT_FOUND),
    (UnknownModel, HTTPStatus.NOT_FOUND),
    (UnknownEval, HTTPStatus.NOT_FOUND),
    (EvalRunning, HTTPStatus.CONFLICT),
    (Overtaken, HTTPStatus.CONFLICT),
    (BadValidation, HTTPStatus.UNPROCESSABLE_ENTITY),
    (LostSource, HTTPStatus.GONE),
    (BadBackup, HTTPStatus.UNPROCESSABLE_ENTITY),
    (DataFolderProblem, HTTPStatus.SERVICE_UNAVAILABLE),
    (IndexMismatch, HTTPStatus.SERVICE_UNAVAILABLE),
    (ModelUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)
_TITLES = {
    400: "Requête illisible",
    401: "Identification nécessaire",
    403: "Accès refusé",
    404: "Page inconnue",
    405: "Méthode non permise",
    409: "Conflit",
    410: "Disparu",
    413: "Requête trop volumineuse",
    422: "Demande invalide",
    429: "Trop de demandes",
    500: "Erreur interne",
    503: "Service indisponible",
}
UNFORESEEN = Problem(
    type="urn:guichet:erreur:anomalie-interne",
    title=_TITLES[500],
    status=500,
    detail="Une erreur imprévue a tout interrompu ; le journal du service dit laquelle.",
    hint="Réessayez ; si l'erreur revient, transmettez le journal à l'administrateur.",
)
_REASONS = {
    "missing": "ce champ manque",
    "json_invalid": "le corps de la requête n'est pas du JSON valide",
    "string_type": "un texte est attendu",
    "int_parsing": "un nombre entier est attendu",
    "bool_parsing": "true ou false est attendu",
    "date_parsing": "une date AAAA-MM-JJ est attendue",
    "date_from_datetime_parsing": "une date AAAA-MM-JJ est attendue",
    "less_than_equal": "la valeur est trop grande",
    "greater_than_equal": "la valeur est trop petite",
    "model_attributes_type": "un objet JSON est attendu",
}


def problem_of(error: GuichetError) -> Problem:
    """The problem that tells a domain error."""
    status = next((s for kind, s in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    return Problem(
        type=f"urn:guichet:erreur:{error.code}",
        title=_TITLES.get(status, "Erreur"),
        status=status,
        detail=str(error),
        hint=error.hint,
    )


def is_like_openai(path: str) -> bool:
    """Whether an address is one that OpenAI's clients call: its errors are then in their shape."""
    return any(path == root or path.startswith(f"{root}/") for root in _LIKE_OPENAI)


def openai_error(problem: Problem, param: str | None = None) -> OpenAIErrorOut:
    """A problem in the shape that OpenAI's clients read; a code of ours where theirs has none for it."""
    ours = problem.type.rpartition(":")[2] if problem.type.startswith("urn:") else None
    code = "model_not_found" if ours == UnknownModel.code else _OPENAI_CODES.get(problem.status, ours)
    return OpenAIErrorOut(
        error=OpenAIError(
            message=f"{problem.detail.rstrip('.')}. {problem.hint}".strip(),
            type=_OPENAI_TYPES.get(problem.status, "invalid_request_error"),
            param="model" if ours == UnknownModel.code else param,
            code=code,
        )
    )


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem, or a page that tells it."""
    app.add_exception_handler(SignInFirst, lambda request, _error: to_sign_in(request.scope))
    app.add_exception_handler(GuichetError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_error)


def respond_to(error: Exception, scope: Scope) -> Response:
    """What is answered to a request when an error, foreseen or not, stops it."""
    if isinstance(error, GuichetError):
        problem = problem_of(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed: %s: %s", type(error).__name__, error)
        return _respond(problem, scope, headers_of(error))
    log.error("unforeseen error", exc_info=error)
    where = "la référence de cette erreur" if asks_for_page(scope) else "l'en-tête X-Request-ID"
    hint = f"Réessayez ; si l'erreur revient, transmettez à l'administrateur {where}."
    detail = "Une erreur imprévue a interrompu la réponse."
    return _respond(UNFORESEEN.model_copy(update={"detail": detail, "hint": hint}), scope)


def headers_of(error: GuichetError) -> dict[str, str]:
    """What the response's headers say of an error."""
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": "Bearer"}
    return {}


def _respond(
    problem: Problem, scope: Scope, headers: dict[str, str] | None = None, *, loc: Sequence[Any] = ()
) -> Response:
    """The one place where an error's shape is chosen. `loc` leads to the field at fault."""
    if not is_like_openai(scope["path"]):
        if asks_for_page(scope):
            return page_of(problem, scope, headers)
        return JSONResponse(problem.model_dump(), problem.status, headers=headers, media_type=PROBLEM_TYPE)
    param = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".") or None
    # Their clients tell 400 from the rest; 422 is another class to them.
    status = HTTPStatus.BAD_REQUEST if problem.status == HTTPStatus.UNPROCESSABLE_ENTITY else problem.status
    return JSONResponse(openai_error(problem, param).model_dump(), status, headers=headers)


async def _on_error(request: Request, error: Exception) -> Response:
    return respond_to(error, request.scope)


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type only
    first = error.errors()[0]
    loc = [part for part in first["loc"] if part not in ("body", "query")] if first["type"] != "json_invalid" else []
    where = ".".join(map(str, loc))
    reason = first["msg"] if first["type"] == SAID else _REASONS.get(first["type"], "la valeur n'est pas acceptable")
    described = "" if asks_for_page(request.scope) else " ; le format attendu est décrit dans /openapi.json"
    return _respond(
        Problem(
            type="urn:guichet:erreur:requete-invalide",
            title=_TITLES[422],
            status=422,
            detail=f"{where} : {reason}" if where else reason,
            hint=f"Corrigez le champ indiqué{described}.",
        ),
        request.scope,
        loc=loc,
    )


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
    if is_desk(request.scope) and not hasattr(request.state, "session"):
        try:  # no route, so no rule: who has not signed in is told of no address, and who has sees the desk's frame
            await SignedIn(Role.STAFF).hold(request)
        except SignInFirst:
            return to_sign_in(request.scope)
    of_api = "Les adresses et méthodes disponibles sont décrites dans /openapi.json."
    return _respond(
        Problem(
            type="about:blank",
            title=_TITLES.get(error.status_code, "Erreur"),
            status=error.status_code,
            detail=_TITLES.get(error.status_code, "La demande n'a pas abouti."),
            hint="Vérifiez l'adresse : la page a pu être retirée." if asks_for_page(request.scope) else of_api,
        ),
        request.scope,
        dict(error.headers or {}) | _allowed(request, error.status_code),
    )


def _allowed(request: Request, status: int) -> dict[str, str]:
    """All the methods of an address (RFC 9110, 15.5.6): the framework names those of the first route it met."""
    if status != HTTPStatus.METHOD_NOT_ALLOWED:
        return {}
    path = request.scope["path"]
    routes = (route for route in iter_route_contexts(request.app.routes) if isinstance(route.original_route, APIRoute))
    methods = {method for route in routes if route.path_regex.match(path) for method in route.methods or ()}
    methods |= {"HEAD"} if "GET" in methods else set()  # see api/middleware.py
    return {"Allow": ", ".join(sorted(methods))} if methods else {}
