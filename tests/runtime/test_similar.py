"""Which questions are put together: exact, on vectors made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, radians, sin

import pytest

from domain.ports import Vector
from eval.wordings import load_wordings
from runtime.similar import NEAR, Similar
from tests.conftest import CHECKOUT
from vectorstore.embedding import OnnxEmbedder

PASSPORT = "Quel délai pour obtenir un passeport ?"
BIOMETRIC = "Quel délai pour obtenir un passeport biométrique ?"
LOST = "Quel délai pour obtenir un passeport perdu ?"
TWO_WORDS = "Quel délai pour obtenir un passeport biométrique perdu ?"


class Angles:
    """Gives each text the unit vector of an angle, in degrees, and counts what it was asked."""

    def __init__(self, angles: Mapping[str, float]) -> None:
        self._angles = angles
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Sequence[Vector]:
        self.asked += texts
        return [(cos(radians(self._angles[text])), sin(radians(self._angles[text]))) for text in texts]


def groups(*questions: tuple[str, float], near: float = 0.9) -> tuple[int, ...]:
    """Each question with its angle; a cosine of 0.9 is 25.8 degrees."""
    return Similar(Angles(dict(questions)), near=near).groups([question for question, _ in questions])


def test_a_question_joins_the_first_one_that_asks_nearly_the_same() -> None:
    assert groups((PASSPORT, 0), ("Qui vote le bail ?", 0), (BIOMETRIC, 25)) == (0, 1, 0)


def test_far_vectors_keep_apart_what_has_nearly_the_same_words() -> None:
    assert groups((PASSPORT, 0), (BIOMETRIC, 26)) == (0, 1)


@pytest.mark.parametrize(
    "other",
    [
        "Qui délivre un passeport ?",  # another kind of thing
        "Quel délai minimal pour obtenir un passeport ?",  # the least
        "Quel délai de 15 jours pour obtenir un passeport ?",  # another value
        "Quel délai pour obtenir un passeport pour un département ?",  # another collectivity
        "Quel délai pour ne pas obtenir un passeport ?",  # denied
        TWO_WORDS,  # two other words
        "Quel délai pour le bail ?",  # no word in common
        "Quel délai ?",  # no word of its own
    ],
)
def test_near_vectors_do_not_put_together_what_asks_something_else(other: str) -> None:
    assert groups((PASSPORT, 0), (other, 0)) == (0, 1)


def test_a_question_joins_the_nearest_group_and_the_oldest_of_two_as_near() -> None:
    assert groups((BIOMETRIC, 40), (LOST, 10), (PASSPORT, 20)) == (0, 1, 1)
    assert groups((BIOMETRIC, 0), (LOST, 30), (PASSPORT, 15), near=0.9) == (0, 1, 0)


def test_small_steps_do_not_lead_from_a_question_to_another() -> None:
    # Biometric and lost are each near enough to the first one, and the last is near enough to biometric alone.
    assert groups((PASSPORT, 0), (BIOMETRIC, 25), (TWO_WORDS, 45)) == (0, 0, 2)


def test_what_comes_later_changes_no_group() -> None:
    asked = ((PASSPORT, 0.0), (LOST, 20.0), (BIOMETRIC, 50.0), (TWO_WORDS, 40.0))

    for count in range(1, len(asked)):
        assert groups(*asked)[:count] == groups(*asked[:count])


def test_only_what_has_nearly_the_same_words_is_embedded_and_once() -> None:
    embed = Angles({PASSPORT: 0, BIOMETRIC: 10})
    similar = Similar(embed)

    for _ in range(2):
        assert similar.groups([PASSPORT, "Qui vote le bail ?", BIOMETRIC]) == (0, 1, 0)

    assert embed.asked == [PASSPORT, BIOMETRIC]
    assert similar.groups([]) == ()


def test_the_threshold_holds_on_the_pairs_that_chose_it(embedder: OnnxEmbedder) -> None:
    similar = Similar(embedder.embed_queries)
    put, paraphrases, taken, misses = 0, 0, 0, 0
    for line in load_wordings(CHECKOUT / "eval" / "validated" / "dev.jsonl"):
        for other in line.paraphrases:
            put += similar.groups([line.question, other]) == (0, 0)
            paraphrases += 1
        for miss in line.near:
            taken += similar.groups([line.question, miss]) == (0, 0)
            misses += 1

    assert NEAR == 0.93
    assert (paraphrases, misses) == (60, 75)
    assert put >= 0.75 * paraphrases
    assert taken <= 0.1 * misses
