"""Checks a question and makes it a query."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from assistant.conversation import MAX_QUESTION_CHARS, Rewrite, standalone
from assistant.profile import completed
from domain.errors import BadQuestion
from domain.text import normalise, normalise_spaces
from domain.types import NOBODY, Audience, Profile, Query, Retrieval

MIN_LETTERS = 2
_LAYOUT = "\n\r\t"  # pasted questions hold these; they become spaces


def to_query(
    question: str,
    *,
    as_of: date,
    earlier: Sequence[str] = (),
    audience: Audience = Audience.PUBLIC,
    limit: int = 10,
    theme: str | None = None,
    type: str | None = None,
    group: bool = True,
    retrieval: Retrieval = Retrieval.HYBRID,
    around: bool = False,
    profile: Profile = NOBODY,
    rewrite: Rewrite = standalone,
) -> Query:
    """The question, normalised, with who asks and for which date; `earlier` are the questions before it, oldest first.

    `rewrite` makes a follow-up stand alone: by rules, or by a language model.

    Raises:
        BadQuestion: empty, without letters, longer than MAX_QUESTION_CHARS, or with control characters.
    """
    asked = checked(question)
    text = normalise_spaces(rewrite(asked, earlier))
    return Query(
        text=text,
        as_of=as_of,
        audience=audience,
        limit=limit,
        theme=theme,
        type=type,
        group=group,
        retrieval=retrieval,
        around=around,
        asked=asked,
        profile=completed(profile, text),
    )


def checked(question: str) -> str:
    """A question as it can be searched, its characters and spaces made plain.

    Raises:
        BadQuestion: see `to_query`.
    """
    if len(question) > MAX_QUESTION_CHARS:
        raise BadQuestion(
            f"la question compte {len(question)} caractères, le maximum est {MAX_QUESTION_CHARS}",
            hint="Raccourcissez-la : gardez les faits utiles et une seule question.",
        )
    control = next((c for c in question if unicodedata.category(c) in ("Cc", "Cs") and c not in _LAYOUT), None)
    if control is not None:
        raise BadQuestion(
            f"la question contient un caractère de contrôle (U+{ord(control):04X})",
            hint="Retapez la question au lieu de la coller, ou collez-la sans mise en forme.",
        )
    text = normalise_spaces(normalise(question))
    if not text:
        raise BadQuestion("la question est vide")
    if sum(c.isalpha() for c in text) < MIN_LETTERS:
        raise BadQuestion("la question ne contient aucun mot")
    return text
