"""Answers that need not be sent again (RFC 9110, 8.8.3 and 13.1.2)."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response
from pydantic import BaseModel

from api.security import Responses

UNCHANGED: Responses = {304: {"description": "Ce que vous avez déjà (en-tête If-None-Match)."}}


def unless_known(request: Request, body: BaseModel, *, is_private: bool) -> Response:
    """The body with the tag of its content, or nothing but the tag when the client says that it has it.

    What tells of a private document stays in no cache, not even a browser's: a program keeps what it wants itself.
    """
    content = body.model_dump_json().encode()
    tag = f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-store" if is_private else "private, no-cache"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/json")
