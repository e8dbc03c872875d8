"""The values that a French text states, amounts, percentages, durations and dates: however written, in one form.

« 23 000 € », « vingt-trois mille euros » and « 23 k€ » are one amount; « la moitié » is 50 %; « deux ans », 24 months;
« 1er janvier 2026 », 2026-01-01. « Au plus », « au moins » and their like bound the value beside them. Numbers in words
are read by text2num. References are domain/references.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from text_to_num import alpha2digit  # type: ignore[import-untyped]

from domain.memo import memo
from domain.text import MONTHS, normalise, normalise_spaces, plain_apostrophes


class ValueKind(StrEnum):
    """What a value measures."""

    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    DURATION = "duration"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Value:
    """A value in its one form: euros (« 23000 »), percents (« 57.5 »), months or days (« 24 mois »), ISO dates."""

    kind: ValueKind
    normalised: str


class Bound(StrEnum):
    """Which side of a value is meant: « au plus 50 % », « à partir du 1er avril »."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as a text states it, with its bound when the words beside it give one."""

    value: Value
    bound: Bound | None = None


_NUMBER = r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_RANGE = rf"(?:(?P<first>{_NUMBER}) ?(?:à|et|ou|-|–) ?)?(?P<number>{_NUMBER}) ?"
_AMOUNT = re.compile(
    rf"(?<![\w.,]){_RANGE}(?P<scale>k|m|md)?(?:€|euros?\b)",
    re.IGNORECASE,
)
_PERCENTAGE = re.compile(rf"(?<![\w.,]){_RANGE}(?:%|pour (?:cent|100)\b|p\. ?100\b)", re.IGNORECASE)
_DURATION = re.compile(rf"(?<![\w.,]){_RANGE}(?P<unit>jours?|semaines?|mois|ans?|années?)\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:(la |une )?(?P<half>moitié)|(?P<count>un|le|1|2|3) (?P<part>tiers|quarts?))\b", re.IGNORECASE
)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "md": 10**9}
_SCALE_WORDS = tuple(  # text2num would multiply them out
    (re.compile(rf"\b{word} d'euros?\b", re.IGNORECASE), f"{scale}€")
    for word, scale in (("milliers", "k"), ("millions?", "M"), ("milliards?", "Md"))
)
_MONTH = "|".join(MONTHS) + "|fevrier|aout|decembre"
_FIRST_OF_MONTH = re.compile(rf"\bpremier (?=(?:{_MONTH})\b)", re.IGNORECASE)
_WRITTEN_DATE = re.compile(rf"(?:\b(?P<day>1 ?er|\d{{1,2}}) )?\b(?P<month>{_MONTH}) (?P<year>\d{{4}})\b", re.IGNORECASE)
_NUMERIC_DATE = re.compile(
    r"\b(?:(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2}))\b"
)


NEAR_WORDS = 4  # between a bound and its value: « jusqu'à, par exercice, 200 000 € »
_CAN = r"(?:peut|peuvent|doit|doivent|saurait|sauraient|pourra|pourront)"
_MOST = (
    rf"pas plus (?:de|d')|n(?:e |')(?:{_CAN} )?(?:pas )?(?:dépass|excéd|excèd)\w+|au plus|au maximum|maximum|"
    r"maximal\w*|"
    r"jusqu'(?:à|au|en)|moins (?:de|d')|inférieure?s?|(?:en|au)[ -]dessous d(?:e|u|es)|en deçà d(?:e|u|es)|sous|"
    r"plafond\w*|plafonn\w+|dans la limite d(?:e|u|es)|limitée?s? à|avant"
)
_LEAST = (
    r"pas moins (?:de|d')|au moins|au minimum|minimum|minimal\w*|à (?:partir|compter) d(?:e|u|es)|supérieure?s?|"
    r"plus (?:de|d')|au[- ]delà d(?:e|u|es)|au[- ]dessus d(?:e|u|es)|dès|dépass\w+|excéd\w+|excèd\w+|plancher|après|"
    r"depuis"
)
_BOUND = re.compile(rf"\b(?:(?P<most>{_MOST})|(?P<least>{_LEAST}))(?!\w)", re.IGNORECASE)
_COMPARES = re.compile(r"(?:plus|moins) d", re.IGNORECASE)
_DENIED = re.compile(r"\bn(?:e |')[^,;:.]*\Z", re.IGNORECASE)  # « ne peuvent détenir plus de la moitié »: at most
_BOUND_AFTER = re.compile(
    r"[\s,]*(?:HT|TTC|hors taxes?)?[\s,]*"
    r"(?:(?P<most>au plus|(?:au )?maximum|(?:ou|et) moins)|(?P<least>au moins|(?:au )?minimum|(?:ou|et) plus))\b",
    re.IGNORECASE,
)


def find_values(text: str) -> frozenset[Value]:
    """The values of a text."""
    return frozenset(stated.value for stated in find_stated(text))


@memo("values", size=4_000)
def find_stated(text: str) -> frozenset[Stated]:
    """The values of a text, each with its bound."""
    plain = plain_apostrophes(normalise_spaces(normalise(text)))
    for words, scale in _SCALE_WORDS:
        plain = words.sub(scale, plain)
    plain = _FIRST_OF_MONTH.sub("1er ", plain)
    digits = digits_for_words(plain)
    found = [(digits, *one) for read in (_amounts, _percentages, _durations) for one in read(digits)]
    found += [(plain, *one) for one in _dates(plain)]
    return frozenset(Stated(value, _bound(where, match)) for where, match, value in found)


def months(text: str) -> frozenset[str]:
    """The months that a text names, with or without a year."""
    return frozenset(match.casefold() for match in re.findall(rf"\b(?:{_MONTH})\b", normalise(text), re.IGNORECASE))


def digits_for_words(text: str) -> str:
    """The text with its numbers in digits: « vingt-trois mille euros » as « 23000 euros »."""
    return str(alpha2digit(text, "fr", threshold=0))


def _bound(text: str, match: re.Match[str]) -> Bound | None:
    """What bounds a value: the words just after it (« 50 % au plus »), else the nearest of those before it."""
    after = _BOUND_AFTER.match(text, match.end())
    if after:
        return Bound.AT_MOST if after["most"] else Bound.AT_LEAST
    clause = re.split(r"[.;:!?()]\s", text[: match.start()])[-1]
    before = [found for found in _BOUND.finditer(clause) if len(clause[found.end() :].split()) <= NEAR_WORDS]
    if not before:
        return None
    found = before[-1]
    denied = _COMPARES.match(found.group()) and _DENIED.search(clause[: found.start()])
    return Bound.AT_MOST if bool(found["most"]) is not bool(denied) else Bound.AT_LEAST


_Found = Iterator[tuple[re.Match[str], Value]]


def _amounts(text: str) -> _Found:
    for match in _AMOUNT.finditer(text):
        factor = _SCALES[(match["scale"] or "").casefold()]
        yield from ((match, Value(ValueKind.AMOUNT, _shown(number * factor))) for number in _numbers(match))


def _percentages(text: str) -> _Found:
    for match in _PERCENTAGE.finditer(text):
        yield from ((match, Value(ValueKind.PERCENTAGE, _shown(number))) for number in _numbers(match))
    for match in _FRACTION.finditer(text):
        count = {"un": 1, "1": 1, "2": 2, "3": 3}.get((match["count"] or "").casefold(), 1)
        share = Decimal(50) if match["half"] else Decimal(100 * count) / (3 if match["part"].startswith("t") else 4)
        yield match, Value(ValueKind.PERCENTAGE, _shown(share.quantize(Decimal("0.01"))))


def _durations(text: str) -> _Found:
    for match in _DURATION.finditer(text):
        unit = match["unit"].casefold()
        factor, name = (12, "mois") if unit[0] == "a" else (7, "jours") if unit[0] == "s" else (1, unit.rstrip("s"))
        name = {"moi": "mois", "jour": "jours"}.get(name, name)
        for number in _numbers(match):
            yield match, Value(ValueKind.DURATION, f"{_shown(number * factor)} {name}")


def _dates(text: str) -> _Found:
    months = {name: n for n, name in enumerate(MONTHS, start=1)} | {"fevrier": 2, "aout": 8, "decembre": 12}
    for match in _WRITTEN_DATE.finditer(text):
        year, month = int(match["year"]), months[match["month"].casefold()]
        day = f"-{int(re.sub(r'[^0-9]', '', match['day'])):02}" if match["day"] else ""
        # A 31 June is no date, but a text that says it says something: it must not pass for nothing.
        yield match, Value(ValueKind.DATE, f"{year}-{month:02}{day}")
    for match in _NUMERIC_DATE.finditer(text):
        if match["iso"]:
            numbers = list(map(int, match["iso"].split("-")))
        else:
            numbers = [int(match["year"]), int(match["month"]), int(match["day"])]
        try:
            yield match, Value(ValueKind.DATE, date(*numbers).isoformat())
        except ValueError:
            continue


def _numbers(match: re.Match[str]) -> Iterator[Decimal]:
    for name in ("first", "number"):
        if match[name]:
            grouped = re.sub(r"[ .](?=\d{3}(?!\d))", "", match[name])
            yield Decimal(grouped.replace(",", "."))


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}"
