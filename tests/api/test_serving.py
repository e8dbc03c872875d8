"""One owner of the index: what commands change is seen by the next request."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

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
