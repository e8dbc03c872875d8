"""Takes personal data out of a question before it is searched, written or logged.

Typed patterns, no model: names after a civility or a family word, e-mail and postal addresses, telephone numbers,
parcels, IBAN, social security numbers. What says whose affair it is goes, what the law depends on stays: amounts,
dates, articles, SIRET and the names of communes. Each is replaced by a word in brackets: the question stays readable.
"""

from __future__ import annotations

import re
from functools import partial

_CAPITAL = r"[A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ]"
_NAME = rf"{_CAPITAL}[\w'’-]*"
_PART = rf"(?:{_NAME}|(?:d[eu]|des|le|la|van|von)(?= {_CAPITAL}))"
_NAMES = rf"{_PART}(?: {_PART}){{0,3}}"
_CIVILITY = (
    r"(?:MM?\.|[Mm](?:r|rs)\.?|[Mm]mes?|[Mm]lles?|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|M[eᵉ]|[Mm]aître|[Dd]r\.?|"
    r"[Dd]octeur)"
)
_TITLES = (
    "le|la|les|l|du|de|des|et|ou|qui|a|est|maire|adjointe?|préfète?|prefete?|président\\w*|directeur|directrice|"
    "secrétaire|conseill\\w+|sous|député\\w*|sénat\\w+|vous|je|nous|dgs|percept\\w+|trésor\\w+"
)
_STREET = (
    r"(?:rue|avenue|av\.|boulevard|bd\.?|chemin|route|rte|place|impasse|allées?|quai|cours|square|ruelle|sentier|passage|"
    r"lotissement|hameau|lieu-dit|lieudit|résidence|faubourg|montée|traverse|venelle)"
)
_PATTERNS = (
    ("courriel", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("IBAN", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"),
    (
        "n° de sécurité sociale",
        r"(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:2[AB]|\d{2}) ?\d{3} ?\d{3}(?: ?\d{2})?(?![ ]?\d)",
    ),
    ("téléphone", r"(?<![\d,.])(?:(?:\+|00)33 ?(?:\(0\) ?)?|0)[1-9](?:[ .-]?\d{2}){4}(?![ .-]?\d)"),
    (
        "adresse",
        rf"\b\d{{1,4}}(?: ?(?:bis|ter|quater|[A-D]))?,? {_STREET} (?:(?:d[eu]|des|la|le|les|l['’]|d['’]|à) ?)*"
        rf"(?:[\w'’-]+)(?: (?:{_NAME}|d[eu]|des|la|le|les))*(?:,? \d{{5}} {_NAME}(?: {_NAME})*)?",
    ),
    (
        "parcelle",
        r"\b(?:parcelles? (?:cadastrées? )?(?:section )?|section |cadastrées? (?:section )?)"
        r"(?:[A-Z]{1,2}|[a-z]{2}(?= ?n|\d| \d))(?: ?n[°o]s?)? ?\d{1,4}(?:(?:,| et) (?:[A-Z]{1,2} )?\d{1,4})*\b",
    ),
    ("nom", rf"(?<!\w)(?P<kept>{_CIVILITY}) {_NAMES}"),
    ("nom", rf"(?<!\w)(?P<kept>mr?\.?|mmes?|mlles?|monsieur|madame) (?!(?:{_TITLES})\b)[a-zà-ÿ][\w-]{{2,}}"),
    ("nom", rf"(?<!\w)(?P<kept>[Jj]e (?:m['’]appelle|suis)) {_NAME} {_NAME}"),
    ("nom", rf"(?<!\w)(?P<kept>[Ff]amilles?|[ÉEée]poux|[Cc]onsorts|[Ii]ndivision|[Vv]euve|[Hh]éritiers) {_NAMES}"),
)
_COMPILED = tuple((label, re.compile(pattern)) for label, pattern in _PATTERNS)


def redacted(text: str) -> str:
    """The text without the personal data that a pattern knows."""
    for label, pattern in _COMPILED:
        text = pattern.sub(partial(_marked, label), text)
    return text


def _marked(label: str, found: re.Match[str]) -> str:
    kept = found.groupdict().get("kept")
    return f"{kept} [{label}]" if kept else f"[{label}]"
