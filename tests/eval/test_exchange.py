"""Datasets and runs of other tools, read by their own libraries where there is one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import ir_measures
import pytest
from ir_measures import RR

from domain.errors import BadMetadata, UnreadableFile
from domain.types import Audience
from eval.exchange import BeirDocument, is_beir, read_beir, write_all, write_beir_corpus
from eval.metrics import figures
from eval.runs import Found
from tests.eval.builders import a_case, a_run, a_whole_run

TODAY = date(2026, 11, 25)


def beir(folder: Path) -> Path:
    """A small BEIR dataset."""
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": "D1", "title": "Bail", "text": "Un bail dure neuf ans."}, {"_id": "D2", "text": "Une autre."}]
    queries = [{"_id": "q1", "text": "durée du bail"}, {"_id": "q2", "text": "sans jugement"}]
    for name, lines in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tD1\t1\nq1\tD2\t0\n", encoding="utf-8")
    return folder


def test_a_beir_dataset_gives_its_documents_and_its_judged_queries(tmp_path: Path) -> None:
    folder = beir(tmp_path)

    documents, cases = read_beir(folder, "test", TODAY)

    assert is_beir(folder)
    assert documents == (BeirDocument("D1", "Bail", "Un bail dure neuf ans."), BeirDocument("D2", "", "Une autre."))
    assert [(case.id, [r.document_id for r in case.relevant]) for case in cases] == [("q1", ["D1"])]


def test_a_beir_dataset_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = beir(tmp_path)

    with pytest.raises(UnreadableFile, match="dev"):
        read_beir(folder, "dev", TODAY)
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tD1\tbeaucoup\n", encoding="utf-8")
    with pytest.raises(BadMetadata, match="ligne 2"):
        read_beir(folder, "test", TODAY)


def test_trec_files_give_ir_measures_the_figures_of_the_run(tmp_path: Path) -> None:
    ranking = tuple(Found(document_id=d, passage_id=d, score=1.0) for d in ("autre", "autre", "doc"))
    run = a_whole_run(a_run(a_case("a")), a_run(a_case("b"), ranking=ranking))

    write_all(run, tmp_path)

    qrels = ir_measures.read_trec_qrels(str(tmp_path / "qrels.trec"))  # type: ignore[no-untyped-call]
    ranked = ir_measures.read_trec_run(str(tmp_path / "run.trec"))  # type: ignore[no-untyped-call]
    assert ir_measures.calc_aggregate([RR @ 10], qrels, ranked)[RR @ 10] == pytest.approx(0.75)
    assert figures(run.cases)["RR@10"].value == pytest.approx(0.75)


def test_beir_files_are_read_back(tmp_path: Path) -> None:
    write_all(a_whole_run(a_run()), tmp_path)
    write_beir_corpus([BeirDocument("doc", "Un titre", "Un texte.")], tmp_path)

    documents, (case,) = read_beir(tmp_path / "beir", "test", TODAY)

    assert documents == (BeirDocument("doc", "Un titre", "Un texte."),)
    assert case.question == a_case().question


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("ragas", {"user_input", "response", "retrieved_contexts", "reference_contexts", "reference"}),
        ("deepeval", {"name", "input", "actual_output", "expected_output", "retrieval_context", "context"}),
    ],
)
def test_samples_hold_what_those_tools_ask_for_and_nothing_that_members_were_told(
    name: str, fields: set[str], tmp_path: Path
) -> None:
    secret = a_run(a_case("secret", audience=Audience.ADHERENT), text="Le carnet compte 47 remarques.")

    write_all(a_whole_run(a_run(), secret), tmp_path)

    (line,) = (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    assert set(json.loads(line)) == fields
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and "secret" in path.read_text(encoding="utf-8")]
