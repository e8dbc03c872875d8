"""The reader: a document open at a quote, the images of its pages, its file; and who may see them."""

from __future__ import annotations

import asyncio
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from PIL import Image
from pypdf import PdfWriter
from pypdf.constants import PageLabelStyle
from sqlalchemy import Engine, event

from api.app import create_app
from api.dependencies import Drawings
from domain.access import Role
from runtime.guichet import Guichet
from runtime.settings import Settings
from tests.api.conftest import STAFF_TOKEN, Server, serving
from tests.ingest.readers.pdfs import draw, heading, line, paragraph
from tests.integration.files import NOTE, SCIC, ingest, write

LENT = "La salle des fêtes est prêtée sans loyer aux associations."
NOTICE = "Le prêt est demandé quinze jours avant la date choisie."
FOREWORD = "Cet avant-propos présente le recueil des usages."
SECRET = "Valmorin"
SECRET_LINE = f"Le dispositif {SECRET} est payé sur la ligne douze du budget."
PERSON = "Mme Dupont habite au numéro quatre"
MARKED = (255, 226, 120)
OLD = """---
id: ancien
title: Règle ancienne
visibility: public
valid_until: 2020-12-31
a_verifier: true
---
# Règle ancienne

## Le plafond

Le plafond des aides est de trois cents euros par an.
"""


@pytest.fixture(scope="module")
def reading_server(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Server]:
    """A server with PDF files, public and private, and a table that holds documents of both kinds."""
    folder = tmp_path_factory.mktemp("reader")
    documents = write(folder / "documents", scic=SCIC, note=NOTE, ancien=OLD)
    pages = [[heading("Prêter la salle"), paragraph(LENT), line("Elle est rendue propre.")], [paragraph(NOTICE)]]
    draw(documents / "salle.pdf", pages, title="Prêter la salle des fêtes")
    _describe(documents, "salle", "id: salle\nvisibility: public\ntheme: associations\ndate: 2025-03-01\n")
    draw(documents / "secret.pdf", [[heading("Ligne douze"), paragraph(SECRET_LINE)]], title="Ligne douze du budget")
    _describe(documents, "secret", "id: secret\nvisibility: adherent\n")
    roman = PdfWriter(clone_from=str(draw(documents / "romain.pdf", [[paragraph(FOREWORD)]], title="Avant-propos")))
    roman.set_page_label(0, 0, style=PageLabelStyle.UPPERCASE_ROMAN)
    roman.write(str(documents / "romain.pdf"))
    _describe(documents, "romain", "id: romain\nvisibility: public\n")
    (documents / "table.csv").write_text(
        "question;réponse;visibility\n"
        "Qui ouvre la salle ?;Le gardien ouvre la salle à huit heures chaque matin.;public\n"
        f"Qui a la clé ?;{PERSON} et garde la clé.;adherent\n",
        encoding="utf-8",
    )
    with serving(folder, model_dir, documents, GUICHET_STAFF_TOKEN=STAFF_TOKEN) as started:
        yield started


def _describe(folder: Path, stem: str, fields: str) -> None:
    (folder / f"{stem}.meta.yaml").write_text(fields, encoding="utf-8")


@pytest.fixture
def anyone(reading_server: Server) -> Iterator[httpx.Client]:
    with reading_server.client() as opened:
        yield opened


@pytest.fixture(scope="module")
def member(reading_server: Server) -> Iterator[httpx.Client]:
    """A member's widget: it holds a token."""
    made = reading_server.run("keys", "create", "site", "--role", "adherent", "--json")
    with reading_server.client() as opened:
        key = {"authorization": f"Bearer {json.loads(made.stdout)['secret']}"}
        opened.headers["authorization"] = f"Bearer {opened.post('/v1/tokens', headers=key).json()['token']}"
        yield opened


def found(client: httpx.Client, words: str) -> dict[str, Any]:
    """The passage that holds these words."""
    results = client.get("/v1/search", params={"q": words, "group": False, "limit": 20}).json()["results"]
    passage: dict[str, Any] = next(one for one in results if words in one["text"])
    return passage


def cited(passage: dict[str, Any], words: str) -> dict[str, Any]:
    start = passage["text"].index(words)
    return {"passage": passage["passage_id"], "debut": start, "fin": start + len(words)}


def marked_pixels(png: bytes) -> int:
    with Image.open(io.BytesIO(png)) as page:
        return sum(count for count, colour in page.convert("RGB").getcolors(1 << 24) or () if colour == MARKED)


def test_the_quote_is_marked_in_its_document_and_nothing_needs_a_script(anyone: httpx.Client) -> None:
    words = "un associé ne dispose que d'une voix"
    passage = found(anyone, words)

    response = anyone.get(f"/lire/{passage['document_id']}", params=cited(passage, words))

    assert response.status_code == 200
    page = html.unescape(response.text)
    assert f"<mark>{words}</mark>" in page
    assert 'id="passage"' in page
    assert "<script" not in page
    assert response.headers["referrer-policy"] == "no-referrer"


def test_characters_that_are_not_of_the_passage_mark_nothing(anyone: httpx.Client) -> None:
    passage = found(anyone, LENT)

    for ends in ({"debut": 5, "fin": 5}, {"debut": 0, "fin": 100_000}, {"debut": 9, "fin": 3}):
        page = anyone.get("/lire/salle", params={"passage": passage["passage_id"], **ends})
        assert page.status_code == 200
        assert "<mark>" not in page.text
        assert 'id="passage"' in page.text


def test_a_document_says_what_must_be_known_before_it_is_relied_on(anyone: httpx.Client) -> None:
    page = html.unescape(anyone.get("/lire/ancien").text).replace("\u00a0", " ")

    assert "n’est plus valable depuis le 31/12/2020" in page
    assert "points qui restent à vérifier" in page
    assert re.search(r'<h2 id="partie-\d">Le plafond</h2>', page)


def test_the_page_of_the_quote_is_shown_with_its_words_marked(anyone: httpx.Client) -> None:
    passage = found(anyone, NOTICE)
    asked = cited(passage, NOTICE)

    page = html.unescape(anyone.get("/lire/salle", params=asked).text)
    [image] = re.findall(r'<img src="([^"]+)"', page)
    png = anyone.get(image)

    assert image.startswith("/lire/salle/pages/2.png?")
    assert "les mots cités surlignés" in page
    assert "/lire/salle/fichier#page=2" in page
    assert png.headers["content-type"] == "image/png"
    assert marked_pixels(png.content) > 1_000
    assert marked_pixels(anyone.get("/lire/salle/pages/2.png").content) == 0
    assert marked_pixels(anyone.get("/lire/salle/pages/1.png", params=asked).content) == 0


def test_another_page_is_seen_without_losing_the_quote(anyone: httpx.Client) -> None:
    asked = cited(found(anyone, NOTICE), NOTICE)

    page = html.unescape(anyone.get("/lire/salle", params=asked | {"page": 1}).text)

    assert f"<mark>{NOTICE}</mark>" in page
    assert "/lire/salle/pages/1.png" in page
    assert re.search(r'rel="next" href="/lire/salle\?passage=\w+&debut=\d+&fin=\d+&page=2#passage"', page)


def test_the_file_is_given_as_it_is(anyone: httpx.Client, reading_server: Server) -> None:
    pdf, text = anyone.get("/lire/salle/fichier"), anyone.get("/lire/scic-capital/fichier")

    assert pdf.content == (reading_server.documents / "salle.pdf").read_bytes()
    assert pdf.headers["content-disposition"].startswith("inline")
    assert text.headers["content-disposition"].startswith("attachment")
    assert text.headers["content-type"] == "application/octet-stream"
    assert text.headers["content-security-policy"].startswith("sandbox")
    assert {one.headers["x-content-type-options"] for one in (pdf, text)} == {"nosniff"}


def test_the_file_of_several_documents_is_given_to_nobody(anyone: httpx.Client) -> None:
    """One of them may be for members: it would go out with the others."""
    row = found(anyone, "Le gardien ouvre la salle")

    refused = anyone.get(f"/lire/{row['document_id']}/fichier")

    assert refused.status_code == 404
    assert PERSON not in refused.text
    staff = {"authorization": f"Bearer {STAFF_TOKEN}"}
    assert anyone.get(f"/lire/{row['document_id']}/fichier", headers=staff).status_code == 404


def test_a_file_that_changed_since_it_was_read_is_not_shown_and_its_text_is(
    anyone: httpx.Client, reading_server: Server
) -> None:
    path = reading_server.documents / "salle.pdf"
    former = path.read_bytes()
    try:
        draw(path, [[paragraph(f"Un autre texte, avec {SECRET}.")]])
        page, png = anyone.get("/lire/salle"), anyone.get("/lire/salle/pages/1.png")
    finally:
        path.write_bytes(former)

    assert "a changé depuis qu’il a été lu" in page.text.replace("&#39;", "’").replace("'", "’")
    assert LENT in html.unescape(page.text)
    assert "<img" not in page.text
    assert (png.status_code, anyone.get("/lire/salle/fichier").status_code) == (404, 200)


def test_a_version_that_was_cited_is_read_as_it_was_and_leads_to_the_one_in_force(
    anyone: httpx.Client, reading_server: Server
) -> None:
    old = "Le plafond des aides est de trois cents euros par an."
    passage = found(anyone, old)
    path = reading_server.documents / "ancien.md"
    path.write_text(OLD.replace("trois cents", "quatre cents"), encoding="utf-8")
    assert reading_server.run("ingest", str(reading_server.documents)).returncode == 0

    page = html.unescape(anyone.get("/lire/ancien", params=cited(passage, old)).text)
    told = anyone.get(f"/v1/passages/{passage['passage_id']}").json()

    assert f"<mark>{old}</mark>" in page
    assert "Une version qui n’est plus en vigueur" in page
    assert 'href="/lire/ancien"' in page
    assert "quatre cents" in anyone.get("/lire/ancien").text
    assert (told["in_force"], told["version"], told["live_version"]) == (False, 1, 2)
    assert "version=1" in told["reader_url"]


def test_nothing_of_a_private_document_is_shown_to_anyone(anyone: httpx.Client, member: httpx.Client) -> None:
    passage = found(member, SECRET_LINE)["passage_id"]
    member.get("/lire/secret/pages/1.png")  # drawn, and kept on disk
    beyond = ("", "/pages/1.png", "/fichier")

    for path in beyond:
        private, unknown = (
            anyone.get(f"/lire/{name}{path}", params={"passage": passage}, headers={"accept": "text/html"})
            for name in ("secret", "absent")
        )
        assert private.status_code == unknown.status_code == 404
        assert without_ids(private.text, "secret") == without_ids(unknown.text, "absent")
        assert SECRET not in private.text
    told = [anyone.get(f"/v1/passages/{one}") for one in (passage, "0" * 16)]
    assert {one.status_code for one in told} == {404}
    assert told[0].text.replace(passage, "") == told[1].text.replace("0" * 16, "")


def without_ids(page: str, name: str) -> str:
    return re.sub(r"\b[0-9a-f]{16}\b", "", page).replace(name, "")


def test_a_member_is_given_an_address_that_opens_one_document_in_a_browser_without_a_token(
    anyone: httpx.Client, member: httpx.Client
) -> None:
    passage = found(member, SECRET_LINE)
    address = member.get(f"/v1/passages/{passage['passage_id']}").json()["reader_url"]
    ticket = httpx.URL(address).params["billet"]

    page = anyone.get(address)
    [image] = re.findall(r'<img src="([^"]+)"', html.unescape(page.text))

    assert SECRET_LINE in html.unescape(page.text)
    assert page.headers["cache-control"] == "private, no-store"
    png = anyone.get(image)
    assert (png.status_code, png.headers["cache-control"]) == (200, "private, no-store")
    assert anyone.get("/lire/secret/fichier", params={"billet": ticket}).status_code == 200
    assert anyone.get("/lire/note-interne", params={"billet": ticket}).status_code == 404
    assert anyone.get("/lire/secret", params={"billet": ticket[:-3]}).status_code == 404


def test_a_ticket_is_no_token_and_a_token_is_no_ticket(anyone: httpx.Client, member: httpx.Client) -> None:
    passage = found(member, SECRET_LINE)
    ticket = httpx.URL(member.get(f"/v1/passages/{passage['passage_id']}").json()["reader_url"]).params["billet"]
    token = member.headers["authorization"].removeprefix("Bearer ")

    assert (
        anyone.get("/v1/search", params={"q": SECRET}, headers={"authorization": f"Bearer {ticket}"}).status_code == 401
    )
    assert anyone.get("/lire/secret", params={"billet": token}).status_code == 404


def test_a_ticket_dies_with_the_key_it_came_from(reading_server: Server, anyone: httpx.Client) -> None:
    made = json.loads(reading_server.run("keys", "create", "bref", "--role", "adherent", "--json").stdout)
    anyone.headers["authorization"] = f"Bearer {made['secret']}"
    address = anyone.get(f"/v1/passages/{found(anyone, SECRET_LINE)['passage_id']}").json()["reader_url"]
    del anyone.headers["authorization"]
    assert anyone.get(address).status_code == 200

    reading_server.run("keys", "revoke", made["id"])

    assert anyone.get(address).status_code == 404


def test_a_passage_tells_what_stands_beside_it_and_is_not_sent_twice(anyone: httpx.Client) -> None:
    passage = found(anyone, NOTICE)

    first = anyone.get(f"/v1/passages/{passage['passage_id']}")
    again = anyone.get(f"/v1/passages/{passage['passage_id']}", headers={"if-none-match": first.headers["etag"]})

    assert first.json()["text"] == passage["text"]
    assert first.json()["in_force"] is True
    assert anyone.get(first.json()["reader_url"]).status_code == 200
    assert again.status_code == 304


def test_an_address_names_what_it_asks_within_bounds(anyone: httpx.Client) -> None:
    assert anyone.get("/lire/salle", params={"page": 0}).status_code == 422
    assert anyone.get("/lire/salle/pages/3.png").status_code == 404
    assert anyone.get("/lire/scic-capital/pages/1.png").status_code == 404
    assert anyone.get("/lire/salle", params={"version": 9}).status_code == 404
    assert "introuvable" in anyone.get("/lire/salle", params={"passage": "0" * 16}).text


def test_staff_read_private_documents_at_the_desk_and_nobody_else_does(reading_server: Server) -> None:
    made = reading_server.run("accounts", "create", "lectrice", typed="quatre mots bien choisis")
    assert made.returncode == 0, made.stderr
    with httpx.Client(base_url=reading_server.url, timeout=30, headers={"accept": "text/html"}) as browser:
        refused = browser.get("/equipe/lire/secret")
        signed = {"name": "lectrice", "password": "quatre mots bien choisis"}
        browser.post("/equipe/connexion", data=signed)

        page = browser.get("/equipe/lire/secret")

        assert refused.status_code == 303
        assert SECRET_LINE in html.unescape(page.text)
        assert 'src="/equipe/lire/secret/pages/1.png' in page.text
        assert browser.get("/equipe/lire/secret/pages/1.png").status_code == 200
        assert browser.get("/lire/secret").status_code == 404  # the cookie stays at the desk


def test_a_printed_page_number_is_told_as_it_is_printed(anyone: httpx.Client) -> None:
    page = html.unescape(anyone.get("/lire/romain").text).replace("\u00a0", " ")

    assert "Page 1 (imprimée : I)" in page


@pytest.fixture
def own_client(settings: Settings, guichet: Guichet, tmp_path: Path) -> Iterator[TestClient]:
    """A client of an application of the test's own, with one PDF file."""
    documents = tmp_path / "documents"
    documents.mkdir()
    draw(documents / "salle.pdf", [[heading("Prêter la salle"), paragraph(LENT)], [paragraph(NOTICE)]])
    _describe(documents, "salle", "id: salle\nvisibility: public\n")
    ingest(guichet, documents)
    with TestClient(create_app(settings, guichet)) as client:
        yield client


def test_the_text_is_read_while_too_many_images_are_asked_for(own_client: TestClient) -> None:
    results = own_client.get("/v1/search", params={"q": NOTICE}).json()["results"]
    asked = cited(results[0], NOTICE)
    own_client.app.state.drawings = Drawings(waiting=0)  # type: ignore[attr-defined]

    page, image = own_client.get("/lire/salle", params=asked), own_client.get("/lire/salle/pages/2.png", params=asked)

    assert (page.status_code, image.status_code) == (200, 503)
    assert f"<mark>{NOTICE}</mark>" in html.unescape(page.text)
    assert 'src="/lire/salle/pages/2.png' in html.unescape(page.text)  # where the passage begins


def test_no_request_of_a_document_makes_the_others_wait_for_the_database(
    own_client: TestClient, guichet: Guichet
) -> None:
    """What is asked of the database where requests are received stops them all while it waits."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return  # a thread of its own
        asked.append(statement)

    shown = guichet.access.create_key("site", Role.ADHERENT)
    ticket = guichet.access.ticket(guichet.access.bearer(shown.secret), "salle")
    guichet.access.put_account("claire", "quatre mots bien choisis", Role.STAFF)
    own_client.post("/equipe/connexion", data={"name": "claire", "password": "quatre mots bien choisis"})
    [csrf] = re.findall(r'name="csrf" value="([^"]+)"', own_client.get("/equipe").text)
    headers = {"authorization": f"Bearer {STAFF_TOKEN}"}
    [sent] = guichet.upload("fiche.md", io.BytesIO(NOTE.encode()), {})
    event.listen(Engine, "before_cursor_execute", note)
    try:
        statuses = [
            own_client.get(path, params={"billet": ticket}).status_code
            for path in ("/lire/salle", "/lire/salle/pages/1.png", "/equipe/lire/salle")
        ]
        place = f"/equipe/documents/voir/{sent.document_id}"
        form = {"csrf": csrf, "title": "Une note"}
        statuses.append(own_client.post(f"{place}/fiche", data=form, headers=headers).status_code)
        files = {"file": ("fiche.md", NOTE.replace("deux", "trois").encode())}
        statuses.append(own_client.post(f"{place}/remplacement", data={"csrf": csrf}, files=files).status_code)
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert statuses == [200] * 5
    assert asked == []
