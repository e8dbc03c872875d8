"""Which sentences cannot stand alone, read from how they open and end. French prose only, verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import Literal

from domain.memo import memo
from domain.text import plain_apostrophes, plain_spaces

OPENING_CHARS = 160  # all that is read of a sentence: an answer asks this of hundreds
_LIMIT = re.compile(
    r"(?:toutefois|cependant|néanmoins|en revanche|sauf|hormis|par exception|par dérogation|[àa] défaut|mais|"
    r"(?:une|seule|cette) exception|exception|attention|sous réserve|[àa] condition|[àa] l'inverse|au contraire|"
    r"pour autant|faute de quoi)\b",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"(?:ils?|elles?|ce|cet|cette|ces|cela|ceci|(?:celui|celle|ceux|celles)(?:-ci|-là)?|c'|leurs?|sa|ses|son|"
    r"en outre|de plus|de même|ainsi|dans (?:ce|cette|ces|tous les) (?:cas|cadre|hypothèses?|conditions)|"
    r"sinon|enfin|ensuite|puis|or|donc|le même|la même|les mêmes|y compris|dès lors|[àa] ce titre|pour cela|là encore|"
    r"autrement|également|aussi|d'où|en effet|par conséquent|en conséquence|passé ce délai|ledit|ladite|lesdite?s|"
    r"(?:\w+ez|faites|dites) (?:ensuite|aussi|alors|enfin|également))"
    r"(?:[\s,]|(?<='))",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(
    r"il (?:n'|ne )?(?:faut|faudra|est (?:possible|interdit|nécessaire|obligatoire|recommandé|conseillé|prudent|permis|"
    r"donc|impossible)|existe|convient|suffit|s'agit|appartient|reste|y a|n'y a|revient)\b",
    re.IGNORECASE,
)
ItemMark = Literal["bullet", "number"]
"""What an item of a list opens with: a sign that may be drawn another way, or a number or letter that is part of it."""
_ITEM = re.compile(r"(?P<bullet>[•◦▪–—*-])\s|(?P<number>\(?\d{1,2}[.)]|[a-z]\))\s")
# « II. – Toutefois, … », « 2° Par dérogation… »: what numbers an alinéa does not make it stand alone.
_ALINEA_MARK = re.compile(r"^(?:[«“\"(]\s*)?(?:(?:[IVX]{1,5}|\d{1,2}|[a-z])\s?[.°)]\s*(?:[–—-]\s*)?)?")


@memo("limits", size=8_000)
def limits(sentence: str) -> bool:
    """Whether the sentence limits the one before it (« Toutefois, … », « Sauf … »)."""
    return bool(_LIMIT.match(_opening(sentence)))


@memo("depends", size=8_000)
def depends(sentence: str) -> bool:
    """Whether the sentence is understood only with the one before it (« Il … », « Cette … », « Toutefois … »)."""
    opening = _opening(sentence)
    if _IMPERSONAL.match(opening):
        return False
    return bool(_LEANING.match(opening)) or limits(sentence)


@memo("items", size=8_000)
def item_mark(sentence: str) -> ItemMark | None:
    """What the sentence opens with when it is an item of a list; None when it is none."""
    found = _ITEM.match(_plain(sentence))
    if not found:
        return None
    return "bullet" if found["bullet"] else "number"


def is_item(sentence: str) -> bool:
    """Whether the sentence is an item of a list."""
    return item_mark(sentence) is not None


def gap(before: str, sentence: str) -> str:
    """What separates a sentence from the one before it ("" for the first): an item of a list has a line of its own."""
    if not before:
        return ""
    return "\n" if is_item(sentence) or is_item(before) else " "


def gaps(sentences: Iterable[str]) -> tuple[str, ...]:
    """What stands before each sentence of a text."""
    return tuple(gap(before, sentence) for before, sentence in pairwise(("", *sentences)))


def run_on(sentences: Sequence[str]) -> str:
    """The sentences as one text."""
    return "".join(chain.from_iterable(zip(gaps(sentences), sentences, strict=True)))


def leads_in(sentence: str) -> bool:
    """Whether the sentence announces what follows it (« … : »)."""
    return sentence.rstrip().endswith(":")


def leans(sentence: str) -> bool:
    """Whether the sentence needs what stands before it: it depends on a sentence, or is an item of a list."""
    return depends(sentence) or is_item(sentence)


def _plain(sentence: str) -> str:
    return plain_apostrophes(plain_spaces(sentence.lstrip()[:OPENING_CHARS])).rstrip()


def _opening(sentence: str) -> str:
    return _ALINEA_MARK.sub("", _plain(sentence))
