"""The terminal, as a person types in it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from runtime.answers import Turn
from tests.commands import run as guichet
from tests.conftest import CHECKOUT
from tests.integration.files import SCIC, write


def test_help_names_every_command() -> None:
    shown = guichet("--help").stdout

    for command in ("serve", "ingest", "ask", "search", "eval", "reindex", "doctor", "delete"):
        assert command in shown


def test_an_answer_is_printed_with_numbered_sources(ingested: Path) -> None:
    shown = guichet("ask", "Une commune peut-elle entrer au capital d'une SCIC ?").stdout

    assert "50 %" in shown
    assert "[1]" in shown
    assert shown.index("Sources") > shown.index("[1]")


def test_the_json_of_an_answer_and_of_a_search_is_the_api_s(ingested: Path) -> None:
    answer = json.loads(guichet("ask", "--json", "Une commune peut-elle entrer au capital d'une SCIC ?").stdout)
    found = json.loads(guichet("search", "--json", "--limit", "2", "bail rural").stdout)

    assert {"answer_id", "status", "text", "sentences", "citations", "references", "confidence", "warnings"} <= set(
        answer
    )
    assert [result["rank"] for result in found["results"]] == list(range(1, len(found["results"]) + 1))
    assert found["results"][0]["document_id"] == "bail-communal"


def test_a_quote_is_printed_whole_to_another_program_however_wide_it_is(ingested: Path) -> None:
    question = "Une commune peut-elle entrer au capital d'une SCIC ?"
    answer = json.loads(guichet("ask", "--json", question).stdout)

    shown = guichet("ask", question).stdout

    lines = [line for citation in answer["citations"] for line in citation["quote"].splitlines()]
    assert max(map(len, lines)) > 80  # a terminal's width, and a pipe's when nobody tells
    assert all(line in shown for line in lines)


def test_an_explained_search_says_how_the_question_was_read_and_what_each_rank_rests_on(ingested: Path) -> None:
    shown = guichet("search", "--explain", "le captial d'une SCIC").stdout
    explained = json.loads(guichet("search", "--explain", "--json", "le captial d'une SCIC").stdout)

    assert "captial → capital" in shown
    for column in ("Texte", "Titre", "Phrases", "Mots", "Total"):
        assert column in shown
    for result, scores in zip(explained["results"], explained["scores"], strict=True):
        assert result["score"] == pytest.approx(sum(score["share"] for score in scores), abs=1e-3)


def test_an_ingest_prints_one_json_line_a_document_and_fails_when_one_does(data_dir: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "documents", scic=SCIC)
    (folder / "vide.pdf").write_bytes(b"")

    done = guichet("ingest", "--json", str(folder))

    lines = {Path(line["path"]).name: line for line in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert {"path", "document_id", "status", "passages", "pages", "reason"} <= set(lines["scic.md"])
    assert (lines["scic.md"]["status"], lines["scic.md"]["document_id"]) == ("ready", "scic-capital")
    assert lines["vide.pdf"]["status"] == "refused"
    assert "vide" in lines["vide.pdf"]["reason"]


def test_members_see_what_the_public_does_not(ingested: Path) -> None:
    question = "Qu'est-ce que le dispositif Valmorin ?"

    assert "maraîchers" not in guichet("ask", question).stdout
    assert "maraîchers" in guichet("ask", question, "--audience", "adherent").stdout


def test_a_folder_named_like_ours_where_the_command_is_typed_does_not_win(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "__init__.py").write_text("raise RuntimeError('the wrong one')")

    typed = subprocess.run([CHECKOUT / "guichet", "--help"], cwd=tmp_path, capture_output=True, check=False)

    assert typed.returncode == 0, typed.stderr


@pytest.mark.parametrize(
    ("arguments", "env", "told"),
    [
        (("ask", ""), {}, "la question est vide"),
        (("ask", "a" * 2001), {}, "2001 caractères"),
        (("delete", "inconnu"), {}, "document inconnu"),
        (("eval", "--dataset", "nulle-part.jsonl"), {}, "aucun fichier de cas"),
        (("doctor",), {"GUICHET_PORT": "abc"}, "GUICHET_PORT"),
        (("ask", "Peut-on louer ?"), {"GUICHET_DATA_DIR": "/dev/null/data"}, "n'est pas accessible en écriture"),
    ],
)
def test_a_failure_is_one_line_its_mend_and_a_status(
    data_dir: Path, arguments: tuple[str, ...], env: dict[str, str], told: str
) -> None:
    done = guichet(*arguments, env=os.environ | env)

    message = " ".join(done.stderr.split())
    assert done.returncode == 1
    assert told in message
    assert "Erreur :" in message
    assert "À faire :" in message
    assert "Traceback" not in done.stderr


def test_doctor_on_a_fresh_machine_says_what_to_do(data_dir: Path) -> None:
    done = guichet("doctor", "--json")

    findings = {finding["what"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert done.returncode == 0
    assert findings["Données"]["level"] == "warning"
    assert "make serve" in findings["Données"]["mend"]


def test_an_answer_is_replayed_word_for_word_and_an_unknown_one_is_told(given: Turn) -> None:
    shown = guichet("replay", given.answer.id)
    told = json.loads(guichet("replay", given.answer.id, "--json").stdout)
    unknown = guichet("replay", "rien")

    assert shown.returncode == 0, shown.stderr
    assert "La même réponse, mot pour mot." in shown.stdout
    assert (told["same"], told["text"], told["differences"]) == (True, given.answer.text, [])
    assert unknown.returncode == 1
    assert "« rien »" in unknown.stderr


def test_a_conversation_is_erased(given: Turn) -> None:
    assert "0 réponse(s)" in guichet("purge").stdout
    assert "1 réponse(s)" in guichet("purge", "--conversation", given.conversation_id).stdout
    assert guichet("replay", given.answer.id).returncode == 1


def test_doctor_names_the_files_that_failed(data_dir: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "documents", scic=SCIC)
    (folder / "vide.pdf").write_bytes(b"")
    guichet("ingest", str(folder))

    findings = json.loads(guichet("doctor", "--json").stdout)["findings"]

    [trouble] = [finding for finding in findings if finding["what"] == "Document"]
    assert "vide.pdf" in trouble["detail"]
    assert trouble["mend"]


def test_an_eval_prints_each_split_writes_its_run_and_compares_it_with_itself(ingested: Path, tmp_path: Path) -> None:
    case = {
        "id": "c1", "question": "part de la commune au capital d'une SCIC", "theme": "scic", "kind": "direct",
        "split": "dev", "audience": "public", "as_of": "2026-11-23",
        "relevant": [{"document_id": "scic-capital", "quote": "50 %"}],
        "expected_facts": [{"type": "percentage", "value": "50 %"}], "expected_status": "answered",
    }  # fmt: skip
    other = case | {
        "id": "c2", "split": "test", "question": "Quelle est la recette de la tarte aux pommes ?", "relevant": [],
        "expected_facts": [], "expected_status": "abstained", "kind": "out_of_scope",
    }  # fmt: skip
    path, measured, report = tmp_path / "cas.jsonl", tmp_path / "mesures.json", tmp_path / "rapport.html"
    path.write_text("\n".join(json.dumps(c) for c in (case, other)), encoding="utf-8")

    first = guichet(
        "eval", "--dataset", str(path), "--retriever", "all", "--json", str(measured), "--html", str(report)
    )
    again = guichet("eval", "--dataset", str(path), "--compare", str(measured))

    assert "dev : 1 cas" in first.stdout
    assert "test : 1 cas" in first.stdout
    assert all(retriever in first.stdout for retriever in ("hybrid", "dense", "lexical"))
    statuses = {entry["case"]["id"]: entry["status"] for entry in json.loads(measured.read_text("utf-8"))["cases"]}
    assert statuses == {"c1": "answered", "c2": "abstained"}
    assert "tarte aux pommes" in report.read_text("utf-8")
    assert "0 cas changés" in again.stdout


def test_an_eval_refuses_a_case_whose_quote_no_longer_stands(ingested: Path, tmp_path: Path) -> None:
    path = tmp_path / "cas.jsonl"
    case = {
        "id": "c1", "question": "part de la commune", "theme": "scic", "kind": "direct", "split": "dev",
        "audience": "public", "as_of": "2026-11-23", "expected_status": "answered",
        "relevant": [{"document_id": "scic-capital", "quote": "une phrase retirée"}],
        "expected_facts": [{"type": "percentage", "value": "50 %"}],
    }  # fmt: skip
    path.write_text(json.dumps(case), encoding="utf-8")

    refused = guichet("eval", "--dataset", str(path))

    assert refused.returncode == 1
    assert "une phrase retirée" in refused.stderr
