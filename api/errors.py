"""Domain errors as RFC 9457 problems, in French."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.models import Problem
from domain.errors import (
    BadAccess,
    BadMetadata,
    BadQuestion,
    BadRequest,
    BadValidation,
    DataFolderProblem,
    DuplicateDocument,
    Forbidden,
    GuichetError,
    IndexMismatch,
    LostSource,
    ModelUnavailable,
    Overloaded,
    RefusedDocument,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    UnknownAccess,
    UnknownAnswer,
    UnknownDocument,
    UnreadableFile,
)

log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"

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
    (UnknownAnswer, HTTPStatus.NOT_FOUND),
    (BadValidation, HTTPStatus.UNPROCESSABLE_ENTITY),
    (LostSource, HTTPStatus.GONE),
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


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem."""
    app.add_exception_handler(GuichetError, _on_domain_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_bug)


def respond_to(error: Exception) -> JSONResponse:
    """The problem that tells an error, foreseen or not."""
    if isinstance(error, GuichetError):
        problem = problem_of(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed: %s: %s", type(error).__name__, error)
        return _respond(problem, headers_of(error))
    log.error("unforeseen error", exc_info=error)
    return _respond(
        Problem(
            type="urn:guichet:erreur:anomalie-interne",
            title=_TITLES[500],
            status=500,
            detail="Une erreur imprévue a interrompu la réponse.",
            hint="Réessayez ; si l'erreur revient, transmettez à l'administrateur l'en-tête X-Request-ID.",
        )
    )


def headers_of(error: GuichetError) -> dict[str, str]:
    """What the response's headers say of an error."""
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": "Bearer"}
    return {}


def _respond(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(problem.model_dump(), problem.status, headers=headers, media_type=PROBLEM_TYPE)


async def _on_domain_error(_request: Request, error: Exception) -> JSONResponse:
    return respond_to(error)


async def _on_invalid_request(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type only
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))
    reason = _REASONS.get(first["type"], "la valeur n'est pas acceptable")
    detail = f"{where} : {reason}" if where and first["type"] != "json_invalid" else reason
    return _respond(
        Problem(
            type="urn:guichet:erreur:requete-invalide",
            title=_TITLES[422],
            status=422,
            detail=detail,
            hint="Corrigez le champ indiqué ; le format attendu est décrit dans /openapi.json.",
        )
    )


async def _on_http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
    return _respond(
        Problem(
            type="about:blank",
            title=_TITLES.get(error.status_code, "Erreur"),
            status=error.status_code,
            detail=_TITLES.get(error.status_code, "La demande n'a pas abouti."),
            hint="Les adresses et méthodes disponibles sont décrites dans /openapi.json.",
        ),
        dict(error.headers or {}),
    )


async def _on_bug(_request: Request, error: Exception) -> JSONResponse:
    return respond_to(error)
