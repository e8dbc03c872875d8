"""The templates of every page, with what they may call."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from fastapi.templating import Jinja2Templates

from domain.text import MONTHS, capitalised, french_date

_BEFORE = re.compile(r" (?=[:;?!»%€]|\d{3}\b)")
_NAME = re.compile(r"\S*[/\\._]\S")
_LABELS = {
    "competences": "Compétences", "demarrage": "Démarrage", "epci": "EPCI", "ess": "ESS", "faq": "FAQ",
    "marches": "Marchés", "modele": "Modèle", "scic": "SCIC",
}  # fmt: skip
TEMPLATES = Jinja2Templates(Path(__file__).resolve().parent / "templates")


def date_fr(value: str | date | None) -> str:
    """« 2 novembre 2026 » for 2026-11-02, or for a moment of that day here; "" for nothing.

    Records keep UTC, where one in the morning in Paris is still the day before.
    """
    if not value:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone().date()
    return french_date(date.fromisoformat(value) if isinstance(value, str) else value)


def moment_fr(value: datetime) -> str:
    """« 2 novembre 2026, 21 h 05 », as clocks say it here."""
    return f"{date_fr(value)}, {value.astimezone():%H\u00a0h\u00a0%M}"


def month_fr(value: date) -> str:
    """« mars 2026 » for any day of it."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def spaced(text: str) -> str:
    """A text of ours with the unbreakable spaces that French wants. Quotes are left verbatim: never for them."""
    return _BEFORE.sub("\u00a0", text).replace("« ", "«\u00a0")


def opening(text: str) -> str:
    """A text as it opens a sentence: a capital letter, unless it begins with an address or a file."""
    return text if _NAME.match(text) else capitalised(text)


def sentence(text: str) -> str:
    """A message of ours as a sentence: how it opens, a full stop."""
    text = opening(text.strip())
    return spaced(text if text.endswith((".", "!", "?", "…")) else f"{text}.").replace("'", "’")


def number_fr(value: float, digits: int = 0) -> str:
    """« 1\u202f234 », « 0,75 »."""
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


def label(value: str) -> str:
    """A theme or a kind of document as a word: « modele » is « Modèle », « scic » is « SCIC »."""
    return _LABELS.get(value, capitalised(value).replace("_", " "))


TEMPLATES.env.filters |= {
    "capitalised": capitalised,
    "date_fr": date_fr,
    "label": label,
    "moment_fr": moment_fr,
    "month_fr": month_fr,
    "number": number_fr,
    "opening": opening,
    "sentence": sentence,
    "spaced": spaced,
}
