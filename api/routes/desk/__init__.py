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
    router.include_router(part.router)

uploads = APIRouter(include_in_schema=False)
"""The desk's routes that receive files: they have a larger limit."""
for receiving in (documents, replacement):
    uploads.include_router(receiving.uploads)
