"""Rules that depend on the population of the commune."""

from __future__ import annotations

import pytest

from assistant.profile import completed, conditions, fits, profile_of
from assistant.question import to_query
from domain.errors import BadRequest
from domain.types import NOBODY, AnswerStatus, CollectivityKind, Population, Profile
from tests.assistant.test_pipeline import asked
from tests.builders import TODAY, a_document, a_hit

LARGE = "Une commune de plus de 2 000 habitants demande l'avis du service des domaines avant toute vente."
SMALL = "Une commune de moins de 2 000 habitants est dispensée de l'avis des domaines pour ses ventes."
GROUPS = "Le mécénat de compétences est ouvert aux communes de plus de 3 500 habitants et aux intercommunalités."
QUESTION = "Faut-il l'avis des domaines avant une vente ?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LARGE, [Population(2001)]),
        (SMALL, [Population(0, 1999)]),
        ("dans les communes de 3 500 habitants et plus", [Population(3500)]),
        ("jusqu'à 1 000 habitants", [Population(0, 1000)]),
        ("un hameau de 40 habitants", []),
        ("moins de 2 000 euros", []),
    ],
)
def test_the_population_that_a_rule_is_for_is_read(text: str, expected: list[Population]) -> None:
    assert list(conditions(text)) == expected


@pytest.mark.parametrize(
    ("text", "profile", "expected"),
    [
        (LARGE, profile_of("commune", 800), False),
        (SMALL, profile_of("commune", 800), True),
        (SMALL, profile_of("mairie", 2500), False),
        (SMALL, NOBODY, None),
        ("Le conseil délibère.", profile_of("commune", 800), None),
        (GROUPS, profile_of("communauté de communes", 2000), True),
        (SMALL, Profile(CollectivityKind.COMMUNE, Population(0, 1999)), True),
        (SMALL, Profile(CollectivityKind.COMMUNE, Population(0, 3499)), None),
    ],
)
def test_a_rule_is_for_who_asks_or_not_or_too_little_is_known(
    text: str, profile: Profile, expected: bool | None
) -> None:
    assert fits(text, profile) is expected


@pytest.mark.parametrize(
    ("question", "population"),
    [
        ("Nous sommes une commune de 900 habitants, faut-il l'avis des domaines ?", Population(900, 900)),
        ("avis domaine commune de moins de 2 000 habitants", Population(0, 1999)),
        (QUESTION, None),
    ],
)
def test_what_the_question_says_of_who_asks_is_known(question: str, population: Population | None) -> None:
    assert to_query(question, as_of=TODAY).profile.population == population


def test_the_request_is_believed_before_the_question() -> None:
    profile = profile_of("commune", 5000)

    assert completed(profile, "une commune de 900 habitants").population == Population(5000, 5000)


def test_an_unknown_kind_is_told_with_those_that_are_known() -> None:
    with pytest.raises(BadRequest, match="licorne") as caught:
        profile_of("licorne", None)

    assert "commune, epci" in caught.value.hint


def test_without_a_profile_both_cases_are_told_and_the_population_is_asked() -> None:
    given = asked(QUESTION, a_hit(f"{LARGE} Le délai est d'un mois. {SMALL}", 0.95, 0.2, 0.2))

    assert given.status is AnswerStatus.ANSWERED
    assert [sentence.text for sentence in given.sentences] == [LARGE, SMALL]
    assert given.clarification is not None
    assert "2 000 habitants" in given.clarification.question
    assert given.clarification.choices == (
        "Faut-il l'avis des domaines avant une vente (commune de moins de 2 000 habitants) ?",
        "Faut-il l'avis des domaines avant une vente (commune de plus de 2 000 habitants) ?",
    )


@pytest.mark.parametrize(("choice", "said"), [(0, SMALL), (1, LARGE)])
def test_each_choice_gets_its_own_case_and_no_question_back(choice: int, said: str) -> None:
    hits = (a_hit(LARGE, 0.95, document=a_document("a")), a_hit(SMALL, 0.95, document=a_document("b")))
    clarification = asked(QUESTION, *hits).clarification
    assert clarification is not None

    given = asked(clarification.choices[choice], *hits)

    assert given.sentences[0].text == said
    assert given.clarification is None


def test_a_rule_for_others_is_said_to_be_so_when_nothing_else_is_found() -> None:
    given = asked("Faut-il l'avis des domaines dans une commune de 800 habitants ?", a_hit(LARGE, 0.95))

    assert [warning.code for warning in given.warnings] == ["profile"]
