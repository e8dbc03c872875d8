"""What the cited text does not say is not said."""

from __future__ import annotations

import pytest

from assistant.guard import Reason, fault, hold
from domain.types import Draft, DraftSentence, Evidence, Support
from tests.builders import a_hit

SOURCE = (
    "Une convention est obligatoire au-delà de 23 000 € par an "
    "(article 10 de la loi n° 2000-321 du 12 avril 2000). Le délai est de six mois."
)
EVIDENCE = Evidence((a_hit(SOURCE, 0.9, 0.9),))
WHOLE = Support(1, 0, len(SOURCE))


def survivors(text: str, *supports: Support) -> list[str]:
    return [s.text for s in hold(Draft((DraftSentence(text, supports),)), EVIDENCE).draft.sentences]


@pytest.mark.parametrize(
    "text",
    [
        SOURCE.split("). ", maxsplit=1)[0] + ").",
        "Au-delà de 23000 € par an, il faut une convention.",  # the same amount, spaced otherwise
        "L'art. 10 de la loi n° 2000-321 l'impose.",
    ],
)
def test_a_sentence_whose_values_stand_in_its_citation_survives(text: str) -> None:
    assert survivors(text, WHOLE) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Une convention est obligatoire au-delà de 32 000 € par an.",
        "Une convention est obligatoire au-delà de 23 000 € depuis 2019.",
        "L'article 11 de la loi n° 2000-321 impose une convention.",
        "L'article L. 2313-1 du CGCT impose une convention.",
    ],
)
def test_a_sentence_with_a_value_its_citation_does_not_hold_is_dropped(text: str) -> None:
    assert survivors(text, WHOLE) == []


def test_a_value_that_stands_elsewhere_in_the_passage_but_not_in_the_cited_words_is_dropped() -> None:
    assert survivors("Le seuil est de 23 000 €.", Support(1, SOURCE.index("Le délai"), len(SOURCE))) == []


RULES = (
    "La commune peut détenir au plus 50 % du capital, sauf si la région s'y oppose. Elle ne peut pas voter deux fois. "
    "Le délai est de six mois à compter de la demande, et trois associés suffisent. La loi Égalim s'applique."
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("La commune peut détenir au plus la moitié du capital, sauf si la région s'y oppose.", None),
        ("Le délai court pendant 6 mois.", None),
        ("Il faut 3 associés.", None),
        ("La commune peut détenir au plus 60 % du capital, sauf si la région s'y oppose.", Reason.VALUE),
        ("Le délai est de sept mois.", Reason.VALUE),
        ("Il faut quatre associés.", Reason.NUMBER),
        ("La commune peut détenir au moins 50 % du capital, sauf si la région s'y oppose.", Reason.BOUND),
        ("La commune peut détenir au plus 50 % du capital.", Reason.EXCEPTION),
        ("La commune ne peut pas détenir 50 % du capital, sauf si la région s'y oppose.", Reason.NEGATION),
        ("Elle peut voter deux fois.", Reason.NEGATION),
        ("La loi Sapin s'applique.", Reason.LAW),
        ("Six associés suffisent, avec un délai de trois mois.", Reason.VALUE),
        ("Le délai est de six mois avec six associés.", Reason.COUNT),
        ("L'article L. 411-1 du code rural s'applique.", Reason.REFERENCE),
        ("La région finance volontiers les crèches associatives.", Reason.UNGROUNDED),
        ("C'est le cas.", None),  # nothing to check, nothing said
    ],
)
def test_each_reason_has_its_name(text: str, reason: Reason | None) -> None:
    assert fault(text, RULES) is reason


def test_what_was_dropped_is_told(caplog: pytest.LogCaptureFixture) -> None:
    drafted = (DraftSentence(SOURCE, (WHOLE,)), DraftSentence("Il faut 99 % des voix.", (WHOLE,)))

    held = hold(Draft(drafted), EVIDENCE)

    assert held.draft.sentences == drafted[:1]
    assert held.dropped == (Reason.VALUE,)
    assert "sentence dropped: value" in caplog.text


def test_a_sentence_without_a_citation_is_dropped() -> None:
    assert survivors("Une convention est utile.") == []
    assert survivors("Une convention est utile.", Support(7, 0, 3)) == []


def test_an_article_inside_a_cited_range_is_supported_and_one_beyond_it_is_not() -> None:
    cited = "La réservation suit les articles L. 2113-12 à L. 2113-16 du code de la commande publique."
    evidence = Evidence((a_hit(cited, 0.9, 0.9),))
    drafted = [
        DraftSentence(f"L'article L. 2113-{n} du CCP le permet.", (Support(1, 0, len(cited)),)) for n in (14, 16, 17)
    ]

    held = hold(Draft(tuple(drafted)), evidence)

    assert held.draft.sentences == tuple(drafted[:2])


def test_a_range_that_reaches_beyond_the_cited_one_is_dropped() -> None:
    cited = "Voir les articles L. 2113-12 à L. 2113-14 du code de la commande publique."
    wider = DraftSentence("Voir les articles L. 2113-12 à L. 2113-16 du CCP.", (Support(1, 0, len(cited)),))

    assert not hold(Draft((wider,)), Evidence((a_hit(cited, 0.9, 0.9),))).draft.sentences
