"""Makes a follow-up question stand alone, by rules. A question that brings its own subject is left as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from domain.ids import random_id
from domain.text import plain_apostrophes

MAX_QUESTION_CHARS = 2_000
MAX_TURNS = 6  # earlier questions that are looked at, of those that a client sends or the records hold
MAX_FOLLOW_UP_WORDS = 12  # a longer question brings its own subject
Rewrite = Callable[[str, Sequence[str]], str]
"""(question, those before it, oldest first) → it, standing alone. Real: `standalone`, generate.LlmRewriter."""
_FOLLOW_UP = re.compile(
    r"^\s*(?:et|mais|alors|donc|sinon|dans ce cas|même (?:question|chose)|qu'en est-il)\b"
    r"|(?<!-)\b(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ça|ce cas|y)\b",
    re.IGNORECASE,
)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
"""A UUID of version 4 or 7 (RFC 9562): drawn at random, whoever drew it."""


def standalone(question: str, earlier: Sequence[str]) -> str:
    """The question, preceded, when it leans on it, by the last one that stands alone (« et pour les travaux ? »).

    What a client sends as earlier questions is bounded, and never makes a question unusable.
    """
    said = [text for text in map(_readable, earlier[-MAX_TURNS:]) if text]
    if not said or not leans(question):
        return question
    subject = next((text for text in reversed(said) if not leans(text)), said[-1])
    room = max(0, MAX_QUESTION_CHARS - len(question.strip()) - 1)
    return f"{subject[:room]} {question.strip()}".strip()


def leans(question: str) -> bool:
    """Whether a question is about the one before it (« et pour les travaux ? »)."""
    return len(question.split()) <= MAX_FOLLOW_UP_WORDS and bool(_FOLLOW_UP.search(plain_apostrophes(question)))


def _readable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()


def fresh_conversation(given: str | None) -> str:
    """The id of a conversation that begins: the one given when nobody can guess it, else one of 128 bits."""
    return given if given and _ID.fullmatch(given) else random_id()
