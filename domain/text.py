"""French text: one way to clean it, one to compare it, one to embed it. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from domain.memo import memo

NARROW_SPACES = "\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u2004\u2005\u2006\u2008\u3000"
INVISIBLES = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MAX_EMBEDDED_TITLE_CHARS = 200
MAX_EMBEDDED_HEADINGS_CHARS = 300

# (character, what stands for it). Replaced one by one: nearly always absent, they cost a fifth of `str.translate`.
_SPACES = tuple((c, " ") for c in NARROW_SPACES)
_NO_INVISIBLES = tuple((c, "") for c in INVISIBLES)
_LIGATURES = (("ﬀ", "ff"), ("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬃ", "ffi"), ("ﬄ", "ffl"), ("ﬅ", "st"), ("ﬆ", "st"))
_APOSTROPHES = tuple((c, "'") for c in "’‘ʼ′´`")
_DASHES = tuple((c, "-") for c in "‐‑‒–—−")
_FOLDED_WORD = re.compile(r"[a-z0-9]+")
_DIGRAPHS = (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE"), ("ß", "ss"))


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for character, standing in pairs:
        if character in text:
            text = text.replace(character, standing)
    return text


def normalise(text: str) -> str:
    """Composed characters (NFC), no typographic ligature (ﬁ), no soft hyphen, no zero-width mark."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _replaced(_replaced(text, _LIGATURES), _NO_INVISIBLES))


def plain_spaces(text: str) -> str:
    """Every non-breaking, narrow or wide space becomes a plain one; the length does not change."""
    return _replaced(text, _SPACES)


def normalise_spaces(text: str) -> str:
    """Runs of white space (line breaks and non-breaking spaces included) become one plain space."""
    return " ".join(_replaced(text, _SPACES).split())


def plain_apostrophes(text: str) -> str:
    """Every apostrophe becomes the typewriter one ('); the length does not change."""
    return _replaced(text, _APOSTROPHES)


def fold(text: str) -> str:
    """A key to compare two spellings: lower case, no accent, œ → oe, plain apostrophes, dashes and spaces."""
    if text.isascii():  # no accent to take off; of all that is made plain, only ` is ASCII
        return " ".join(text.replace("`", "'").split()).casefold()
    plain = _replaced(_replaced(plain_apostrophes(normalise(text)), _DASHES), _DIGRAPHS)
    bare = unicodedata.normalize("NFD", plain)
    for mark in filter(unicodedata.combining, set(bare)):  # a text holds many letters, and four or five marks
        bare = bare.replace(mark, "")
    return normalise_spaces(bare).casefold()


def capitalised(text: str) -> str:
    """With a capital letter first; the rest as it is."""
    return text[:1].upper() + text[1:]


@memo("words", size=8_000)
def words(text: str) -> tuple[str, ...]:
    """The folded words and numbers of a text, in order: « L'accès à l'eau » → l, acces, a, l, eau."""
    return tuple(_FOLDED_WORD.findall(fold(text)))


def french_date(day: date) -> str:
    """« 1er mars 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def embedding_text(title: str, heading_path: Sequence[str], text: str) -> str:
    """What a passage is embedded as: its title, its headings and its text, one a line.

    The title and the headings are shortened (the innermost headings are kept) so that they never
    crowd the text out of the model's window; the text itself is never shortened.
    """
    headings = list(heading_path)
    while len(headings) > 1 and len(" > ".join(headings)) > MAX_EMBEDDED_HEADINGS_CHARS:
        headings.pop(0)
    lines = (
        _shortened(title, MAX_EMBEDDED_TITLE_CHARS),
        _shortened(" > ".join(headings), MAX_EMBEDDED_HEADINGS_CHARS),
        text,
    )
    return "\n".join(line for line in lines if line)


def _shortened(text: str, limit: int) -> str:
    """The text's first words, at most `limit` characters; a first word over the limit is cut."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    return head.rsplit(" ", 1)[0] if " " in head else head
