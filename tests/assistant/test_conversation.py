"""Follow-up questions."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from assistant.conversation import MAX_QUESTION_CHARS, MAX_TURNS, fresh_conversation, standalone
from assistant.question import to_query
from tests.builders import TODAY

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


def test_a_follow_up_of_a_follow_up_is_about_the_same_subject() -> None:
    earlier = (*EARLIER, "et pour les travaux ?")

    assert standalone("et pour les services ?", earlier) == f"{EARLIER[0]} et pour les services ?"


def test_only_the_last_questions_are_looked_at() -> None:
    assert standalone("et sinon ?", (*EARLIER, *["et là ?"] * MAX_TURNS)) == "et là ? et sinon ?"


@pytest.mark.parametrize("earlier", ["x" * 30_000, "Un \x00 bail ?", "   "])
def test_what_was_asked_before_never_makes_a_question_unusable(earlier: str) -> None:
    query = to_query("et pour les travaux ?", earlier=(earlier,), as_of=TODAY)

    assert query.question == "et pour les travaux ?"
    assert len(query.text) <= MAX_QUESTION_CHARS


@pytest.mark.parametrize(
    "given", [None, "", "1", "conversation-7", "x" * 22, "mairie-de-saint-martin", str(UUID(int=7))]
)
def test_a_conversation_that_can_be_guessed_gets_another_id(given: str | None) -> None:
    assert fresh_conversation(given) != given
    assert len(fresh_conversation(given)) == 22


def test_one_that_a_client_drew_at_random_is_kept() -> None:
    drawn = str(uuid4())

    assert fresh_conversation(drawn) == drawn
