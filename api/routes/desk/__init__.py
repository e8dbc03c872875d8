"""/equipe: the staff's desk, behind a password and the cookie of a session."""

from fastapi import APIRouter

from api.routes.desk import (
    answers,
    cases,
    composer,
    document,
    documents,
    evaluation,
    health,
    home,
    questions,
    replacement,
    session,
    zones,
)
from api.routes.desk.page import HOME

router = APIRouter(include_in_schema=False)
for part in (
    session,
    home,
    documents,
    document,
    replacement,
    questions,
    composer,
    answers,
    evaluation,
    cases,
    zones,
    health,
):
    router.include_router(part.router, prefix=HOME)

uploads = APIRouter(include_in_schema=False)
"""The desk's routes that receive files: they have a larger limit."""
for receiving in (documents, replacement):
    uploads.include_router(receiving.uploads, prefix=HOME)
