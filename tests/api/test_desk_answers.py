"""The desk's validated answers: listed with what asks to read them again, changed, dated, withdrawn, put back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.api.conftest import STAFF_TOKEN, Server
from tests.api.staff_desk import Desk, opened, plain
from tests.coined import coined

VOTE = "Toutefois, un associé ne dispose que d'une voix."


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:
    with opened(server) as desk:
        yield desk


@pytest.fixture
def question() -> str:
    return f"Combien de voix a la commune {coined(8)} ?"


@pytest.fixture
def path(desk: Desk, question: str) -> Iterator[str]:
    """Where the desk shows a validated answer of this test's own; it is withdrawn afterwards."""
    headers = {"authorization": f"Bearer {STAFF_TOKEN}"}
    [passage] = desk.browser.get("/v1/documents/scic-capital", headers=headers).json()["passages"]
    cited = {"document_id": "scic-capital", "passage_id": passage["id"], "quote": VOTE}
    body = {"question": question, "sentences": [{"text": VOTE, "citations": [cited]}]}
    made = desk.browser.post("/v1/validated", json=body, headers=headers).json()["id"]
    yield f"/reponses/{made}"
    desk.browser.delete(f"/v1/validated/{made}", headers=headers)


def served(desk: Desk, question: str) -> str:
    """What anyone is answered; "" when no validated answer is."""
    answer = desk.browser.post("/v1/ask", json={"question": question}).json()
    return str(answer["text"]) if answer["validated_at"] else ""


def test_an_answer_is_withdrawn_and_put_back(desk: Desk, path: str, question: str) -> None:
    before = served(desk, question)
    withdrawn = desk.post(f"{path}/retrait")
    without = served(desk, question)
    listed = desk.text("/reponses", etat="retirees")
    back = desk.post(f"{path}/remise")

    assert (before, without, served(desk, question)) == (VOTE, "", VOTE)
    assert "Remettre en ligne" in withdrawn.text
    assert question in listed
    assert "elle répond de nouveau" in back.text
    assert "Version 3" in plain(back.text)


def test_a_review_that_is_due_comes_first_and_is_put_off(desk: Desk, path: str, question: str) -> None:
    desk.post(f"{path}/relecture", {"review_by": "2020-01-01"})
    due = desk.text("/reponses", etat="relire")
    home = desk.text("")
    desk.post(f"{path}/relecture", {"review_by": "2099-01-01"})

    assert question in due
    assert "à relire depuis le 01/01/2020" in due.lower()
    assert question in home
    assert question not in desk.text("/reponses", etat="relire")
    assert "1er janvier 2099" in desk.text(path)


def test_an_answer_is_changed_and_what_it_said_is_in_its_history(desk: Desk, path: str, question: str) -> None:
    form = desk.get(f"{path}/modifier").text
    [cited] = re.findall(r'name="cite-0" value="([^"]+)"', form)
    said = "Un associé ne dispose que d'une voix."

    written = {
        "question": question,
        "texte-0": said,
        "cite-0": cited,
        "wordings": f"{question} dis",
        "action": "valider",
    }
    page = plain(desk.post(f"{path}/modifier", written | {"action": "valider"}).text)

    assert served(desk, question) == said
    assert "Version 2 en ligne" in page
    assert VOTE in page.split("Version 1")[1]
    assert desk.name in page


def test_a_question_that_another_answer_answers_is_told_beside_it(desk: Desk, path: str, question: str) -> None:
    del path

    page = desk.post("/reponses/nouvelle", {"question": question, "action": "valider"})

    assert page.status_code == 422
    assert "une autre réponse validée" in plain(page.text).lower()


def test_an_answer_that_does_not_exist_is_told(desk: Desk) -> None:
    assert desk.get("/reponses/0123456789abcdef").status_code == 404
