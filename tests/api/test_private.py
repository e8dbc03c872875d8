"""Nothing of a private document reaches an anonymous user, by any route."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.api.conftest import STAFF_TOKEN, Server

QUESTIONS = ("Qu'est-ce que le dispositif Valmorin ?", "prêt de terres aux maraîchers deux saisons", "note interne")
LEAKS = ("note-interne", "Note réservée", "maraîchers pendant")


@pytest.mark.parametrize("question", QUESTIONS)
def test_neither_answer_nor_search_nor_page_shows_it(client: httpx.Client, question: str) -> None:
    shown = [
        client.post("/v1/ask", json={"question": question}).text,
        client.post("/v1/ask", json={"question": question}, headers={"accept": "text/event-stream"}).text,
        client.get("/v1/search", params={"q": question, "group": False, "limit": 50}).text,
        client.get("/v1/search", params={"q": question, "theme": ""}).text,
        client.post("/", data={"question": question}).text,
        client.get("/").text,
        client.get("/readyz").text,
    ]

    assert [leak for text in shown for leak in LEAKS if leak in text] == []


def test_a_member_is_answered_from_it_in_the_terminal(server: Server) -> None:
    done = server.run("ask", QUESTIONS[0], "--audience", "adherent", "--json")

    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert answer["citations"][0]["document_id"] == "note-interne"


def test_the_public_is_not_answered_from_it_in_the_terminal(server: Server) -> None:
    done = server.run("ask", QUESTIONS[0], "--json")

    assert "note-interne" not in done.stdout
    assert "maraîchers" not in done.stdout


def test_an_audience_cannot_be_claimed_over_http(client: httpx.Client) -> None:
    asked = client.post("/v1/ask", json={"question": QUESTIONS[0], "audience": "staff"}).text
    found = client.get("/v1/search", params={"q": QUESTIONS[0], "audience": "staff"}).text

    assert "note-interne" not in asked + found


def test_the_control_routes_are_not_on_the_public_port(client: httpx.Client) -> None:
    for path in ("/ask", "/search", "/ingest", "/delete", "/reindex", "/status"):
        assert client.post(path, json={}).status_code in (404, 405)


def test_what_a_bearer_opens_is_kept_by_no_browser(client: httpx.Client) -> None:
    headers = {"authorization": f"Bearer {STAFF_TOKEN}"}
    searched = client.get("/v1/search", params={"q": QUESTIONS[0]}, headers=headers)
    hit = searched.json()["results"][0]

    opened = [
        searched,
        *(
            client.get(path, headers=headers)
            for path in (
                f"/v1/passages/{hit['passage_id']}",
                "/v1/documents",
                "/v1/documents/note-interne",
                "/v1/queue",
                "/v1/validated",
                "/v1/zones",
                "/metrics",
            )
        ),
        client.post("/v1/ask", json={"question": QUESTIONS[0]}, headers=headers),
    ]

    assert hit["document_id"] == "note-interne"
    assert {response.status_code for response in opened} == {200}
    assert {response.headers.get("cache-control") for response in opened} == {"no-store"}
    tag = opened[3].headers["etag"]
    again = client.get("/v1/documents/note-interne", headers=headers | {"if-none-match": tag})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-store")


def test_what_anyone_may_read_may_be_kept(client: httpx.Client) -> None:
    search = client.get("/v1/search", params={"q": "capital d'une SCIC"})
    passage = client.get(f"/v1/passages/{search.json()['results'][0]['passage_id']}")

    assert "cache-control" not in search.headers
    assert passage.headers["cache-control"] == "private, no-cache"
