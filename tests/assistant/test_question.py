"""From what a person typed to a query, or a clear refusal."""

from __future__ import annotations

import pytest

from assistant.conversation import MAX_QUESTION_CHARS
from assistant.question import to_query
from domain.errors import BadQuestion
from domain.types import Audience
from tests.builders import TODAY


def test_spaces_and_line_ends_are_made_plain_and_the_audience_is_public() -> None:
    query = to_query("  Peut-on\u00a0louer\nune terre ? ", as_of=TODAY)

    assert query.text == "Peut-on louer une terre ?"
    assert query.audience is Audience.PUBLIC


def test_the_longest_question_is_accepted() -> None:
    assert to_query("a" * MAX_QUESTION_CHARS, as_of=TODAY).text == "a" * MAX_QUESTION_CHARS


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", "vide"),
        ("  \n\t ", "vide"),
        ("???", "aucun mot"),
        ("1 234", "aucun mot"),
        ("a" * (MAX_QUESTION_CHARS + 1), "2001 caractères"),
        ("Peut-on louer\x00 ?", "U\\+0000"),
        ("Peut-on \x1b[31mlouer ?", "U\\+001B"),
    ],
)
def test_an_unusable_question_is_refused_with_its_reason_and_its_mend(question: str, told: str) -> None:
    with pytest.raises(BadQuestion, match=told) as caught:
        to_query(question, as_of=TODAY)

    assert caught.value.hint
