"""What a question takes for granted, and which sentence denies it."""

from __future__ import annotations

import pytest

from assistant.premise import correction, taken_for_granted
from domain.types import Evidence
from tests.builders import a_document, a_hit

DELAY = "Le titulaire du droit de préemption a deux mois pour répondre à une déclaration d'intention."
CLAUSES = "Toutefois, la commune ne peut pas imposer de clauses environnementales à un bail en cours."
LIMIT = "L'ancienne limite d'un mi-temps par salarié du groupement est périmée."
PAST = "Le plafond des collectivités était de 20 % du capital avant 2014."
ROW = "Situation : Deux communes à 25 % ; Part des collectivités : 50 % du capital ; Verdict : Possible, au plafond"
FRR = "L'exonération vise les entreprises de moins de 11 salariés."
ASIDE = "Le conseil municipal délibère chaque année sur ses terres."


def corrected(question: str, text: str) -> str | None:
    hit = a_hit(f"{ASIDE} {text}", 0.8, 0.8, document=a_document(title="Une fiche"))
    support = correction(question, Evidence((hit,)))
    return hit.passage.text[support.start : support.end] if support else None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Le droit de préemption laissant six mois pour répondre, peut-on attendre l'été ?", DELAY),
        ("Puisque le droit de préemption laisse six mois pour répondre, peut-on attendre ?", DELAY),
        ("La commune pouvant imposer des clauses en cours de bail, comment notifier le fermier ?", CLAUSES),
        ("Vu que la loi fixe une limite d'un mi-temps par salarié, comment faire ?", LIMIT),
        ("Puisque le plafond des collectivités est de 20 % du capital, combien reste-t-il ?", PAST),
        ("La commune peut imposer des clauses à un bail en cours : comment notifier le fermier ?", CLAUSES),
        ("On nous dit que le droit de préemption laisse six mois pour répondre, c'est vrai ?", DELAY),
        (
            "Qui délivre l'agrément obligatoire des coopératives ?",
            "L'agrément des coopératives n'est plus obligatoire.",
        ),
        ("L'exonération visant les entreprises de moins de 50 salariés, comment aider la scierie ?", FRR),
    ],
)
def test_what_the_evidence_denies_is_corrected_by_the_sentence_that_denies_it(question: str, text: str) -> None:
    assert corrected(question, text) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Le droit de préemption laissant deux mois pour répondre, peut-on attendre l'été ?", DELAY),  # true
        (
            "Notre droit de préemption laissant six mois pour répondre, peut-on attendre ?",
            DELAY,
        ),  # the asker's own case
        ("A-t-on six mois pour répondre à une déclaration de préemption ?", DELAY),  # asked, not taken for granted
        ("Le marché public durant six mois, faut-il un avenant ?", DELAY),  # about something else
        ("Puisque le plafond des collectivités est de 20 % du capital, combien reste-t-il ?", ROW),  # no statement
        ("Avant la réforme de décembre, la commune avait-elle deux mois ?", DELAY),
        ("Comment répondre à une déclaration, en six mois ?", DELAY),
        ("Pour imposer des clauses à un bail en cours, que faire ?", CLAUSES),  # what is wished
        ("Notre commune impose des clauses environnementales : est-ce permis ?", CLAUSES),  # asked
    ],
)
def test_what_is_true_asked_or_about_another_thing_is_not_corrected(question: str, text: str) -> None:
    assert corrected(question, text) is None


def test_the_clause_is_what_stands_before_the_question_proper() -> None:
    assert taken_for_granted("Comme le bail dure neuf ans, quand donner congé ?").strip() == "le bail dure neuf ans"
    assert taken_for_granted("Quand donner congé, comme le bail dure neuf ans ?") == ""
