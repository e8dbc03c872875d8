"""Figures of an eval, computed by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from domain.errors import BadMetadata, UnreadableFile
from domain.types import AnswerStatus, Audience
from eval.dataset import Case, Relevant, load_cases
from eval.metrics import Outcome, retrieval, shares

ANSWERED, ABSTAINED = AnswerStatus.ANSWERED, AnswerStatus.ABSTAINED


def an_outcome(
    name: str, *, expected: AnswerStatus, got: AnswerStatus, ranking: tuple[str, ...] = (), cited: tuple[str, ...] = ()
) -> Outcome:
    relevant = (Relevant("bon", "50 %"),) if expected is ANSWERED else ()
    case = Case(name, "?", "scic", "direct", "dev", Audience.PUBLIC, date(2026, 11, 23), relevant, ("50 %",), expected)
    return Outcome(case, ranking, got, "La limite est de 50\u00a0% du capital.", cited, 0.9)


def test_recall_and_reciprocal_rank_are_means_over_the_judged_cases() -> None:
    outcomes = [
        an_outcome("a", expected=ANSWERED, got=ANSWERED, ranking=("bon", "autre")),
        an_outcome("b", expected=ANSWERED, got=ANSWERED, ranking=("autre", "bon")),
        an_outcome("c", expected=ABSTAINED, got=ABSTAINED, ranking=("autre",)),
    ]

    found = retrieval(outcomes)

    assert found["R@1"] == pytest.approx(0.5)
    assert found["R@5"] == pytest.approx(1.0)
    assert found["RR"] == pytest.approx(0.75)


def test_shares_count_citations_facts_and_abstentions() -> None:
    outcomes = [
        an_outcome("a", expected=ANSWERED, got=ANSWERED, cited=("bon", "autre")),
        an_outcome("b", expected=ANSWERED, got=ANSWERED, cited=("autre", "bon")),
        an_outcome("c", expected=ANSWERED, got=ABSTAINED),
        an_outcome("d", expected=ABSTAINED, got=ANSWERED, cited=("autre",)),
        an_outcome("e", expected=ABSTAINED, got=ABSTAINED),
    ]

    counted = {name: (share.count, share.total) for name, share in shares(outcomes).items()}

    assert counted == {
        "answered_when_it_should": (2, 3),
        "abstained_when_it_should": (1, 2),
        "right_source": (2, 2),
        "first_source": (1, 2),
        "facts": (2, 2),
    }


def test_a_case_with_a_wrong_field_is_named_by_file_line_and_field(tmp_path: Path) -> None:
    path = tmp_path / "cas.jsonl"
    path.write_text(json.dumps({"id": "x"}) + "\n", encoding="utf-8")

    with pytest.raises(BadMetadata, match=r"cas\.jsonl, ligne 1 : champ « question »"):
        load_cases(path)


def test_a_file_without_cases_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="aucun fichier de cas"):
        load_cases(tmp_path)
