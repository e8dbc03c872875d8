"""What routes are given."""

from __future__ import annotations

from datetime import date
from typing import Annotated, cast

from fastapi import Depends, Request

from runtime.guichet import Guichet


def _guichet(request: Request) -> Guichet:
    return cast(Guichet, request.app.state.guichet)


def today() -> date:
    """The date an answer is for when the asker names none."""
    return date.today()


TheGuichet = Annotated[Guichet, Depends(_guichet)]
Today = Annotated[date, Depends(today)]
