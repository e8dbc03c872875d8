"""Who may call what: every route of the OpenAPI document, for every role, on public and private documents."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.security import Anyone, rules_of
from domain.access import Role
from domain.errors import BrokenInvariant
from domain.types import Audience
from runtime.guichet import Guichet
from runtime.settings import Settings
from tests.api.conftest import Server
from tests.integration.files import BAIL, NOTE, SCIC, found, ingest, write

SECRET = "Valmorin"
"""A word of the private document alone."""
PUBLIC_QUESTION = "Une commune peut-elle entrer au capital d'une SCIC ?"
PRIVATE_QUESTION = f"Que prête le dispositif {SECRET} aux maraîchers ?"
ROLES = {"none": Role.PUBLIC, "token": Role.ADHERENT} | {role.value: role for role in Role}
CHANGING = {"delete_document", "replace_document", "revoke_key", "rotate_key", "withdraw_validated"}
"""What a role may do with success changes what the next check stands on: tried on ids that do not exist."""


class Given(NamedTuple):
    """The answers of the private document, asked by a member."""

    answer_id: str
    conversation_id: str


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A public answer, a public sheet, a private note."""
    return write(tmp_path / "documents", scic=SCIC, bail=BAIL, note=NOTE)


@pytest.fixture(scope="module")
def keys(server: Server) -> dict[str, dict[str, str]]:
    """The headers of each kind of caller."""
    secrets = {
        role: json.loads(server.run("keys", "create", f"clé {role}", "--role", role, "--json").stdout)["secret"]
        for role in ("adherent", "staff", "admin")
    }
    with server.client() as client:
        token = client.post("/v1/tokens", headers=_bearer(secrets["adherent"])).json()["token"]
    return {name: _bearer(secret) for name, secret in secrets.items()} | {
        "token": _bearer(token),
        "wrong": _bearer("guichet_00000000_rien"),
        "none": {},
    }


@pytest.fixture(scope="module")
def private(server: Server, keys: dict[str, dict[str, str]]) -> Given:
    """An answer that only members may see."""
    with server.client() as client:
        answer = client.post("/v1/ask", json={"question": PRIVATE_QUESTION}, headers=keys["adherent"]).json()
    assert SECRET in answer["text"]
    return Given(answer["answer_id"], answer["conversation_id"])


def test_every_route_holds_every_role_to_its_rule_and_no_route_tells_a_private_word(
    server: Server,
    keys: dict[str, dict[str, str]],
    private: Given,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    with server.client() as client:
        checks, faults = matrix(client, keys, private)

    record_testsuite_property("checks of roles", checks)  # --junit-xml writes it
    assert faults == []
    assert checks >= 198  # 32 operations × 6 callers, those about a document or a question more than once


def test_members_find_what_the_public_does_not(server: Server, keys: dict[str, dict[str, str]], private: Given) -> None:
    note = f"/v1/answers/{private.answer_id}/note?format=md"
    with server.client() as client:
        for caller in ("adherent", "token", "staff", "admin"):
            assert SECRET in client.get("/v1/search", params={"q": SECRET}, headers=keys[caller]).text
            assert SECRET in client.post("/v1/ask", json={"question": PRIVATE_QUESTION}, headers=keys[caller]).text
            assert SECRET in client.post(note, headers=keys[caller]).text
        assert client.post(note).status_code == 404
        # Whoever guesses a member's conversation hears nothing of it.
        asked = {"question": "et pour combien de saisons ?", "conversation_id": private.conversation_id}
        assert SECRET not in client.post("/v1/ask", json=asked).json()["text"]
        # Nor does whoever resumes a member's stream.
        resumed = {"accept": "text/event-stream", "last-event-id": f"{private.answer_id}:0"}
        assert client.post("/v1/ask", json={"question": PUBLIC_QUESTION}, headers=resumed).status_code == 404


def test_what_members_ask_changes_nothing_that_the_public_is_told(
    server: Server, keys: dict[str, dict[str, str]], private: Given
) -> None:
    with server.client() as client:
        public = [client.get("/readyz").json(), client.get("/v1/search", params={"q": SECRET}).json()]
        figures = re.findall(r"^guichet_(?:documents|passages).*", client.get("/metrics").text, re.MULTILINE)
        for _ in range(3):
            client.post("/v1/ask", json={"question": PRIVATE_QUESTION}, headers=keys["adherent"])

        assert [client.get("/readyz").json(), client.get("/v1/search", params={"q": SECRET}).json()] == public
        assert re.findall(r"^guichet_(?:documents|passages).*", client.get("/metrics").text, re.MULTILINE) == figures
        assert 'guichet_documents{status="ready"} 2.0' in figures


def test_only_staff_are_told_of_the_caches(server: Server, keys: dict[str, dict[str, str]]) -> None:
    with server.client() as client:
        client.post("/v1/ask", json={"question": PRIVATE_QUESTION}, headers=keys["adherent"])
        told = {role: client.get("/metrics", headers=headers).text for role, headers in keys.items()}

    of_caches = {
        role for role, figures in told.items() if re.search(r"^guichet_cache_hits_total\{.*\} [1-9]", figures, re.M)
    }
    assert of_caches == {"staff", "admin"}
    assert [role for role, figures in told.items() if "guichet_cache" in figures and role not in of_caches] == []


def test_a_route_without_a_rule_stops_the_application(settings: Settings, guichet: Guichet) -> None:
    app = create_app(settings, guichet)
    rules_of(app)

    @app.get("/v1/oubli")
    def forgotten() -> dict[str, str]:
        return {}

    with pytest.raises(BrokenInvariant, match="/v1/oubli"):
        rules_of(app)


def test_a_seeded_leak_is_caught(settings: Settings, guichet: Guichet, folder: Path) -> None:
    """The matrix finds a route of its own making that searches as staff do, and says so to everybody."""
    ingest(guichet, folder)
    app = create_app(settings, guichet)

    @app.get("/v1/fuite", operation_id="leak", dependencies=[Anyone])
    def leak(q: str) -> list[str]:
        return [hit.passage.text for hit in found(guichet, q, Audience.STAFF)]

    keys = {name: _bearer("guichet_00000000_rien") if name == "wrong" else {} for name in ("none", "wrong")}
    with TestClient(app) as client:
        _, faults = matrix(client, keys, Given("inconnue", "inconnue"))

    assert {tuple(fault.split(" ", 3)[:3]) for fault in faults} == {("none:", "get", "/v1/fuite")}


def matrix(client: Any, keys: dict[str, dict[str, str]], private: Given) -> tuple[int, list[str]]:
    """How many requests were tried over every operation and caller, and what is wrong in what came back."""
    checks, faults = 0, []
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            for caller, headers in keys.items():
                for request in _requests(method, path, operation, private):
                    response = client.send(client.build_request(headers=headers, **request))
                    checks += 1
                    if not _rightly(response, caller, Role(operation["x-role"])):
                        faults.append(f"{caller}: {method} {path} {response.status_code} {response.text[:300]}")
    return checks, faults


def _rightly(response: httpx.Response, caller: str, needed: Role) -> bool:
    """Whether a caller was let through or not as a rule has it, and told nothing private without the right."""
    if caller in ("none", "wrong") and SECRET in response.text + str(response.headers):
        return False
    if caller == "wrong" or (caller == "none" and needed is not Role.PUBLIC):
        return response.status_code == 401
    if not ROLES[caller].includes(needed):
        return response.status_code == 403
    return response.status_code not in (401, 403)


def _bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def _requests(method: str, path: str, operation: dict[str, Any], private: Given) -> Iterator[dict[str, Any]]:
    """Requests for an operation, about what is public and what is private."""
    name = operation["operationId"]
    unknown = "0" * 16
    about_documents = ("note-interne",) if name not in CHANGING else ("inconnu",)
    ids = {
        "document_id": ("scic-capital", *about_documents) if name not in CHANGING else about_documents,
        "answer_id": (private.answer_id,),
        "conversation_id": (private.conversation_id,) if method == "get" else (unknown,),
    }
    [parameter] = re.findall(r"{(\w+)}", path) or [""]
    for value in ids.get(parameter, (unknown,)):
        request: dict[str, Any] = {"method": method, "url": path.replace(f"{{{parameter}}}", value)}
        for asked in (PUBLIC_QUESTION, PRIVATE_QUESTION):
            if "requestBody" in operation:
                yield request | _body(name, asked)
            elif any(one["name"] == "q" for one in operation.get("parameters", ())):
                yield request | {"params": {"q": asked}}
            else:
                yield request
                break


def _body(name: str, asked: str) -> dict[str, Any]:
    bodies: dict[str, dict[str, Any]] = {
        "ask": {"question": asked},
        "give_feedback": {"useful": True},
        "create_key": {"name": "essai", "role": "adherent", "days": 1},
        "decide_task": {"status": "open"},
        "create_chat_completion": {"model": "guichet", "messages": [{"role": "user", "content": asked}]},
    }
    if name in ("create_document", "replace_document"):
        return {"files": {"file": ("essai.doc", b"refuse")}}  # refused by its format, once let through
    return {"json": bodies.get(name, {"question": asked, "sentences": []})}
