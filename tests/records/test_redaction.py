"""What is taken out of a question before anything is done with it."""

from __future__ import annotations

import pytest

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
