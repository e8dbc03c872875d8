"""What is taken out of a question before anything is done with it."""

from __future__ import annotations

import pytest

from bench.redaction import SPLITS, RedactionCase, left, load, measure
from records.redaction import redacted


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("M. Jean Dupont veut louer", "M. [nom] veut louer"),
        ("Mme Le Goff et madame Martin-Roy vendent", "Mme [nom] et madame [nom] vendent"),
        ("mme martin peut elle louer ?", "mme [nom] peut elle louer ?"),
        ("la famille de La Tour vend", "la famille [nom] vend"),
        ("Je m'appelle Paul Durand", "Je m'appelle [nom]"),
        ("écrivez à jean.dupont@orange.fr", "écrivez à [courriel]"),
        ("appelez le 06 12 34 56 78 ou le +33 6.12.34.56.78", "appelez le [téléphone] ou le [téléphone]"),
        ("au 12 bis, rue des Lilas, 35000 Rennes", "au [adresse]"),
        ("la parcelle cadastrée ZA 45", "la [parcelle]"),
        ("section AB n° 12 et 14", "[parcelle]"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "IBAN [IBAN]"),
        ("son numéro 1 85 05 78 006 084 36", "son numéro [n° de sécurité sociale]"),
        ("MM. Petit, Le Roux et Colas votent", "MM. [nom] votent"),
        ("MADAME LE GOFF DEMANDE UN PERMIS", "MADAME [nom] DEMANDE UN PERMIS"),
        ("mme le goff, née Martin, vend", "mme [nom], née [nom], vend"),
        ("né le 12/03/1962, il part en 2026", "né le [date de naissance], il part en 2026"),
        ("jean point dupont arobase orange point fr", "[courriel]"),
        ("en Guadeloupe au +590 690 12 34 56", "en Guadeloupe au [téléphone]"),
        ("un GAEC au lieu-dit Kergoat, 29510 Briec", "un GAEC au [adresse]"),
        ("les parcelles 12 et 14 section ZC", "les [parcelle]"),
    ],
)
def test_personal_data_is_replaced_by_its_kind(question: str, left: str) -> None:
    assert redacted(question) == left


@pytest.mark.parametrize(
    "question",
    [
        "Madame la maire peut-elle signer ?",
        "Monsieur le préfet et Madame la sous-préfète refusent",
        "L'article L. 411-1 et la loi n° 2000-321 du 12 avril 2000",
        "Une aide de 23 000 € au SIRET 123 456 789 00012",
        "La commune de Saint-Martin-des-Champs loue 12 hectares",
        "Je suis adjointe, puis-je voter ?",
        "Le seuil de 5 404 000 € HT, ou 01/04/2026",
    ],
)
def test_what_the_answer_depends_on_stays(question: str) -> None:
    assert redacted(question) == question


def test_a_name_is_taken_out_wherever_it_is_said_again() -> None:
    assert redacted("M. Paul DURAND vend. Durand insiste.") == "M. [nom] vend. [nom] insiste."
    assert redacted("Mme Petit veut un petit lot à Saint-Petit") == "Mme [nom] veut un petit lot à Saint-Petit"


@pytest.mark.parametrize("ending", ["\n", "\r\n", " \r\n\r\n"])
def test_who_signs_a_letter_is_not_kept(ending: str) -> None:
    letter = ending.join(("Quel délai ?", "Cordialement,", "Anne LE BRAS", "secrétaire", "02 99 45 67 89"))
    assert redacted(letter).split() == ["Quel", "délai", "?", "Cordialement,", "[nom]", "secrétaire", "[téléphone]"]


def test_neither_a_space_nor_an_accent_hides_a_name() -> None:
    assert redacted("M.\u00a0Dupont au 06\u00a012\u202f34 56  78") == "M. [nom] au [téléphone]"
    assert redacted("Mme He\u0301le\u0300ne Fau\u200bre") == "Mme [nom]"


def test_most_personal_data_of_the_cases_goes_and_the_questions_can_still_be_answered() -> None:
    for split, recall in (("dev", 0.99), ("test", 0.94)):
        measured = measure(load(split))
        assert measured.recall >= recall, measured.missed
        assert measured.kept_intact >= 0.95, measured.damaged


def test_a_redacted_question_is_left_as_it_is() -> None:
    for case in (*load("dev"), *load("test")):
        assert redacted(redacted(case.text)) == redacted(case.text)


def test_the_cases_are_sound() -> None:
    texts = [case.text for split in SPLITS for case in load(split)]
    assert len(set(texts)) == len(texts)  # dev and test share none
    for case in (*load("dev"), *load("test")):
        assert all(words in case.text for words in (*case.personal, *case.kept)), case.id


def test_a_word_left_of_a_name_counts_as_the_name() -> None:
    case = RedactionCase("nom-00", "M. Paul Durand, Paul Martin", ("Paul Durand",), ())
    assert left(case, "M. [nom] Durand, Paul Martin") == ("Paul Durand",)
    assert left(case, "M. [nom], Paul Martin") == ()
