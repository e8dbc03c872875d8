"""How old what is said is, and what the reader must know of the documents that it stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from assistant.evidence import is_stale
from domain.text import MONTHS, french_date, plain_spaces
from domain.types import AnswerWarning, Citation, Evidence
from domain.warnings import WarningCode
from prompts.loader import render

_STARTS = re.compile(
    r"(?:à compter d[ue]|à partir d[ue]|dès le|depuis le|en vigueur le) "
    rf"(?P<day>1er|\d{{1,2}}) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})",
    re.IGNORECASE,
)


def warnings(citations: Sequence[Citation], evidence: Evidence, as_of: date) -> tuple[AnswerWarning, ...]:
    """One warning a document and a reason, in order of citation.

    Stale, superseded, not yet in force, to be checked, read by OCR, demonstration.
    """
    replaced = {hit.document.id: hit.superseded_by for hit in evidence.hits}
    found: dict[tuple[str, str], AnswerWarning] = {}
    for citation in citations:
        document = citation.document
        for code, text in _of(citation, replaced, as_of):
            found.setdefault((code, document.id), AnswerWarning(code, text, document.id))
    return tuple(found.values())


def _of(citation: Citation, replaced: Mapping[str, str], as_of: date) -> list[tuple[WarningCode, str]]:
    document = citation.document
    title = document.title
    told: list[tuple[WarningCode, str]] = []
    if document.valid_until and is_stale(document, as_of):
        told.append(("stale", render("warning_stale", title=title, date=f"{document.valid_until:%d/%m/%Y}")))
    elif replaced.get(document.id):
        told.append(("superseded", render("warning_superseded", title=title, by=replaced[document.id])))
    starts = _starts_later(citation.quote, as_of)
    if starts:
        told.append(("future", render("warning_future", title=title, date=french_date(starts))))
    if document.a_verifier:
        told.append(("to_check", render("warning_to_check", title=title)))
    if citation.passage.ocr is not None:
        told.append(("ocr", render("warning_ocr", title=title, page=str(citation.page))))
    if document.demonstration:
        told.append(("demonstration", render("warning_demonstration", title=title)))
    return told


def freshness(citations: Sequence[Citation], as_of: date) -> str:
    """How old the newest source of an answer is, in French; empty without a source."""
    if not citations:
        return ""
    dates = [citation.document.published for citation in citations if citation.document.published]
    if not dates:
        return render("freshness_undated")
    newest = max(dates)
    return render("freshness", date=french_date(newest), age=_age(newest, as_of))


def _age(day: date, today: date) -> str:
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    if months < 1:
        return "moins d’un mois"
    years, left = divmod(months, 12)
    parts = [f"{years} an{'s' if years > 1 else ''}"] if years else []
    parts += [f"{left} mois"] if left else []
    return " et ".join(parts)


def _starts_later(text: str, as_of: date) -> date | None:
    """The first day to come from which something that a text says applies."""
    for match in _STARTS.finditer(plain_spaces(text)):
        try:
            day = date(int(match["year"]), MONTHS.index(match["month"].casefold()) + 1, int(match["day"].rstrip("er")))
        except ValueError:  # « le 31 juin »: no day at all
            continue
        if day > as_of:
            return day
    return None
