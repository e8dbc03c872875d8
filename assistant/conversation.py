"""Makes a follow-up question stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.text import plain_apostrophes

MAX_FOLLOW_UP_WORDS = 12  # a longer question brings its own subject
_FOLLOW_UP = re.compile(
    r"^\s*(?:et|mais|alors|donc|sinon|dans ce cas|même (?:question|chose)|qu'en est-il)\b"
    r"|(?<!-)\b(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ça|ce cas|y)\b",
    re.IGNORECASE,
)


def standalone(question: str, earlier: Sequence[str]) -> str:
    """The question, preceded by the last one asked when it leans on it (« et pour les travaux ? »)."""
    leans = len(question.split()) <= MAX_FOLLOW_UP_WORDS and _FOLLOW_UP.search(plain_apostrophes(question))
    if not earlier or not leans:
        return question
    return f"{earlier[-1].strip()} {question.strip()}"
