"""What the eval cases expect can be met: an answer drawn from any relevant document may hold every expected fact."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.text import fold
from eval.dataset import Case, load_cases
from ingest.discover import discover
from ingest.readers import read_file

CHECKOUT = Path(__file__).resolve().parents[2]
CASES = load_cases(CHECKOUT / "eval" / "cases" / "demo.jsonl")
ANSWERABLE = [case for case in CASES if case.relevant]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The text of every document of the corpus, folded, by id."""
    read = [document for found in discover(CHECKOUT / "corpus").files for document in read_file(found.path)]
    return {document.metadata.id or "": fold(" ".join(block.text for block in document.blocks)) for document in read}


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case.id)
def test_a_fact_that_a_case_expects_stands_word_for_word_in_each_relevant_document(
    case: Case, texts: dict[str, str]
) -> None:
    absent = [
        (r.document_id, f) for r in case.relevant for f in case.expected_facts if fold(f) not in texts[r.document_id]
    ]

    assert case.expected_facts
    assert not absent


@pytest.mark.parametrize("split", ["dev", "test"])
def test_a_split_holds_enough_questions_that_the_corpus_answers_and_that_it_does_not(split: str) -> None:
    cases = [case for case in CASES if case.split == split]

    assert len([case for case in cases if case.relevant]) >= 20
    assert len([case for case in cases if case.kind in {"unanswered", "out_of_scope"}]) >= 12
    assert len(CASES) >= 70
