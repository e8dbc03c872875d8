"""/equipe: the staff's desk, behind a password and the cookie of a session."""

from fastapi import APIRouter

from api.routes.desk import home, session
from api.routes.desk.page import HOME

router = APIRouter(include_in_schema=False)
for part in (session, home):
    router.include_router(part.router, prefix=HOME)
