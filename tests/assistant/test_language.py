"""Only a plainly foreign question is turned away."""

from __future__ import annotations

import pytest
from wordfreq.language_info import get_language_info

from assistant.language import FRENCH, NAMES, foreign_language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Can a municipality buy shares in a cooperative company?", "anglais"),
        ("¿Puede un municipio entrar en el capital de una cooperativa?", "espagnol"),
        ("Kann eine Gemeinde Anteile an einer Genossenschaft kaufen?", "allemand"),
        ("Un comune può vendere un terreno agricolo a un giovane?", "italien"),
    ],
)
def test_a_question_in_another_language_is_named(question: str, language: str) -> None:
    assert foreign_language(question) == language


@pytest.mark.parametrize(
    "question",
    [
        "scic capital commune",
        "BEA duree max",
        "puis je louer terrain agri a un jeune",
        "GE mixte limite tps collectivités",
        "CAPE espace test 36 mois",
        "subv asso 23000 convention oblig",
        "MAPA seuil 2026 travaux HT",
        "EGALIM 50 20 local compte",
        "bonjour",
    ],
)
def test_a_terse_french_question_full_of_acronyms_is_never_turned_away(question: str) -> None:
    assert foreign_language(question) is None


def test_wordfreq_cuts_a_text_into_the_same_words_in_each_of_these_languages() -> None:
    known = [get_language_info(language) for language in (FRENCH, *NAMES)]

    assert known == [known[0]] * len(known)
