"""The desk's validated answers: listed with what asks to read them again, changed, dated, withdrawn, put back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest

from tests.api.conftest import STAFF_TOKEN, Server
from tests.api.staff_desk import Desk, opened, plain
from tests.coined import coined

VOTE = "Toutefois, un associé ne dispose que d'une voix."
SAID = "Un associé ne dispose que d'une voix."


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


def composed(desk: Desk, path: str) -> dict[str, str]:
    """The form of an answer as a browser opens it, to be sent."""
    form = desk.get(f"{path}/modifier").text
    areas = re.findall(r'<textarea id="[\w-]+" name="([\w-]+)"[^>]*>([^<]*)</textarea>', form)
    hidden = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in (*areas, *hidden) if name != "csrf"}


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
    written = composed(desk, path) | {"texte-0": SAID, "wordings": f"{question} dis", "action": "valider"}

    page = plain(desk.post(f"{path}/modifier", written).text)

    assert served(desk, question) == SAID
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


def test_a_text_that_someone_changed_meanwhile_is_not_written_over_unseen(
    desk: Desk, path: str, question: str, server: Server
) -> None:
    mine = composed(desk, path) | {"texte-0": SAID, "action": "valider"}
    theirs = "Un associé n'a qu'une voix : un associé ne dispose que d'une voix."
    with opened(server) as other:
        other.post(f"{path}/modifier", composed(other, path) | {"texte-0": theirs, "action": "valider"})

    previewed = desk.post(f"{path}/modifier", mine | {"action": "apercu"})
    refused = desk.post(f"{path}/modifier", mine)
    meanwhile = served(desk, question)
    told = plain(refused.text)
    [version] = re.findall(r'name="version" value="(\d+)"', refused.text)
    again = desk.post(f"{path}/modifier", mine | {"version": version})

    assert (previewed.status_code, refused.status_code, again.status_code) == (200, 409, 200)
    assert re.findall(r'name="version" value="(\d+)"', previewed.text) == ["1"]
    assert f"a changé pendant que vous écriviez (par {other.name})" in told
    assert f'href="/equipe{path}"' in refused.text
    assert SAID in html.unescape(refused.text)
    assert (meanwhile, served(desk, question)) == (theirs, SAID)  # once it was told, it may be written over


def test_a_form_that_says_nothing_of_what_it_changes_writes_over_nothing(desk: Desk, path: str, question: str) -> None:
    written = composed(desk, path) | {"texte-0": SAID, "version": "", "action": "valider"}

    assert desk.post(f"{path}/modifier", written).status_code == 409
    assert served(desk, question) == VOTE


def test_what_was_written_is_kept_when_the_answer_was_withdrawn_meanwhile(desk: Desk, path: str) -> None:
    written = composed(desk, path) | {"texte-0": SAID, "action": "valider"}
    desk.post(f"{path}/retrait")

    page = desk.post(f"{path}/modifier", written)

    assert page.status_code == 409
    assert "a été retirée" in plain(page.text)
    assert SAID in html.unescape(page.text)
