"""POST /v1/ask on a real server."""

from __future__ import annotations

import html
import json
import re

import httpx
import pytest

QUESTION = "Une commune peut-elle entrer au capital d'une SCIC ?"


def ask(client: httpx.Client, question: str, **fields: object) -> dict[str, object]:
    response = client.post("/v1/ask", json={"question": question, **fields})
    assert response.status_code == 200, response.text
    answer: dict[str, object] = response.json()
    return answer


def test_every_sentence_of_an_answer_is_cited_verbatim(client: httpx.Client) -> None:
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()

    assert answer["status"] == "answered"
    assert "50 %" in answer["text"]
    quotes = {c["number"]: c["quote"] for c in answer["citations"]}
    assert list(quotes) == list(range(1, len(quotes) + 1))
    for sentence in answer["sentences"]:
        assert any(sentence["text"] in quotes[number] for number in sentence["citations"])
    assert answer["citations"][0]["document_id"] == "scic-capital"
    assert any("47-1775" in reference["text"] for reference in answer["references"])
    assert 0.0 <= answer["confidence"] <= 1.0
    assert "conseil juridique" in answer["notice"]


def test_a_quote_stands_where_the_citation_says_in_its_passage(client: httpx.Client) -> None:
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    found = client.get("/v1/search", params={"q": QUESTION, "group": False}).json()["results"]
    texts = {result["passage_id"]: result["text"] for result in found}

    for citation in answer["citations"]:
        assert texts[citation["passage_id"]][citation["start"] : citation["end"]] == citation["quote"]


def test_a_question_about_an_unknown_subject_is_left_unanswered_with_a_way_to_a_person(client: httpx.Client) -> None:
    answer = ask(client, "Quelle est la recette de la tarte aux pommes ?")

    assert answer["status"] == "abstained"
    assert answer["sentences"] == []
    assert answer["citations"] == []
    assert answer["contact"] == "la FAQ juridique du réseau"


def test_a_question_in_another_language_is_told_so(client: httpx.Client) -> None:
    answer = ask(client, "Can a municipality buy shares in a cooperative company?")

    assert answer["status"] == "abstained"
    assert answer["warnings"] == [
        {"code": "language", "label": "Langue de la question", "text": answer["text"], "document_id": None}
    ]
    assert "anglais" in str(answer["text"])


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"question": ""}, "vide"),
        ({"question": "a" * 2001}, "2001 caractères"),
        ({"question": "Peut-on\x07 louer ?"}, "U+0007"),
        ({}, "question : ce champ manque"),
        ({"question": "Peut-on louer ?", "as_of": "demain"}, "as_of : une date AAAA-MM-JJ est attendue"),
        ({"question": "Peut-on louer ?", "as_of": 0}, "as_of : une date AAAA-MM-JJ est attendue"),
        ({"question": 12}, "question : un texte est attendu"),
    ],
)
def test_an_unusable_question_is_a_french_problem_with_a_hint(
    client: httpx.Client, body: dict[str, object], told: str
) -> None:
    response = client.post("/v1/ask", json=body)

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert told in problem["detail"]
    assert problem["hint"]
    assert problem["title"]
    assert problem["status"] == 422


def test_a_body_that_is_not_json_is_a_french_problem(client: httpx.Client) -> None:
    response = client.post("/v1/ask", content=b"{question", headers={"content-type": "application/json"})

    assert response.status_code == 422
    assert "JSON" in response.json()["detail"]


def test_an_unknown_address_is_a_french_problem(client: httpx.Client) -> None:
    response = client.get("/v1/rien")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"] == "Page inconnue"


def test_the_stream_gives_meta_then_sentences_citations_and_the_whole_answer(client: httpx.Client) -> None:
    whole = client.post("/v1/ask", json={"question": QUESTION}).json()

    response = client.post("/v1/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"})

    events = [dict(line.split(": ", 1) for line in block.split("\n")) for block in response.text.strip().split("\n\n")]
    names = [event["event"] for event in events]
    assert response.headers["content-type"].startswith("text/event-stream")
    assert names[0] == "meta"
    assert names[-1] == "done"
    assert names.count("sentence") == len(whole["sentences"])
    assert names.count("citation") == len(whole["citations"])
    given = json.loads(events[-1]["data"])
    assert {**given, "answer_id": "", "conversation_id": ""} == {**whole, "answer_id": "", "conversation_id": ""}
    assert given["answer_id"] != whole["answer_id"]


def test_a_question_that_may_be_about_several_things_is_asked_back_and_each_choice_can_be_asked(
    client: httpx.Client,
) -> None:
    answer = client.post("/v1/ask", json={"question": "Quel montant maximum ?"}).json()
    page = html.unescape(client.post("/", data={"question": "Quel montant maximum ?"}).text)

    assert answer["status"] == "clarify"
    assert answer["sentences"] == []
    for choice in answer["clarification"]["choices"]:
        assert f'name="question" value="{choice}"' in page
        assert client.post("/v1/ask", json={"question": choice}).json()["status"] in ("answered", "partial")


def test_a_false_premise_is_corrected_before_anything_else_is_said(client: httpx.Client) -> None:
    question = "Puisque les collectivités peuvent détenir 80 % du capital d'une SCIC, combien prendre ?"

    answer = client.post("/v1/ask", json={"question": question}).json()
    page = html.unescape(client.post("/", data={"question": question}).text)

    assert "premise" in [warning["code"] for warning in answer["warnings"]]
    assert answer["preface"].startswith("Attention")
    assert "50 %" in answer["sentences"][0]["text"]
    assert "ce que la question tient pour acquis" in page


def test_a_follow_up_is_understood_with_the_question_before_it(client: httpx.Client) -> None:
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "Oui."}]

    answer = client.post("/v1/ask", json={"question": "et jusqu'à combien ?", "history": history}).json()

    assert answer["status"] == "answered"
    assert answer["citations"][0]["document_id"] == "scic-capital"


def test_what_was_understood_is_told_when_it_is_not_what_was_typed(client: httpx.Client) -> None:
    history = [{"role": "user", "content": QUESTION}]

    assert ask(client, "et jusqu'à combien ?", history=history)["understood"] == f"{QUESTION} et jusqu'à combien ?"
    assert ask(client, QUESTION)["understood"] == ""


@pytest.mark.parametrize("seen", ["x:" + "9" * 5_000, "x:-1", ":", "x:99999999999999999999"])
def test_an_event_that_is_none_of_ours_is_a_new_question(client: httpx.Client, seen: str) -> None:
    headers = {"accept": "text/event-stream", "last-event-id": seen}

    response = client.post("/v1/ask", json={"question": QUESTION}, headers=headers)

    assert response.status_code == 200
    assert "event: done" in response.text


def test_a_stream_that_was_cut_goes_on_after_the_last_event_seen(client: httpx.Client) -> None:
    headers = {"accept": "text/event-stream"}
    whole = client.post("/v1/ask", json={"question": QUESTION}, headers=headers).text
    second = re.findall(r"^id: (.+)$", whole, re.MULTILINE)[1]

    rest = client.post("/v1/ask", json={"question": QUESTION}, headers=headers | {"last-event-id": second}).text

    assert whole.endswith(rest)
    assert whole.index(rest) == whole.index(second) + len(second) + 2


def test_a_request_that_is_too_large_is_told_so(client: httpx.Client) -> None:
    response = client.post("/v1/ask", content=b" " * 3_000_000, headers={"content-type": "application/json"})

    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-request-id"]
