"""A value is one value however it is written."""

from __future__ import annotations

import pytest

from assistant.values import Bound, find_stated, find_values


def found(text: str) -> set[str]:
    return {f"{value.kind.value} {value.normalised}" for value in find_values(text)}


@pytest.mark.parametrize(
    "text",
    ["23 000 €", "23\u202f000\u00a0€", "23000 euros", "23.000 € HT", "vingt-trois mille euros", "23 k€", "23k€"],
)
def test_spellings_of_an_amount(text: str) -> None:
    assert found(f"Au-delà de {text}, une convention est due.") == {"amount 23000"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("de 15 à 20 millions d'euros par an", {"amount 15000000", "amount 20000000"}),
        ("deux milliards d'euros", {"amount 2000000000"}),
        ("1,5 M€", {"amount 1500000"}),
        ("au plus 57,5 % des excédents", {"percentage 57.5"}),
        ("dix pour cent des voix", {"percentage 10"}),
        ("la moitié des membres", {"percentage 50"}),
        ("les trois quarts de son temps", {"percentage 75"}),
        ("un tiers, puis deux tiers", {"percentage 33.33", "percentage 66.67"}),
        ("dix-huit mois avant l'échéance", {"duration 18 mois"}),
        ("de 18 à 99 ans", {"duration 216 mois", "duration 1188 mois"}),
        ("deux ans, soit vingt-quatre mois", {"duration 24 mois"}),
        ("six semaines", {"duration 42 jours"}),
        ("depuis le 1er avril 2026", {"date 2026-04-01"}),
        ("le premier janvier 2026", {"date 2026-01-01"}),
        ("les 21 et 22 août 2026", {"date 2026-08-22"}),
        ("le 22/08/2026", {"date 2026-08-22"}),
        ("en avril 2026", {"date 2026-04"}),
    ],
)
def test_values_of_a_text(text: str, values: set[str]) -> None:
    assert found(text) == values


@pytest.mark.parametrize(
    "text", ["une commune de 3 500 habitants", "l'article 19 septies", "en 2026 et 2027", "le 31/02/2026", "un associé"]
)
def test_other_numbers_are_no_values(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("au plus 50 %", Bound.AT_MOST),
        ("50 % au plus", Bound.AT_MOST),
        ("jusqu'à 50 %", Bound.AT_MOST),
        ("sans dépasser, tous comptes faits, 50 %", Bound.AT_LEAST),  # « dépasser » alone tells the side above
        ("ne dépasse pas 50 %", Bound.AT_MOST),
        ("ne peuvent détenir ensemble plus de la moitié", Bound.AT_MOST),
        ("ne peut comprendre moins de la moitié", Bound.AT_LEAST),
        ("pas plus de 50 %", Bound.AT_MOST),
        ("un plafond de 50 %", Bound.AT_MOST),
        ("au moins 50 %", Bound.AT_LEAST),
        ("plus de 50 %", Bound.AT_LEAST),
        ("à partir du 1er avril 2026", Bound.AT_LEAST),
        ("jusqu'au 31 décembre 2027", Bound.AT_MOST),
        ("un taux de 50 %", None),
    ],
)
def test_the_side_of_a_value_that_is_meant(text: str, bound: Bound | None) -> None:
    assert {stated.bound for stated in find_stated(text)} == {bound}
