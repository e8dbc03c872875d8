"""A fact is said whatever its spelling, and only when it is."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from eval.facts import Fact, FactType, said_yes_or_no


@pytest.mark.parametrize(
    ("kind", "value", "said", "unsaid"),
    [
        (FactType.AMOUNT, "23 000 €", "vingt-trois mille euros par an", "32 000 € par an"),
        (FactType.PERCENTAGE, "75 %", "les trois quarts de son temps", "75 communes"),
        (FactType.DURATION, "six mois", "dans les 6 mois", "six ans"),
        (FactType.DATE, "1er avril 2026", "depuis le 01/04/2026", "depuis le 1er mai 2026"),
        (
            FactType.REFERENCE,
            "article L. 2113-14 du CCP",
            "articles L. 2113-12 à L. 2113-16 du CCP",
            "art. L. 2113-1 CCP",
        ),
        (FactType.TEXT, "Personne morale", "sans créer de PERSONNE MORALE", "une personne"),
        (FactType.YES_NO, "non", "Non, en principe.", "Oui, sous condition."),
    ],
)
def test_a_fact_is_told_from_another(kind: FactType, value: str, said: str, unsaid: str) -> None:
    fact = Fact(type=kind, value=value)

    assert fact.said_in(said)
    assert not fact.said_in(unsaid)


def test_an_alternative_will_do() -> None:
    fact = Fact(type=FactType.TEXT, value="sept engagements", alternatives=("7 engagements",))

    assert fact.said_in("Le contrat compte 7 engagements.")


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("Oui, une commune le peut.", "oui"),
        ("La commune ne peut pas vendre sous la valeur. Elle peut louer.", "non"),
        ("La préférence locale est interdite.", "non"),
        ("Une commune peut adhérer. Elle ne vote pas.", "oui"),
        ("Le prix ne peut plus être le critère unique.", "non"),
    ],
)
def test_an_answer_decides_by_its_first_sentence(text: str, decision: str) -> None:
    assert said_yes_or_no(text) == decision


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FactType.AMOUNT, "beaucoup"),
        (FactType.DURATION, "deux ou trois ans"),
        (FactType.REFERENCE, "la loi"),
        (FactType.YES_NO, "peut-être"),
    ],
)
def test_a_value_that_is_none_is_refused(kind: FactType, value: str) -> None:
    with pytest.raises(ValidationError, match="n'est"):
        Fact(type=kind, value=value)
