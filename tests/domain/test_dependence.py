"""Which sentences need the one before them."""

from __future__ import annotations

import pytest

from domain.dependence import depends, is_item, item_mark, leads_in, leans, limits, run_on


@pytest.mark.parametrize(
    "sentence",
    [
        "Il est de 50 % du capital.",
        "Elle délibère ensuite.",
        "Faites ensuite voter le conseil municipal.",
        "Vérifiez aussi la date.",
        "Ce plafond vaut pour toutes les collectivités.",
        "Cette règle date de 2014.",
        "C’est le maire qui signe.",
        "Toutefois, le préfet peut s'y opposer.",
        "En outre, un avis est requis.",
        "• la commune ;",
        "- la commune ;",
        "2. Délibérer.",
        "A défaut d'accord, le juge tranche.",
        "Dans cette hypothèse, la vente est nulle.",
        "Il en est de même des sociétés.",
        "Ceux-ci sont publiés.",
        "« Toutefois, le loyer est libre. »",
        "II. – Par dérogation au I, le loyer est libre.",
        "2° Ce délai court du jour de la vente.",
    ],
)
def test_a_sentence_that_leans_on_the_one_before_is_recognised(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Il faut une convention écrite.",
        "Il n'existe pas de droit au renouvellement.",
        "Il est interdit de fractionner un besoin.",
        "Les communes peuvent entrer au capital.",
        "Celles-ci",  # a crumb: judged by length elsewhere
        "Saisir le préfet suppose une délibération.",
        "Cession : l'avis des domaines est requis.",
        "II. – Le loyer est libre.",
    ],
)
def test_a_sentence_that_stands_alone_is_left_alone(sentence: str) -> None:
    assert not leans(sentence)


def test_exceptions_items_and_lead_ins_are_told_apart() -> None:
    assert limits("Sauf en zone de montagne, le délai est de deux mois.")
    assert not limits("Le délai est de deux mois.")
    assert is_item("– le loyer ;")
    assert leads_in("La convention précise : ")


def test_an_item_of_a_list_leans_on_its_lead_in_without_depending_on_a_sentence() -> None:
    assert leans("2. Délibérer.")
    assert not depends("2. Délibérer.")
    assert depends("2. Ce plan est signé.")


@pytest.mark.parametrize(
    ("sentence", "mark"),
    [
        ("• Les statuts.", "bullet"),
        ("– Les statuts.", "bullet"),
        ("- Les statuts.", "bullet"),
        ("2. Faire délibérer le conseil.", "number"),
        ("12) Tenir les comptes.", "number"),
        ("a) Tenir les comptes.", "number"),
        ("2026 est une année d’élections.", None),
        ("3,5 % au plus.", None),
        ("-3 % sur un an.", None),
    ],
)
def test_an_item_is_told_by_what_opens_it(sentence: str, mark: str | None) -> None:
    assert item_mark(sentence) == mark


def test_items_have_lines_of_their_own_and_what_follows_a_list_is_not_its_last_item() -> None:
    told = ["La mairie avance ainsi :", "1. Délibérer.", "2. Signer.", "La loi s'impose à tous.", "Elle est stable."]

    assert run_on(told) == (
        "La mairie avance ainsi :\n1. Délibérer.\n2. Signer.\nLa loi s'impose à tous. Elle est stable."
    )
    assert run_on([]) == ""
