"""The eval set is one that staff can trust: enough of each kind, sound quotes, words of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from eval.checks import Source, counts, median_overlap, problems
from eval.dataset import Kind, load_cases
from tests.corpus.demonstration import CHECKOUT, documents, text_of
from vectorstore.analysis import content_analyzer, prepare

CASES = load_cases(CHECKOUT / "eval" / "cases")
THEMES = {"foncier", "scic", "contractualisation", "emploi", "installation", "competences", "hors_sujet"}


def stems(text: str) -> Sequence[str]:
    found: Sequence[str] = content_analyzer().analyze(prepare(text))
    return found


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    return {
        id_: Source(text_of(raw), raw.metadata.visibility)
        for id_, raw in documents().items()
        if raw.metadata.visibility is not None
    }


def test_every_case_is_sound(sources: dict[str, Source]) -> None:
    assert problems(CASES, sources, stems) == ()


def test_there_are_enough_cases_of_each_kind() -> None:
    by_kind = Counter(case.kind for case in CASES)
    on_test = counts(CASES)

    assert len(CASES) >= 420
    assert all(by_kind[kind] >= 20 for kind in Kind)
    assert on_test["unanswered", "test"] >= 60
    assert on_test["out_of_scope", "test"] >= 60
    assert all(on_test[kind.value, "test"] >= 10 for kind in Kind)
    assert {case.theme for case in CASES} == THEMES


@pytest.mark.parametrize("split", ["dev", "test"])
def test_the_questions_are_not_the_documents_words_turned_round(split: str) -> None:
    assert median_overlap([case for case in CASES if case.split == split], stems) <= 0.5


def test_an_expected_fact_stands_in_a_document_that_the_case_cites(sources: dict[str, Source]) -> None:
    missing = [
        (case.id, fact.value)
        for case in CASES
        for fact in case.expected_facts
        if fact.type != "yes_no" and not any(fact.said_in(sources[r.document_id].text) for r in case.relevant)
    ]

    assert not missing


def test_what_an_adherent_is_told_the_public_is_refused() -> None:
    private = Counter((case.audience.value, case.expected_status.value) for case in CASES if case.kind is Kind.PRIVATE)

    assert set(private) == {("public", "abstained"), ("adherent", "answered")}
    assert min(private.values()) >= 10
