"""The desk's questions, without JavaScript: what waits is followed, answered from its sources, published, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from domain.text import french_date
from tests.api.conftest import Server, serving
from tests.api.staff_desk import Desk, opened, plain
from tests.coined import coined


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:
    with opened(server) as desk:
        yield desk


@pytest.fixture
def question(desk: Desk) -> str:
    """A question of this test's own that nothing answers."""
    asked = f"Quel est le tarif du {coined()} ?"
    assert ask(desk, asked)["status"] == "abstained"
    return asked


def ask(desk: Desk, question: str) -> dict[str, Any]:
    """What anyone is answered."""
    answer: dict[str, Any] = desk.browser.post("/v1/ask", json={"question": question}).json()
    return answer


def place(desk: Desk, question: str) -> str:
    """Where the desk shows a question."""
    page = unescape(desk.get("/questions", suivi="toutes").text)
    shown = re.escape(question.replace(" ?", "\u00a0?"))
    found: list[str] = re.findall(rf'href="/equipe(/questions/[0-9a-f]{{16}})">{shown}', page)
    assert len(found) == 1
    return found[0]


def quotes(page: str) -> list[str]:
    """What a search offers to quote, as the form names it."""
    return re.findall(r'name="choix" value="([^"]+)"', page)


def sources(desk: Desk, words: str) -> str:
    return desk.get("/reponses/sources", q=words).text


def test_a_question_is_taken_closed_and_opened_again(desk: Desk, question: str) -> None:
    path = place(desk, question)

    taken = desk.post(f"{path}/suivi", {"status": "doing", "note": "Vu avec la préfecture"})
    listed = desk.text("/questions", suivi="doing")
    closed = desk.post(f"{path}/suivi", {"status": "closed"})
    waiting = desk.text("/questions")
    opened = desk.post(f"{path}/suivi", {"status": "open"})

    assert f"en cours, {desk.name}" in plain(taken.text)
    assert "Vu avec la préfecture" in listed
    assert "Rouvrir" in closed.text
    assert question not in waiting
    assert "attend de nouveau" in opened.text
    assert question in desk.text("/questions")


def test_a_question_that_was_closed_and_is_asked_again_waits_again(
    desk: Desk, question: str, staff: httpx.Client
) -> None:
    path = place(desk, question)
    desk.post(f"{path}/suivi", {"status": "closed"})

    ask(desk, question)

    [waiting] = [one for one in staff.get("/v1/queue").json()["waiting"] if one["question"] == question]
    page = plain(desk.get(path).text)
    assert waiting["task"]["status"] == "open"
    assert question in desk.text("/questions", suivi="open")
    assert "Suivi à traiter (sans suite le" in page
    assert "S’en occuper" in page
    assert "Rouvrir" not in page


def test_questions_are_filtered_by_why_they_wait(desk: Desk, question: str) -> None:
    assert question in desk.text("/questions", motif="refusee")
    assert question not in desk.text("/questions", motif="inutile")
    assert question not in desk.text("/questions", theme="rien de tel")
    assert desk.get("/questions/0123456789abcdef").status_code == 404


def test_a_question_shows_what_was_answered_with_its_sources_and_what_was_said_of_it(desk: Desk) -> None:
    asked = f"Une commune peut-elle entrer au capital d'une SCIC {coined(6)} ?"
    given = ask(desk, asked)
    comment = f"Trop court {coined(6)}"
    said = {"useful": False, "comment": comment}
    desk.browser.post(f"/v1/answers/{given['answer_id']}/feedback", json=said)

    page = desk.text(place(desk, asked))

    assert comment in page
    assert "dans la limite de 50 %" in page
    assert "Partir de cette réponse" in page


def test_a_question_is_answered_from_its_source_previewed_published_and_withdrawn(desk: Desk, question: str) -> None:
    path = f"{place(desk, question)}/repondre"
    choice = quotes(sources(desk, "louer une terre communale"))[0]

    added = desk.post(path, {"question": question, "action": "ajouter", "choix": choice}).text
    [text] = re.findall(r'<textarea id="texte-0"[^>]*>([^<]+)</textarea>', added)
    [cited] = re.findall(r'name="cite-0" value="([^"]+)"', added)
    written = {"question": question, "texte-0": text, "cite-0": cited}
    preview = plain(desk.post(path, written | {"action": "apercu"}).text)
    unanswered = ask(desk, question)
    published = desk.post(path, written | {"action": "valider"})
    served = ask(desk, question)
    waiting = desk.text("/questions", suivi="toutes")
    desk.post(f"{str(published.url.path).removeprefix('/equipe')}/retrait")

    assert cited == choice
    assert "tel que tout le monde la verra" in preview
    assert text in preview.split("tel que tout le monde la verra")[1]
    assert unanswered["status"] == "abstained"
    assert "Publiée" in published.text
    assert (served["status"], served["text"]) == ("answered", text)
    assert question not in waiting
    assert ask(desk, question)["status"] == "abstained"


def test_a_sentence_that_says_more_than_its_source_is_told_beside_it_and_kept(desk: Desk, question: str) -> None:
    path = f"{place(desk, question)}/repondre"
    choice = quotes(sources(desk, "louer une terre communale"))[0]
    said = "Une terre communale se loue par un bail de 27 ans."

    page = desk.post(path, {"question": question, "texte-0": said, "cite-0": choice, "action": "valider"})

    assert page.status_code == 422
    assert 'aria-describedby="texte-0-error" aria-invalid="true"' in page.text
    assert "dit autre chose que ce qu'elle cite" in plain(page.text)
    assert said in page.text
    assert ask(desk, question)["status"] == "abstained"


def test_what_is_missing_is_told_where_it_is(desk: Desk, question: str) -> None:
    path = f"{place(desk, question)}/repondre"

    nothing = desk.post(path, {"question": "", "review_by": "2027-02-31", "action": "valider"}).text
    bare = desk.post(path, {"question": question, "texte-0": "Une phrase.", "action": "valider"}).text

    assert 'id="question-error"' in nothing
    assert 'id="review_by-error"' in nothing
    assert 'id="answer-error"' in nothing
    assert 'id="texte-0-error"' in bare


def test_sentences_are_moved_joined_to_sources_and_taken_away(desk: Desk, question: str) -> None:
    path = f"{place(desk, question)}/repondre"
    first, second = quotes(sources(desk, "louer une terre communale bail loyer"))[:2]
    written = {"question": question, "texte-0": "Une.", "cite-0": first, "texte-1": "Deux.", "wordings": "autrement ?"}

    def texts(page: str) -> list[str]:
        return re.findall(r'<textarea id="texte-\d+"[^>]*>([^<]*)</textarea>', page)

    moved = desk.post(path, written | {"action": "monter-1"}).text
    cited = desk.post(path, written | {"action": "citer-1", "choix": second}).text
    forgotten = desk.post(path, written | {"action": "oublier-0-0"}).text
    removed = desk.post(path, written | {"action": "retirer-0"}).text

    assert texts(moved) == ["Deux.", "Une."]
    assert re.findall(r'name="cite-1" value="([^"]+)"', cited) == [second]
    assert 'name="cite-0"' not in forgotten
    assert texts(removed) == ["Deux."]
    assert "autrement ?" in removed


def test_an_answer_that_quotes_a_document_for_members_is_shown_to_them_alone_and_it_is_said(
    desk: Desk, question: str
) -> None:
    path = f"{place(desk, question)}/repondre"
    choice = quotes(sources(desk, "dispositif Valmorin maraîchers"))[0]
    added = desk.post(path, {"question": question, "action": "ajouter", "choix": choice}).text
    [text] = re.findall(r'<textarea id="texte-0"[^>]*>([^<]+)</textarea>', added)

    written = {"question": question, "texte-0": text, "cite-0": choice, "action": "valider"}
    published = desk.post(path, written)

    assert "Valmorin" in text
    assert "Réservée aux adhérents." in added
    assert "les adhérents et l’équipe" in plain(published.text)
    assert "Valmorin" not in str(ask(desk, question))
    assert "Valmorin" not in desk.browser.get("/faq.jsonld").text
    desk.post(f"{str(published.url.path).removeprefix('/equipe')}/retrait")


def test_an_answer_that_was_given_is_where_one_starts_from(desk: Desk) -> None:
    asked = f"Une commune peut-elle entrer au capital d'une SCIC {coined(6)} ?"
    given = ask(desk, asked)
    desk.browser.post(f"/v1/answers/{given['answer_id']}/feedback", json={"useful": False})
    path = place(desk, asked)

    page = desk.get(f"{path}/repondre", depuis=given["answer_id"]).text

    assert re.findall(r'name="cite-0" value="scic-capital ', page)
    assert plain(re.findall(r'<textarea id="texte-0"[^>]*>([^<]+)</textarea>', page)[0]) in given["text"]


def test_the_sources_are_for_who_has_signed_in(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=60) as stranger:
        response = stranger.get("/equipe/reponses/sources", params={"q": "Valmorin"})

    assert response.status_code == 303
    assert "Valmorin" not in response.text


def test_days_are_those_of_the_place_where_the_service_runs(tmp_path: Path, model_dir: Path) -> None:
    """Records keep UTC: read there, what is asked at one in the morning in Paris was asked the day before."""
    now = datetime.now(UTC)
    zone = "Etc/GMT-14" if now.hour >= 10 else "Etc/GMT+12"  # where it is another day than in UTC
    here = now.astimezone(ZoneInfo(zone)).date()

    with serving(tmp_path, model_dir, TZ=zone) as server, opened(server) as desk:
        question = f"Quel est le tarif du {coined()} ?"
        ask(desk, question)
        page = desk.text(place(desk, question))

    assert here != now.date()
    assert f"la dernière le {french_date(here)}" in page
    assert f"Donnée le {french_date(here)}" in page
