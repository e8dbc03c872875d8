"""Decisions of courts: found in a text, named by court and number (« CE 284736 »), else by court and date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.legal_texts import DATE, NUMERO, iso_date
from domain.text import fold
from domain.types import Span


@dataclass(frozen=True, slots=True)
class FoundDecision:
    """A decision, as compared, and where it stands."""

    normalised: str
    span: Span


_DATE = f"(?i:{DATE})"
_NUMERO = f"(?i:{NUMERO})"
_BENCH = (
    r"(?:,?\s*\(?(?:(?i:sect|ass|pl[ée]n|avis|r[ée]f|ord)\.?|section|assembl[ée]e|\d[\w\s/-]{0,20}"
    r"(?:ch\.?(?:\s*r[ée]unies)?|sous-sections?(?:\s+r[ée]unies)?))\)?)?"
)
_PARTIES = r"(?:,\s+[A-ZÀ-Ý][^,;.()\n]{2,60}(?=[,;.)]|$))?"
_GAP = r"[^;\n]{0,80}?"
_CE = r"\b(?:CE|C\.\s?E\.|Conseil\s+d['’][ÉEée]tat)(?!\w)"
_CAA = r"\b(?:CAA|[Cc]our\s+administrative\s+d['’]appel)\b"
_CASSATION = r"\b(?:Cass\.|Cour\s+de\s+cassation)"


def _as_is(number: str) -> str:
    return number


def _tight(number: str) -> str:
    return re.sub(r"\s", "", number)


def _appeal(number: str) -> str:
    """« 21-12345 » and « 21-12.345 » are one."""
    digits = re.sub(r"\D", "", number)
    return f"{digits[:2]}-{digits[2:4]}.{digits[4:]}"


_NUMBERED: tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...] = tuple(
    (court, re.compile(pattern), form)
    for court, pattern, form in (
        # « CE » is also a mark on goods and a works council: a date or the number must follow at once.
        (
            "CE",
            rf"{_CE}(?:{_BENCH},?\s+(?:du\s+)?{_DATE}{_GAP}|{_BENCH}[,\s(]*(?:req\.\s*)?)\b{_NUMERO}(\d{{3}}\s?\d{{3}}|\d{{5,6}})\b",
            _tight,
        ),
        (
            "CAA",
            rf"{_CAA}{_GAP}\b{_NUMERO}(\d{{2}}[A-Z]{{2}}\d{{5}})\b",
            _as_is,
        ),
        ("TA", rf"\b(?:TA|[Tt]ribunal\s+administratif)\b{_GAP}\b{_NUMERO}(\d{{7}})\b", _as_is),
        ("CA", rf"\b(?:CA|[Cc]our\s+d['’]appel)\b{_GAP}\b{_NUMERO}(\d{{2}}/\d{{5}})\b", _as_is),
        ("Cass.", rf"{_CASSATION}{_GAP}\b{_NUMERO}(\d{{2}}-\d{{2}}\.?\d{{3}})\b", _appeal),
        ("TC", rf"\b(?:TC|T\.\s?confl\.|[Tt]ribunal\s+des\s+conflits)(?!\w){_GAP}\b{_NUMERO}(C?\d{{4}})\b", _as_is),
        (
            "Cons. const.",
            rf"\b(?:Cons\.\s?const\.|Conseil\s+constitutionnel){_GAP}\b{_NUMERO}(\d{{4}}-\d+(?:\s(?:QPC|DC))?)\b",
            _as_is,
        ),
        ("Cons. const.", rf"\b[Dd][ée]cision\s+(?:QPC\s+)?{_NUMERO}(\d{{4}}-\d+\s(?:QPC|DC))\b", _as_is),
        ("CEDH", rf"\b(?:CEDH|Cour\s+EDH)\b{_GAP}\b{_NUMERO}(\d{{3,5}}/\d{{2}})\b", _as_is),
        ("CJUE", rf"\bCJ[UC]E\b{_GAP}\b(C-\d+/\d{{2}})\b", _as_is),
    )
)
_DATED = tuple(
    (court, re.compile(pattern))
    for court, pattern in (
        ("CE", rf"{_CE}{_BENCH},?\s+(?:du\s+)?{_DATE}{_PARTIES}"),
        ("Cass.", rf"{_CASSATION}[^;\n]{{0,40}}?{_DATE}{_PARTIES}"),
    )
)


def find_decisions(text: str) -> Iterator[FoundDecision]:
    """The decisions of a text, court by court; a decision found by number and by date is given twice."""
    for court, pattern, form in _NUMBERED:
        for match in pattern.finditer(text):
            yield FoundDecision(f"{court} {form(match[1])}", Span(*match.span()))
    for court, pattern in _DATED:
        for match in pattern.finditer(text):
            yield FoundDecision(f"{court} {iso_date(fold(match.group()))}", Span(*match.span()))
