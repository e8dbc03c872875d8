"""Follow-up questions."""

from __future__ import annotations

import pytest

from assistant.conversation import standalone

EARLIER = ("Quel est le seuil de dispense pour les fournitures ?",)


@pytest.mark.parametrize(
    "question", ["et pour les travaux ?", "Est-ce qu'elle est obligatoire ?", "Qu'en est-il en SARL ?"]
)
def test_a_follow_up_is_asked_with_the_question_before_it(question: str) -> None:
    assert standalone(question, EARLIER) == f"{EARLIER[0]} {question}"


@pytest.mark.parametrize(
    "question",
    ["Comment louer une terre communale ?", "Faut-il un avis des domaines ?", "Une commune peut-elle préempter ?"],
)
def test_a_question_with_its_own_subject_is_left_as_it_is(question: str) -> None:
    assert standalone(question, EARLIER) == question


def test_without_earlier_questions_nothing_is_added() -> None:
    assert standalone("et pour les travaux ?", ()) == "et pour les travaux ?"
