"""What the cited text does not say is not said."""

from __future__ import annotations

import pytest

from assistant.guard import hold
from domain.types import Draft, DraftSentence, Evidence, Support
from tests.builders import a_hit

SOURCE = (
    "Une convention est obligatoire au-delà de 23 000 € par an "
    "(article 10 de la loi n° 2000-321 du 12 avril 2000). Le délai est de six mois."
)
EVIDENCE = Evidence((a_hit(SOURCE, 0.9, 0.9),))
WHOLE = Support(1, 0, len(SOURCE))


def survivors(text: str, *supports: Support) -> list[str]:
    return [s.text for s in hold(Draft((DraftSentence(text, supports),)), EVIDENCE).sentences]


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


def test_a_sentence_without_a_citation_is_dropped() -> None:
    assert survivors("Une convention est utile.") == []
    assert survivors("Une convention est utile.", Support(7, 0, 3)) == []
