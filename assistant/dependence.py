"""Which sentences cannot stand alone, read from how they open. French legal prose only, verbatim."""

from __future__ import annotations

import re

from domain.text import plain_apostrophes, plain_spaces

_LIMIT = re.compile(
    r"(?:toutefois|cependant|néanmoins|en revanche|sauf|hormis|par exception|par dérogation|à défaut|mais|"
    r"(?:une|seule|cette) exception|exception|attention|sous réserve|à condition|à l'inverse|au contraire)\b",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"(?:ils?|elles?|ce|cet|cette|ces|cela|ceci|celui|celle|ceux|celles|c'|leurs?|sa|ses|son|en outre|de plus|"
    r"de même|ainsi|dans ce cas|dans ce cadre|dans tous les cas|sinon|enfin|ensuite|puis|or|donc|"
    r"le même|la même|les mêmes|y compris|dès lors|à ce titre|pour cela|là encore|autrement|il en va de même|"
    r"également|aussi|d'où)"
    r"(?:[\s,]|(?<='))",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(
    r"il (?:n'|ne )?(?:faut|faudra|est (?:possible|interdit|nécessaire|obligatoire|recommandé|conseillé|prudent|permis|"
    r"donc|impossible)|existe|convient|suffit|s'agit|appartient|reste|y a|n'y a|revient)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[•◦▪–—*-]\s|\(?\d{1,2}[.)]\s|[a-z]\)\s")


def limits(sentence: str) -> bool:
    """Whether the sentence limits the one before it (« Toutefois, … », « Sauf … »)."""
    return bool(_LIMIT.match(_plain(sentence)))


def is_item(sentence: str) -> bool:
    """Whether the sentence is an item of a list."""
    return bool(_ITEM.match(_plain(sentence)))


def leads_in(sentence: str) -> bool:
    """Whether the sentence announces what follows it (« … : »)."""
    return sentence.rstrip().endswith(":")


def leans(sentence: str) -> bool:
    """Whether the sentence is understood only with the one before it (« Il … », « Cette … », « Toutefois … »)."""
    plain = _plain(sentence)
    if _IMPERSONAL.match(plain):
        return False
    return bool(_LEANING.match(plain)) or limits(sentence) or is_item(sentence)


def _plain(sentence: str) -> str:
    return plain_apostrophes(plain_spaces(sentence)).strip()
