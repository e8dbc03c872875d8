"""Which sentences cannot stand alone, read from how they open and end. French prose only, verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
_ITEM = re.compile(r"[•◦▪–—*-]\s|\(?\d{1,2}[.)]\s|[a-z]\)\s")
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
def is_item(sentence: str) -> bool:
    """Whether the sentence is an item of a list."""
    return bool(_ITEM.match(_plain(sentence)))


def gap(sentence: str) -> str:
    """What separates a sentence from the one before it: an item of a list has a line of its own."""
    return "\n" if is_item(sentence) else " "


def run_on(sentences: Iterable[str]) -> str:
    """The sentences as one text."""
    return "".join(f"{gap(sentence)}{sentence}" for sentence in sentences).strip()


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
