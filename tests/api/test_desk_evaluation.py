"""/equipe/evaluation: staff add real questions, measure, read what came of each, compare two measures."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from domain.text import french_date
from tests.api.conftest import STAFF_TOKEN, Server, serving
from tests.api.desk import HTMX, at_the_desk, browsing, csrf_of, text_of
from tests.coined import coined
from tests.integration.files import BAIL, NOTE, SCIC, write

ADDRESS = "/equipe/evaluation"
SECONDS = 60
ZONE = "Etc/GMT-14"
"""Where the service runs: records keep UTC."""
CAPITAL = "Quelle part du capital d'une SCIC une commune peut-elle détenir ?"
VALMORIN = "Qui peut emprunter une terre par le dispositif Valmorin ?"


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Server]:
    """A server whose cases and runs are this module's."""
    folder = tmp_path_factory.mktemp("evaluation")
    documents = write(folder / "documents", scic=SCIC, bail=BAIL, note=NOTE)
    with serving(folder, model_dir, documents, GUICHET_STAFF_TOKEN=STAFF_TOKEN, TZ=ZONE) as started:
        yield started


@pytest.fixture(scope="module")
def desk(own_server: Server) -> Iterator[httpx.Client]:
    with at_the_desk(own_server) as browser:
        yield browser


@pytest.fixture(scope="module")
def staff(own_server: Server) -> Iterator[httpx.Client]:
    with own_server.client() as client:
        client.headers["authorization"] = f"Bearer {STAFF_TOKEN}"
        yield client


def boxes(page: httpx.Response, words: str) -> list[str]:
    """The values of the passages to tick whose sentence holds these words."""
    values = map(unescape, re.findall(r'name="passage" value="([^"]+)"', page.text))
    return [value for value in values if words in json.loads(value)["text"]]


def fill(desk: httpx.Client, question: str, **fields: object) -> httpx.Response:
    """Send the form of a new case."""
    return desk.post(f"{ADDRESS}/cas/nouveau", data={"csrf": csrf_of(desk), "question": question} | fields)


def add(desk: httpx.Client, question: str, search: str, words: str, said: str = "") -> httpx.Response:
    """Search a passage, tick its sentence, add the case."""
    [value] = boxes(fill(desk, question, action="chercher", q=search), words)
    return fill(desk, question, action="ajouter", passage=value, dit=said)


def measure(desk: httpx.Client, dataset: str = "staff") -> str:
    """Start a run, wait for its end; the address of its page."""
    started = desk.post(ADDRESS, data={"csrf": csrf_of(desk), "dataset": dataset})
    address = started.url.path
    deadline = time.monotonic() + SECONDS
    while 'id="progression"' in desk.get(address).text:
        assert time.monotonic() < deadline, "the run did not end"
        time.sleep(0.2)
    return address


@pytest.fixture(scope="module")
def runs(desk: httpx.Client, own_server: Server) -> tuple[str, str]:
    """Two runs of three cases: a public one, a member's, a silence; the first asks what no document says."""
    add(desk, CAPITAL, "capital SCIC plafond", "limite de 50 %", "50 %")
    add(desk, VALMORIN, "dispositif Valmorin", "Valmorin", "quatre saisons")
    fill(desk, "Quelle est la recette de la tarte aux pommes ?", action="ajouter", attendu="silence")
    before = measure(desk)
    [wrong] = re.findall(r"/cas/(equipe-\w+)/retrait.{0,400}Valmorin", desk.get(f"{ADDRESS}/cas").text, re.DOTALL)[:1]
    desk.post(f"{ADDRESS}/cas/{wrong}/retrait", data={"csrf": csrf_of(desk)})
    return before, measure(desk)


def test_a_case_is_made_of_passages_that_are_searched_and_ticked(desk: httpx.Client, own_server: Server) -> None:
    question = f"Comment louer une terre communale {coined()} ?"

    added = add(desk, question, "louer une terre communale", "bail rural", "bail rural")

    assert added.url.path == f"{ADDRESS}/cas"
    assert "est dans le jeu de l’équipe" in text_of(added)
    folder = Path(own_server.env["GUICHET_DATA_DIR"]) / "cases"
    kept = json.loads((folder / "equipe.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert kept["question"] == question
    assert kept["relevant"] == [
        {
            "document_id": "bail-communal",
            "quote": "Une terre du domaine privé communal se loue par un bail rural.",
            "fact": "",
        }
    ]
    assert kept["expected_facts"] == [{"type": "text", "value": "bail rural", "alternatives": []}]
    assert (kept["audience"], kept["expected_status"]) == ("public", "answered")
    assert (folder / "equipe.jsonl").stat().st_mode & 0o077 == 0
    evaluated = own_server.run("eval", "--dataset", str(folder), "--no-keep")
    assert evaluated.returncode == 0, evaluated.stderr
    [gone] = re.findall(rf"/cas/({kept['id']})/retrait", desk.get(f"{ADDRESS}/cas").text)
    desk.post(f"{ADDRESS}/cas/{gone}/retrait", data={"csrf": csrf_of(desk)})
    assert question not in desk.get(f"{ADDRESS}/cas").text


def test_a_case_that_quotes_what_members_read_is_asked_by_a_member(runs: tuple[str, str], desk: httpx.Client) -> None:
    first = desk.get(runs[0]).text
    [case] = re.findall(rf'href="({runs[0]}/cas/[^"]+)">Qui peut emprunter une terre', first)

    page = text_of(desk.get(case))

    assert "posée par un adhérent" in page
    assert "N'est pas dit : quatre saisons".lower() in page.lower()
    assert "prête des terres aux maraîchers pendant deux saisons" in page


def test_a_refused_question_fills_the_form(desk: httpx.Client, staff: httpx.Client) -> None:
    question = f"Quel est le tarif du {coined()} ?"
    answer = staff.post("/v1/ask", json={"question": question}).json()

    page = desk.get(f"{ADDRESS}/cas/nouveau", params={"reponse": answer["answer_id"]})
    added = fill(desk, question, action="ajouter", attendu="silence")

    assert f">{question}</textarea>" in page.text
    assert "Guichet s’abstient" in text_of(added)


def test_an_answer_brings_what_it_cited(desk: httpx.Client, staff: httpx.Client) -> None:
    answer = staff.post("/v1/ask", json={"question": CAPITAL}).json()
    quote = answer["citations"][0]["quote"]

    page = desk.get(f"{ADDRESS}/cas/nouveau", params={"reponse": answer["answer_id"]})

    [ticked] = re.findall(r'<input type="checkbox"[^>]+value="([^"]+)" checked', page.text)
    assert json.loads(unescape(ticked))["text"] == quote


def test_what_is_wrong_in_the_form_is_told_and_nothing_typed_is_lost(desk: httpx.Client) -> None:
    question = f"Une question sur le bail {coined()} ?"
    forged = json.dumps({"document_id": "bail-communal", "passage_id": "p1", "text": "rien de tel"})

    without = fill(desk, question, action="ajouter", dit="60 000 €")
    misquoted = fill(desk, question, action="ajouter", passage=forged)

    assert (without.status_code, misquoted.status_code) == (422, 422)
    assert "Aucun passage n’est coché." in text_of(without)
    assert f">{question}</textarea>" in without.text
    assert ">60 000 €</textarea>" in without.text
    assert question not in desk.get(f"{ADDRESS}/cas").text


def test_the_same_question_is_not_there_twice(desk: httpx.Client, runs: tuple[str, str]) -> None:
    again = add(desk, CAPITAL, "capital SCIC plafond", "limite de 50 %")

    assert again.status_code == 422
    assert "cette question s’y trouve déjà" in text_of(again)


def test_personal_data_is_not_kept_in_a_case(desk: httpx.Client) -> None:
    fill(desk, f"Appeler le 06 12 34 56 78 pour {coined()} ?", action="ajouter", attendu="silence")

    assert "06 12 34 56 78" not in desk.get(f"{ADDRESS}/cas").text
    assert "[téléphone]" in desk.get(f"{ADDRESS}/cas").text


def test_a_run_says_its_figures_its_gate_and_each_question(desk: httpx.Client, runs: tuple[str, str]) -> None:
    said = text_of(desk.get(runs[0]))

    assert "questions de l’équipe" in said
    assert re.search(r"réponse juste \d+,\d %", said)
    assert "passe" in said.split("Les chiffres")[0]
    assert "Les planchers ne valent que pour les questions fournies" in said
    every = text_of(desk.get(runs[0], params={"juste": ""}))
    assert CAPITAL in every
    assert VALMORIN in every
    assert VALMORIN in said  # what is to be seen to, unless more is asked for
    assert CAPITAL not in said


def test_a_question_of_a_run_says_what_was_answered_and_found(desk: httpx.Client, runs: tuple[str, str]) -> None:
    every = desk.get(runs[0], params={"juste": ""})
    [address] = re.findall(rf'href="({runs[0]}/cas/[^"]+)">Quelle part du capital', every.text)

    said = text_of(desk.get(address))

    assert "Ce qui a été répondu Statut : répondu" in said
    assert re.search(r"la recherche a trouvé.* Une commune peut-elle entrer au capital d'une SCIC \? attendu", said)


def test_the_hour_of_a_run_is_that_of_the_place(desk: httpx.Client, runs: tuple[str, str]) -> None:
    said = desk.get(runs[0]).text

    [(moment, shown)] = re.findall(r'<time datetime="([^"]+)">([^<]+)</time>', said)[:1]
    here = datetime.fromisoformat(moment).astimezone(ZoneInfo(ZONE))
    assert shown == f"{french_date(here.date())}, {here:%H\u00a0h\u00a0%M}"


def test_two_runs_are_compared_on_what_they_share(desk: httpx.Client, runs: tuple[str, str]) -> None:
    before, after = (address.rpartition("/")[2] for address in runs)

    page = desk.get(f"{ADDRESS}/comparaison", params={"avant": before, "apres": after})
    said = text_of(page)

    assert page.status_code == 200
    assert re.search(r"réponse juste ([\d,]+ %) \1 0,0 pt de 0,0 pt à 0,0 pt 0 0 identique", said), said
    assert "Ce qui a changé les questions" in said
    assert "1 avant" in said  # the case that was taken out
    home = desk.get(ADDRESS).text
    assert f'value="{before}"' in home
    assert 'id="comparer"' in home


def test_a_set_that_does_not_stand_on_these_documents_fails_and_says_why(desk: httpx.Client) -> None:
    page = text_of(desk.get(measure(desk, "cases")))

    assert "Cette mesure a échoué" in page
    assert "n’existe pas" in page


def test_a_run_is_followed_without_reloading(desk: httpx.Client, runs: tuple[str, str]) -> None:
    ended = desk.get(f"{runs[0]}/progression", headers=HTMX)

    assert ended.headers["hx-redirect"] == runs[0]


def test_nobody_else_reads_what_members_were_told(own_server: Server, runs: tuple[str, str]) -> None:
    with browsing(own_server) as visitor:
        for address in (ADDRESS, runs[0], f"{ADDRESS}/cas", f"{runs[0]}/progression"):
            assert str(visitor.get(address).url).endswith("/equipe/connexion")


def test_a_form_that_another_site_sends_starts_and_writes_nothing(desk: httpx.Client) -> None:
    before = desk.get(f"{ADDRESS}/cas").text

    started = desk.post(ADDRESS, data={"csrf": "deviné", "dataset": "staff"})
    added = desk.post(f"{ADDRESS}/cas/nouveau", data={"csrf": "deviné", "question": "Et alors ?", "attendu": "silence"})

    assert (started.status_code, added.status_code) == (403, 403)
    assert desk.get(f"{ADDRESS}/cas").text == before
