"""The staff's validated answers and the notes of answers, on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

QUESTION = "Combien de voix la commune a-t-elle dans une SCIC ?"
CAPITAL = "Une commune peut-elle entrer au capital d'une SCIC ?"
VOTE = "Toutefois, un associé ne dispose que d'une voix."


@pytest.fixture
def shelf(staff: httpx.Client) -> Iterator[httpx.Client]:
    """Staff's client, of a service where no validated answer stands, before and after: other tests share it."""
    _clear(staff)
    yield staff
    _clear(staff)


def _clear(staff: httpx.Client) -> None:
    for one in staff.get("/v1/validated").json()["validated"]:
        assert staff.delete(f"/v1/validated/{one['id']}").status_code == 204


def ask(client: httpx.Client, question: str, **fields: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/v1/ask", json={"question": question, **fields}).json()
    return answer


def body(client: httpx.Client, text: str = VOTE) -> dict[str, Any]:
    passage = ask(client, CAPITAL)["citations"][0]["passage_id"]
    citation = {"document_id": "scic-capital", "passage_id": passage, "quote": VOTE}
    return {"question": QUESTION, "sentences": [{"text": text, "citations": [citation]}], "author": "Mme Test"}


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", ""), ("PUT", "/x"), ("DELETE", "/x")])
def test_without_the_token_it_is_closed(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, f"/v1/validated{path}", json={"question": QUESTION})

    assert response.status_code == 401


def test_a_validated_answer_is_served_at_once_changed_and_withdrawn(shelf: httpx.Client) -> None:
    made = shelf.post("/v1/validated", json=body(shelf))
    assert made.status_code == 201, made.text
    served = ask(shelf, "combien de voix dans une scic pour la commune ?")
    assert served["text"] == VOTE
    assert served["validated_at"] == made.json()["validated_at"][:10]
    assert "Mme Test" not in str(served)

    changed = shelf.put(f"/v1/validated/{made.json()['id']}", json=body(shelf) | {"review_by": "2020-01-01"})
    assert changed.json()["version"] == 2
    assert [warning["code"] for warning in ask(shelf, QUESTION)["warnings"]] == ["review"]
    [due] = shelf.get("/v1/validated", params={"due": True}).json()["validated"]
    assert due["due"] == ["à relire depuis le 01/01/2020"]

    assert shelf.delete(f"/v1/validated/{made.json()['id']}").status_code == 204
    assert ask(shelf, QUESTION)["validated_at"] is None


def test_an_answer_that_was_given_is_validated_for_a_question(shelf: httpx.Client) -> None:
    given = ask(shelf, CAPITAL)

    made = shelf.post("/v1/validated", json={"question": QUESTION, "answer_id": given["answer_id"]})

    assert made.status_code == 201, made.text
    assert ask(shelf, QUESTION)["text"] == given["text"]


def test_what_says_more_than_its_quote_is_a_problem_that_names_the_sentence(shelf: httpx.Client) -> None:
    refused = shelf.post("/v1/validated", json=body(shelf, "Un associé dispose de trois voix."))

    assert refused.status_code == 422
    assert "trois voix" in refused.json()["detail"]
    assert shelf.get("/v1/validated").json()["validated"] == []


def test_an_unknown_one_is_a_problem(shelf: httpx.Client) -> None:
    assert shelf.delete("/v1/validated/rien").status_code == 404
    assert shelf.post("/v1/validated", json={"question": QUESTION, "answer_id": "rien"}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("odt", "application/vnd.oasis.opendocument.text"),
        ("html", "text/html; charset=utf-8"),
        ("md", "text/markdown; charset=utf-8"),
    ],
)
def test_the_note_of_an_answer_is_downloaded(client: httpx.Client, kind: str, media_type: str) -> None:
    given = ask(client, CAPITAL)

    response = client.post(f"/v1/answers/{given['answer_id']}/note", params={"format": kind})

    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["content-disposition"].endswith(f'.{kind}"')
    assert response.headers["cache-control"] == "no-store"
    assert len(response.content) > 500


def test_the_note_of_no_answer_is_a_problem(client: httpx.Client) -> None:
    assert client.post("/v1/answers/rien/note").status_code == 404
    assert client.post("/v1/answers/rien/note", params={"format": "pdf"}).status_code == 422


def test_a_profile_is_taken_and_one_that_is_not_known_is_a_problem(client: httpx.Client) -> None:
    assert ask(client, CAPITAL, profile={"kind": "communauté de communes", "population": 12_000})["sentences"]

    refused = client.post("/v1/ask", json={"question": CAPITAL, "profile": {"kind": "licorne"}})

    assert refused.status_code == 422
    assert "licorne" in refused.json()["detail"]


def test_a_conversation_remembers_what_was_asked(client: httpx.Client) -> None:
    first = ask(client, CAPITAL)

    followed = ask(client, "et jusqu'à combien ?", conversation_id=first["conversation_id"])

    assert followed["conversation_id"] == first["conversation_id"]
    assert followed["citations"][0]["document_id"] == "scic-capital"


def test_the_page_offers_the_note_and_tells_how_old_the_sources_are(client: httpx.Client) -> None:
    page = client.post("/", data={"question": CAPITAL}).text

    assert "/note?format=docx" in page
    assert "ne sont pas datées" in page


def test_what_is_refused_or_found_useless_is_in_the_staff_s_queue(staff: httpx.Client) -> None:
    refused = ask(staff, "Quel est le tarif d'un permis de pêche en rivière ?")
    useless = ask(staff, CAPITAL)
    said = {"useful": False, "reason": "unclear", "comment": "pas clair"}

    assert staff.post(f"/v1/answers/{useless['answer_id']}/feedback", json=said).status_code == 204
    waiting = staff.get("/v1/queue", params={"days": 1}).json()["waiting"]

    ids = {answer_id: one for one in waiting for answer_id in one["answer_ids"]}
    assert ids[refused["answer_id"]]["refused"] >= 1
    assert "pas clair" in ids[useless["answer_id"]]["comments"]


def test_the_queue_is_for_staff_and_feedback_is_checked(client: httpx.Client) -> None:
    given = ask(client, CAPITAL)

    assert client.get("/v1/queue").status_code == 401
    assert client.post("/v1/answers/rien/feedback", json={"useful": True}).status_code == 404
    refused = client.post(f"/v1/answers/{given['answer_id']}/feedback", json={"useful": False, "reason": "bof"})
    assert refused.status_code == 422
