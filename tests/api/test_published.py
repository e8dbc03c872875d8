"""/llms.txt and /faq.jsonld on a real server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.conftest import Server

CAPITAL = "Une commune peut-elle entrer au capital d'une SCIC ?"
VOTE = "Toutefois, un associé ne dispose que d'une voix."
PUBLIC = "Combien de voix la commune a-t-elle dans une SCIC ?"
PRIVATE = "Combien de temps une terre est-elle prêtée ?"
LEAKS = ("Valmorin", "note-interne", "Note réservée", "maraîchers", PRIVATE)


@pytest.fixture
def shelf(staff: httpx.Client) -> Iterator[httpx.Client]:
    """Staff's client; what it validated is withdrawn afterwards."""
    yield staff
    for one in staff.get("/v1/validated").json()["validated"]:
        assert staff.delete(f"/v1/validated/{one['id']}").status_code == 204


@pytest.fixture
def anyone(server: Server) -> Iterator[httpx.Client]:
    """A client without a key, beside the staff's."""
    with server.client() as opened:
        yield opened


def validate(shelf: httpx.Client, question: str, asked: str, **fields: Any) -> dict[str, Any]:
    """Staff validate the answer to `asked` for a question."""
    given = shelf.post("/v1/ask", json={"question": asked}).json()
    made = shelf.post(
        "/v1/validated", json={"question": question, "answer_id": given["answer_id"], "author": "Mme Test"} | fields
    )
    assert made.status_code == 201, made.text
    validated: dict[str, Any] = made.json()
    return validated


def faq(client: httpx.Client) -> dict[str, Any]:
    response = client.get("/faq.jsonld")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/ld+json"
    page: dict[str, Any] = response.json()
    return page


def test_the_faq_tells_the_public_validated_answers_as_they_are_served(
    shelf: httpx.Client, anyone: httpx.Client
) -> None:
    made = validate(shelf, PUBLIC, CAPITAL, wordings=["voix scic"])

    page = faq(anyone)

    served = anyone.post("/v1/ask", json={"question": PUBLIC}).json()
    [question] = page["mainEntity"]
    answer = question["acceptedAnswer"]
    assert (page["@context"], page["@type"], page["inLanguage"]) == ("https://schema.org", "FAQPage", "fr")
    assert page["url"].endswith("/faq.jsonld")
    assert "conseil juridique" in page["description"]
    assert (question["@type"], question["name"], answer["@type"]) == ("Question", PUBLIC, "Answer")
    assert answer["text"] == served["text"] == " ".join(sentence["text"] for sentence in made["sentences"])
    assert answer["dateModified"] == page["dateModified"] == made["validated_at"][:10]
    assert [one["name"] for one in answer["citation"]] == [CAPITAL]
    assert "Mme Test" not in json.dumps(page)


def test_a_citation_tells_its_document_s_address_and_dates(shelf: httpx.Client, anyone: httpx.Client) -> None:
    dated = (
        "---\nid: pacte\ntitle: Le pacte de lecture\ndate: 2026-03-01\nurl: https://exemple.fr/pacte\n"
        "publisher: Réseau\ndemonstration: true\n---\n"
        "Le pacte de lecture publique se signe avec la bibliothèque départementale.\n"
    )
    sent = {"file": ("pacte.md", dated.encode(), "text/markdown")}
    assert shelf.post("/v1/documents", files=sent, data={"visibility": "public"}).status_code == 201
    validate(shelf, "Avec qui se signe le pacte de lecture ?", "Avec qui se signe le pacte de lecture publique ?")

    [question] = faq(anyone)["mainEntity"]

    assert question["acceptedAnswer"]["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "Le pacte de lecture",
            "url": "https://exemple.fr/pacte",
            "datePublished": "2026-03-01",
            "creativeWorkStatus": "Document de démonstration",
            "publisher": {"@type": "Organization", "name": "Réseau"},
        }
    ]


def test_what_quotes_a_private_document_or_waits_to_be_read_again_is_not_told(
    shelf: httpx.Client, anyone: httpx.Client
) -> None:
    validate(shelf, PRIVATE, "Qu'est-ce que le dispositif Valmorin ?")
    validate(shelf, PUBLIC, CAPITAL, review_by="2020-01-01")

    assert faq(anyone)["mainEntity"] == faq(shelf)["mainEntity"] == []
    told = anyone.get("/faq.jsonld").text + anyone.get("/llms.txt").text + anyone.get("/").text
    assert [leak for leak in LEAKS if leak in told] == []


@pytest.mark.parametrize("change", [{"visibility": "adherent"}, {"valid_until": "2020-01-01"}])
def test_an_answer_leaves_the_faq_when_its_document_leaves_the_public_or_is_out_of_force(
    shelf: httpx.Client, anyone: httpx.Client, change: dict[str, str]
) -> None:
    text = "---\nid: quai\ntitle: Le quai\n---\nLe quai communal se loue à la journée aux pêcheurs.\n"
    sent = {"file": ("quai.md", text.encode(), "text/markdown")}
    assert shelf.post("/v1/documents", files=sent, data={"visibility": "public"}).status_code == 201
    validate(shelf, "À qui se loue le quai ?", "Comment se loue le quai communal aux pêcheurs ?")
    before = faq(anyone)["mainEntity"]

    assert shelf.put("/v1/documents/quai", data=change).status_code == 200

    assert len(before) == 1
    assert faq(anyone)["mainEntity"] == []


def test_llms_txt_is_markdown_whose_links_lead_somewhere(client: httpx.Client) -> None:
    response = client.get("/llms.txt")

    text = response.text
    links = re.findall(r"^- \[[^]]+]\((\S+)\)", text, re.MULTILINE)
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert text.startswith("# Guichet\n\n> Guichet répond")
    assert "Documents que tout le monde peut lire : 2." in text
    assert "`anonyme`" in text
    base = str(client.base_url).rstrip("/")
    assert {link.removeprefix(base) for link in links} >= {
        "/v1/ask",
        "/v1",
        "/mcp",
        "/openapi.json",
        "/faq.jsonld",
        "/",
    }
    for path in ("/openapi.json", "/faq.jsonld", "/", "/widget-demo"):
        assert client.get(path).status_code == 200
    assert re.findall(r"^## .+", text, re.MULTILINE) == ["## Interroger", "## Lire", "## Optional"]
    assert "\n\n\n" not in text


def test_the_page_says_where_the_faq_is(client: httpx.Client) -> None:
    head = client.get("/").text.partition("</head>")[0]

    assert re.search(r'<link rel="alternate" type="application/ld\+json" href="/faq.jsonld"', head)
