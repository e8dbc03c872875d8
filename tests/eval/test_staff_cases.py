"""The cases that staff add: read as any others, never two of the same, safe from two writers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.errors import BadMetadata, CannotWrite, UnknownEval
from domain.types import AnswerStatus, Audience, Visibility
from eval.dataset import load_cases
from eval.facts import FactType
from eval.staff_cases import Proof, StaffCases, answered_case, fact_of, silent_case
from tests.builders import a_document

TODAY = date(2026, 11, 26)
OPEN = Proof(replace(a_document("ouvert"), theme="foncier"), "dans la limite de 50 %")
CLOSED = Proof(replace(a_document("reserve"), visibility=Visibility.ADHERENT), "deux saisons")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("60 000 € HT", FactType.AMOUNT),
        ("5 %", FactType.PERCENTAGE),
        ("dans les 15 jours", FactType.DURATION),
        ("avant le 1er mars 2026", FactType.DATE),
        ("article L. 2121-10 du CGCT", FactType.REFERENCE),
        ("Oui", FactType.YES_NO),
        ("à la majorité absolue", FactType.TEXT),
        ("dans les 3 mois, 20 % du prix", FactType.TEXT),
    ],
)
def test_a_line_is_compared_by_the_value_that_it_holds(line: str, kind: FactType) -> None:
    fact = fact_of(line)

    assert fact.type is kind
    assert fact.said_in(f"{line}.")


def test_a_case_is_asked_by_the_narrowest_audience_that_may_read_its_quotes() -> None:
    public = answered_case("Quel plafond ?", [OPEN], [], TODAY)
    private = answered_case("Quelle durée ?", [OPEN, CLOSED], ["deux saisons"], TODAY)

    assert (public.audience, private.audience) == (Audience.PUBLIC, Audience.ADHERENT)
    assert [fact.value for fact in public.expected_facts] == ["dans la limite de 50 %"]
    assert [fact.value for fact in private.expected_facts] == ["deux saisons"]
    assert public.theme == "foncier"


def test_what_is_written_is_what_the_eval_command_reads(tmp_path: Path) -> None:
    cases = StaffCases(tmp_path)
    first, second = answered_case("Quel plafond ?", [OPEN], [], TODAY), silent_case("Où ?", "", Audience.PUBLIC, TODAY)

    cases.add(first)
    cases.add(second)

    assert load_cases(cases.folder) == cases.all() == (first, second)
    assert second.expected_status is AnswerStatus.ABSTAINED
    cases.remove(first.id)
    assert cases.all() == (second,)
    cases.remove(second.id)
    assert cases.all() == ()


def test_a_question_is_there_once_for_each_audience(tmp_path: Path) -> None:
    cases = StaffCases(tmp_path)
    cases.add(silent_case("Où ?", "", Audience.PUBLIC, TODAY))
    cases.add(silent_case("Où ?", "", Audience.ADHERENT, TODAY))

    with pytest.raises(BadMetadata, match="déjà"):
        cases.add(silent_case("Où ?", "autre", Audience.PUBLIC, TODAY))
    with pytest.raises(UnknownEval):
        cases.remove("equipe-inconnue")


def test_two_people_who_add_at_once_lose_nothing(tmp_path: Path) -> None:
    questions = [f"Question {number} ?" for number in range(20)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda q: StaffCases(tmp_path).add(silent_case(q, "", Audience.PUBLIC, TODAY)), questions))

    assert sorted(case.question for case in StaffCases(tmp_path).all()) == sorted(questions)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "cases").write_text("un fichier", encoding="utf-8")

    with pytest.raises(CannotWrite):
        StaffCases(tmp_path).add(silent_case("Où ?", "", Audience.PUBLIC, TODAY))
