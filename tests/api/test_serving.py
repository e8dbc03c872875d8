"""One owner of the index: what commands change is seen by the next request."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.openapi import document_of
from runtime.guichet import Guichet
from runtime.settings import Settings
from tests.api.conftest import SITE, Server
from tests.conftest import CHECKOUT
from tests.integration.files import write

PAT = """---
id: pat
title: Le projet alimentaire territorial
visibility: public
---
Un projet alimentaire territorial se formalise par un contrat entre partenaires engagés.
"""


def found(client: httpx.Client, text: str) -> list[str]:
    return [r["document_id"] for r in client.get("/v1/search", params={"q": text}).json()["results"]]


def test_a_command_s_ingest_and_delete_are_seen_by_the_next_request(
    server: Server, client: httpx.Client, tmp_path: Path
) -> None:
    folder = write(tmp_path / "ajout", pat=PAT)
    before = found(client, "projet alimentaire territorial")

    ingested = server.run("ingest", "--json", str(folder))
    after_ingest = found(client, "projet alimentaire territorial")
    deleted = server.run("delete", "pat")
    after_delete = found(client, "projet alimentaire territorial")

    assert "pat" not in before
    assert json.loads(ingested.stdout)["status"] == "ready"
    assert after_ingest[0] == "pat"
    assert deleted.returncode == 0
    assert "pat" not in after_delete


def test_a_relative_path_is_the_command_s_own(server: Server) -> None:
    missing = server.run("ingest", "--json", "nulle-part")

    line = json.loads(missing.stdout)
    assert missing.returncode == 1
    assert line["status"] == "refused"
    assert "introuvable" in line["reason"]


def test_an_error_of_the_serving_process_is_one_line_and_its_mend(server: Server) -> None:
    done = server.run("delete", "inconnu")

    assert done.returncode == 1
    assert "document inconnu" in done.stderr
    assert "À faire :" in done.stderr
    assert "Traceback" not in done.stderr


def test_reindexing_while_serving_keeps_the_documents(server: Server, client: httpx.Client) -> None:
    done = server.run("reindex")

    assert done.returncode == 0
    assert found(client, "capital d'une SCIC")[0] == "scic-capital"


def test_a_second_server_on_the_same_port_is_told_before_any_long_step(server: Server) -> None:
    port = server.url.rsplit(":", 1)[1]

    done = server.run("serve", "--port", port)

    assert done.returncode == 1
    assert "impossible d'écouter" in done.stderr


def test_doctor_speaks_through_the_server(server: Server) -> None:
    done = server.run("doctor", "--json")

    findings = {f["what"]: f for f in json.loads(done.stdout)["findings"]}
    assert done.returncode == 0
    assert "3 documents (dont 1 réservés" in findings["Documents"]["detail"]
    assert "ne charge pas PyTorch" in findings["Modèle"]["detail"]


def test_health_and_readiness(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "documents": 2}


def test_the_openapi_document_is_the_one_that_is_published(client: httpx.Client) -> None:
    """A change of the contract is seen in docs/openapi.json: `make openapi` writes it."""
    served = client.get("/openapi.json").json()

    assert served["openapi"].startswith("3.1")
    assert served == json.loads((CHECKOUT / "docs" / "openapi.json").read_text(encoding="utf-8"))


def test_every_operation_has_an_id_of_its_own_and_tells_its_errors_as_problems(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = [(path, operation) for path, methods in paths.items() for operation in methods.values()]

    assert len({operation["operationId"] for _, operation in operations}) == len(operations)
    for path, operation in operations:
        assert operation["summary"]
        kind = "application/json" if path.startswith(("/v1/chat/", "/v1/models")) else "application/problem+json"
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == [kind], (operation["operationId"], status)


def test_the_page_answers_without_javascript_and_keeps_questions_out_of_addresses(client: httpx.Client) -> None:
    empty = client.get("/").text
    answered = client.post("/", data={"question": "Une commune peut-elle entrer au capital d'une SCIC ?"})

    assert "<script" not in empty
    assert 'method="post"' in empty.lower()
    assert "conseil juridique" in empty
    assert "50\u00a0%" in answered.text or "50 %" in answered.text
    assert "source-1" in answered.text
    assert answered.headers["content-security-policy"].startswith("default-src 'self'")


def test_the_page_tells_a_bad_question_with_its_mend(client: httpx.Client) -> None:
    response = client.post("/", data={"question": ""})

    assert response.status_code == 422
    assert "vide" in response.text


@pytest.mark.parametrize(("origin", "allowed"), [(SITE, SITE), ("https://ailleurs.example", None)])
def test_the_widget_can_be_pasted_on_the_sites_that_are_allowed(
    client: httpx.Client, origin: str, allowed: str | None
) -> None:
    script = client.get("/widget.js")
    preflight = client.options(
        "/v1/ask",
        headers={
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization, content-type",
        },
    )
    refused = client.post("/v1/ask", json={}, headers={"origin": origin})

    assert script.headers["content-type"].startswith("text/javascript")
    assert "guichet-assistant" in script.text
    assert preflight.headers.get("access-control-allow-origin") == allowed
    assert (refused.status_code, refused.headers.get("access-control-allow-origin")) == (422, allowed)
    assert "guichet-assistant" in client.get("/widget-demo").text


def test_methods_of_a_client_s_own_making_make_no_series_of_their_own(client: httpx.Client) -> None:
    for method in ("AAAA1", "AAAA2", "PROPFIND"):
        assert client.request(method, "/healthz").status_code == 405

    counted = [line for line in client.get("/metrics").text.splitlines() if line.startswith("guichet_requests_total")]
    assert not [line for line in counted if "AAAA" in line or "PROPFIND" in line]
    assert re.search(r'method="other",route="/healthz",status="405"} 3', "\n".join(counted))


@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", "/lire/scic-capital", "/faq.jsonld", "/recherche?q=SCIC", "/v1/search?q=SCIC", "/openapi.json"],
)
def test_head_is_answered_as_get_without_its_body(client: httpx.Client, path: str) -> None:
    got, headed = client.get(path), client.head(path)

    same = ("content-type", "content-length", "cache-control", "content-security-policy")
    assert (got.status_code, headed.status_code, headed.content) == (200, 200, b"")
    assert [headed.headers.get(name) for name in same] == [got.headers.get(name) for name in same]


def test_head_is_held_to_the_same_rules_and_counted(client: httpx.Client) -> None:
    from_elsewhere = client.head("/healthz", headers={"x-forwarded-for": "203.0.113.40"})

    assert from_elsewhere.headers["ratelimit"]
    assert client.head("/v1/queue").status_code == 401
    assert client.head("/lire/note-interne").status_code == 404
    assert client.head("/static/pages.css").status_code == client.get("/static/pages.css").status_code
    no_get, no_post = client.head("/v1/ask"), client.post("/healthz")
    assert (no_get.status_code, no_get.headers["allow"]) == (405, "POST")
    assert (no_post.status_code, no_post.headers["allow"]) == (405, "GET, HEAD")
    assert re.search(r'{method="HEAD",route="/healthz",status="200"} [1-9]', client.get("/metrics").text)


@pytest.fixture
def switching() -> Iterator[None]:
    """Threads take turns as often as they can."""
    former = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(former)


@pytest.mark.usefixtures("switching")
def test_who_asks_for_the_openapi_document_while_it_is_made_gets_the_whole_of_it(
    settings: Settings, guichet: Guichet
) -> None:
    app = create_app(settings, guichet)

    def second() -> str:
        while app.openapi_schema is None:  # what FastAPI writes is there, and is not yet ours
            pass
        return json.dumps(document_of(app))

    with ThreadPoolExecutor(2) as threads:
        later = threads.submit(second)
        given = {json.dumps(document_of(app)), later.result()}

    assert given == {json.dumps(json.loads((CHECKOUT / "docs" / "openapi.json").read_text(encoding="utf-8")))}
