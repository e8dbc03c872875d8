"""/equipe/sante: what the doctor says, each trouble with what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import Server, serving
from tests.api.desk import at_the_desk, text_of
from tests.integration.files import BAIL, SCIC, write

EXPIRED = BAIL.replace("visibility: public", "visibility: public\nvalid_until: 2020-01-31")


@pytest.fixture
def own_server(tmp_path: Path, model_dir: Path) -> Iterator[Server]:
    """Something to say: a document out of date, a file that cannot be read, a language model that does not answer."""
    documents = write(tmp_path / "documents", scic=SCIC, bail=EXPIRED)
    (documents / "abime.pdf").write_bytes(b"%PDF-1.4 rien de lisible")
    llm = {"GUICHET_LLM_MODEL": "essai", "GUICHET_LLM_BASE_URL": "http://127.0.0.1:9/v1"}
    with serving(tmp_path, model_dir, documents, GUICHET_OCR="false", **llm) as started:
        yield started


def test_every_finding_of_the_doctor_is_on_the_page_with_what_to_do(own_server: Server) -> None:
    findings = json.loads(own_server.run("doctor", "--json").stdout)["findings"]

    with at_the_desk(own_server) as desk:
        page = desk.get("/equipe/sante")

    said = text_of(page)
    assert page.status_code == 200
    for finding in findings:
        assert finding["what"] in said
    levels = re.findall(r'<li data-level="(\w+)"', page.text)
    assert sorted(levels) == sorted(finding["level"] for finding in findings)
    assert levels == sorted(levels, key=("error", "warning", "ok").index)
    due = said.split("En ordre")[0]
    assert "n'est plus valable depuis le 31 janvier 2020" in due
    assert "abime.pdf" in due
    assert "http://127.0.0.1:9/v1 ne répond pas" in due
    assert "aucune n'a été faite" in due  # backup
    assert due.count("Que faire ?") == sum(bool(finding["mend"]) for finding in findings if finding["level"] != "ok")
    assert 'href="/equipe/documents/voir/bail-communal"' in page.text


def test_the_page_is_staff_s(server: Server) -> None:
    with server.client() as client:
        assert client.get("/equipe/sante").headers["location"] == "/equipe/connexion"
