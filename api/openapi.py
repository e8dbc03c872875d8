"""The OpenAPI document: what FastAPI writes, with our errors and each operation's role."""

from __future__ import annotations

import threading
from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from api.errors import PROBLEM_TYPE, is_like_openai
from api.security import rules_of
from domain.access import Role

ROLE = "x-role"
"""The extension that names the least role an operation asks for."""
_MAKING = threading.Lock()


def document_of(app: FastAPI) -> dict[str, Any]:
    """The document, made once. Safe from several threads: whoever comes meanwhile waits for the whole of it."""
    with _MAKING:
        if not hasattr(app.state, "openapi"):
            app.state.openapi = _amended(app)
        document: dict[str, Any] = app.state.openapi
        return document


def _amended(app: FastAPI) -> dict[str, Any]:
    document = deepcopy(FastAPI.openapi(app))  # FastAPI keeps its own, and gives the same one again
    rules = rules_of(app)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            role = rules[path, method.upper()].role
            operation[ROLE] = role.value
            if role is Role.PUBLIC and "security" in operation:
                operation["security"].insert(0, {})  # a bearer may be given, and need not
            if is_like_openai(path):
                _say_openai_errors(operation["responses"])
            for response in operation["responses"].values():
                _say_problem(response)
    _link_answers(document["paths"]["/v1/ask"]["post"])
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    return document


def _link_answers(ask: dict[str, Any]) -> None:
    """Say what can be done with an answer: tools follow these links (OpenAPI 3.1, « Link Object »)."""
    answer_id, conversation_id = "$response.body#/answer_id", "$response.body#/conversation_id"
    ask["responses"]["200"]["links"] = {
        "note": {"operationId": "write_note", "parameters": {"answer_id": answer_id}},
        "feedback": {"operationId": "give_feedback", "parameters": {"answer_id": answer_id}},
        "conversation": {"operationId": "read_conversation", "parameters": {"conversation_id": conversation_id}},
        "follow_up": {"operationId": "ask", "requestBody": {"conversation_id": conversation_id}},
    }


def _say_openai_errors(responses: dict[str, Any]) -> None:
    del responses["422"]  # what OpenAI's API answers 400 to
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = {"application/json": {"schema": {"$ref": "#/components/schemas/OpenAIErrorOut"}}}


def _say_problem(response: dict[str, Any]) -> None:
    """FastAPI says JSON of any model; errors are sent as `application/problem+json`, 422 included."""
    for media in list(response.get("content", {}).values()):
        if media.get("schema", {}).get("$ref", "").endswith(("/Problem", "/HTTPValidationError")):
            response["content"] = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
