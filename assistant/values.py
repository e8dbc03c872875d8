"""The values that a French text states, amounts, percentages, durations and dates: however written, in one form.

« 23 000 € », « vingt-trois mille euros » and « 23 k€ » are one amount; « la moitié » is 50 %; « deux ans », 24 months;
« 1er janvier 2026 », 2026-01-01. Numbers in words are read by text2num. References are domain/references.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from text_to_num import alpha2digit  # type: ignore[import-untyped]

from domain.text import normalise, normalise_spaces, plain_apostrophes


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


_NUMBER = r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_RANGE = rf"(?:(?P<first>{_NUMBER}) ?(?:à|et|ou|-|–) ?)?(?P<number>{_NUMBER}) ?"
_AMOUNT = re.compile(
    rf"(?<![\w.,]){_RANGE}(?P<scale>k|m|md)?(?:€|euros?\b)",
    re.IGNORECASE,
)
_PERCENTAGE = re.compile(rf"(?<![\w.,]){_RANGE}(?:%|pour (?:cent|100)\b|p\. ?100\b)", re.IGNORECASE)
_DURATION = re.compile(rf"(?<![\w.,]){_RANGE}(?P<unit>jours?|semaines?|mois|ans?|années?)\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:(la |une )?(?P<half>moitié)|(?P<count>un|1|2|3) (?P<part>tiers|quarts?))\b", re.IGNORECASE
)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "md": 10**9}
_SCALE_WORDS = (("milliers", "k"), ("millions?", "M"), ("milliards?", "Md"))  # text2num would multiply them out
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_MONTH = "|".join(_MONTHS) + "|fevrier|aout|decembre"
_WRITTEN_DATE = re.compile(rf"(?:\b(?P<day>1 ?er|\d{{1,2}}) )?\b(?P<month>{_MONTH}) (?P<year>\d{{4}})\b", re.IGNORECASE)
_NUMERIC_DATE = re.compile(
    r"\b(?:(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2}))\b"
)


def find_values(text: str) -> frozenset[Value]:
    """The values of a text."""
    plain = plain_apostrophes(normalise_spaces(normalise(text)))
    for word, scale in _SCALE_WORDS:
        plain = re.sub(rf"\b{word} d'euros?\b", f"{scale}€", plain, flags=re.IGNORECASE)
    plain = re.sub(rf"\bpremier (?=(?:{_MONTH})\b)", "1er ", plain, flags=re.IGNORECASE)
    digits = alpha2digit(plain, "fr", threshold=0)
    return frozenset([*_amounts(digits), *_percentages(digits), *_durations(digits), *_dates(plain)])


def _amounts(text: str) -> Iterator[Value]:
    for match in _AMOUNT.finditer(text):
        factor = _SCALES[(match["scale"] or "").casefold()]
        yield from (Value(ValueKind.AMOUNT, _shown(number * factor)) for number in _numbers(match))


def _percentages(text: str) -> Iterator[Value]:
    for match in _PERCENTAGE.finditer(text):
        yield from (Value(ValueKind.PERCENTAGE, _shown(number)) for number in _numbers(match))
    for match in _FRACTION.finditer(text):
        count = {"un": 1, "1": 1, "2": 2, "3": 3}.get((match["count"] or "").casefold(), 1)
        share = Decimal(50) if match["half"] else Decimal(100 * count) / (3 if match["part"].startswith("t") else 4)
        yield Value(ValueKind.PERCENTAGE, _shown(share.quantize(Decimal("0.01"))))


def _durations(text: str) -> Iterator[Value]:
    for match in _DURATION.finditer(text):
        unit = match["unit"].casefold()
        factor, name = (12, "mois") if unit[0] == "a" else (7, "jours") if unit[0] == "s" else (1, unit.rstrip("s"))
        name = {"moi": "mois", "jour": "jours"}.get(name, name)
        yield from (Value(ValueKind.DURATION, f"{_shown(number * factor)} {name}") for number in _numbers(match))


def _dates(text: str) -> Iterator[Value]:
    months = {name: n for n, name in enumerate(_MONTHS, start=1)} | {"fevrier": 2, "aout": 8, "decembre": 12}
    for match in _WRITTEN_DATE.finditer(text):
        year, month = int(match["year"]), months[match["month"].casefold()]
        day = int(re.sub(r"\D", "", match["day"])) if match["day"] else None
        yield from _dated(year, month, day)
    for match in _NUMERIC_DATE.finditer(text):
        if match["iso"]:
            yield from _dated(*map(int, match["iso"].split("-")))
        else:
            yield from _dated(int(match["year"]), int(match["month"]), int(match["day"]))


def _dated(year: int, month: int, day: int | None) -> Iterator[Value]:
    try:
        when = date(year, month, day or 1)
    except ValueError:
        return
    yield Value(ValueKind.DATE, when.isoformat() if day else f"{year}-{month:02}")


def _numbers(match: re.Match[str]) -> Iterator[Decimal]:
    for name in ("first", "number"):
        if match[name]:
            grouped = re.sub(r"[ .](?=\d{3}(?!\d))", "", match[name])
            yield Decimal(grouped.replace(",", "."))


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}"
