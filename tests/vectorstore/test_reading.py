"""Questions are read as they were meant: faults mended, acronyms spelt out, articles seen."""

from __future__ import annotations

import pytest

from vectorstore.acronyms import Acronym, Expander, mine
from vectorstore.reading import Reader
from vectorstore.spelling import Speller

VOCABULARY = {
    "subvention": 40, "convention": 30, "département": 12, "village": 5, "cantine": 9, "préemption": 8, "crèche": 2,
    "association": 50, "emphytéotique": 3, "générale": 7, "valmorin": 2,
}  # fmt: skip
SCIC = Acronym("SCIC", "société coopérative d'intérêt collectif")
PAT = Acronym("PAT", "projet alimentaire territorial")


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("une sbvention", "une subvention"),  # a letter dropped
        ("la convnetion", "la convention"),  # two letters swapped
        ("l'assocition du vilage", "l'association du village"),
        ("le bail emphytheotique", "le bail emphytéotique"),  # a fault and an accent
        ("le droit de preemption", "le droit de préemption"),  # French spells it with accents alone
        ("lélu du village", "l'élu du village"),  # an apostrophe left out
        ("quelle subv pour lassoc", "quelle subvention pour l'association"),  # as town halls write
        ("le dispositif Valmorrin", "le dispositif valmorin"),  # a name that only the documents know
    ],
)
def test_a_misspelt_word_is_mended_with_a_word_of_the_documents(typed: str, mended: str) -> None:
    assert Speller(VOCABULARY).mend(typed)[0] == mended


@pytest.mark.parametrize(
    "text",
    [
        "la prévention et la pension",  # French words near « subvention », « convention »
        "générales",  # a plural that no document holds
        "un canton",
        "23 000 € TTC en 2026",
        "rue de la Poterne",
        "la SCIC",
        "la creche",  # the web writes it too often to say that it is no word
    ],
)
def test_a_french_word_a_number_or_a_short_word_is_never_changed(text: str) -> None:
    assert Speller(VOCABULARY).mend(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("une société coopérative d'intérêt collectif (SCIC) peut", [SCIC]),
        ("Le PAT (projet alimentaire territorial) est", [PAT]),
        (
            "des contrats d'appui au projet d'entreprise (CAPE)",
            [Acronym("CAPE", "contrats d'appui au projet d'entreprise")],
        ),
        ("la loi (LOI) et la préfecture (voir SCIC)", []),
        ("le conseil municipal (CGCT)", []),
    ],
)
def test_acronyms_are_learnt_where_documents_explain_them(text: str, expected: list[Acronym]) -> None:
    assert list(mine(text)) == expected


def reader(*acronyms: Acronym) -> Reader:
    return Reader(Speller(VOCABULARY), Expander(dict.fromkeys(acronyms, 1)))


def test_an_acronym_is_spelt_out_for_vectors_and_its_words_are_searched_too() -> None:
    reading = reader(SCIC).read("Qui vote dans une SCIC ?")

    assert reading.spelt_out == "Qui vote dans une société coopérative d'intérêt collectif (SCIC) ?"
    assert reading.text == "Qui vote dans une SCIC ?"
    assert reading.expansions == ("société coopérative d'intérêt collectif",)
    assert reading.acronyms == (("SCIC", "société coopérative d'intérêt collectif"),)


def test_an_acronym_in_small_letters_is_one_unless_it_is_a_word() -> None:
    assert reader(SCIC, PAT).read("une scic").acronyms == (("scic", SCIC.long),)
    assert reader(SCIC, PAT).read("un pat").acronyms == ()


def test_a_long_form_is_searched_by_its_acronym_too() -> None:
    reading = reader(PAT).read("qui porte le projet alimentaire territorial ?")

    assert reading.expansions == ("PAT",)
    assert reading.spelt_out == reading.text


def test_the_meaning_that_more_passages_explain_stands() -> None:
    support, cooperative = (
        Acronym("CAE", "contrat d'accompagnement dans l'emploi"),
        Acronym("CAE", "coopérative d'activité"),
    )
    known = Reader(Speller({}), Expander({support: 1, cooperative: 3}))

    assert known.read("une CAE").acronyms == (("CAE", "coopérative d'activité"),)


def test_a_question_in_capitals_is_read_in_small_letters_and_keeps_its_acronyms() -> None:
    reading = reader(SCIC).read("LA SUBVENTION A UNE SCIC")

    assert reading.text == "la subvention a une scic"
    assert [short for short, _ in reading.acronyms] == ["scic"]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("Que dit l'article L. 411-1 du code rural ?", ("CRPM L411-1",)),
        ("que dit le l 411-1", ("L411-1",)),
        ("qui décide ?", ()),
    ],
)
def test_the_articles_of_a_question_are_seen_however_they_are_typed(text: str, references: tuple[str, ...]) -> None:
    assert reader().read(text).references == references
