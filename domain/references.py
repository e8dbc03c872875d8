"""French legal references: found in a text, written one way, linked when a stable address exists.

« art. L. 2122-1 du CGCT » and « article L2122-1 du code général des collectivités territoriales » are
the same CGCT L2122-1. An article without its code keeps its number alone (L2122-1); a bare « article 3 »
is no reference: it may be the third article of anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.text import fold
from domain.types import Span


@dataclass(frozen=True, slots=True)
class FoundReference:
    """A reference as written (`text` is the source at `span`), as compared, and its address if it has a stable one."""

    text: str
    normalised: str
    span: Span
    url: str | None = None


_CODE_URL = "https://www.legifrance.gouv.fr/codes/id/"
_EU_URL = "https://eur-lex.europa.eu/eli/{kind}/{year}/{number}/oj"

# label → (spellings after « code », acronyms and abbreviations, Légifrance id)
_CODES: dict[str, tuple[tuple[str, ...], tuple[str, ...], str | None]] = {
    "CGCT": (("general des collectivites territoriales",), ("CGCT", "C.G.C.T."), "LEGITEXT000006070633"),
    "CCP": (("de la commande publique",), ("CCP", "C. com. publ."), "LEGITEXT000037701019"),
    "CG3P": (
        ("general de la propriete des personnes publiques",),
        ("CG3P", "CGPPP", "CGP3"),
        "LEGITEXT000006070299",
    ),
    "CGFP": (("general de la fonction publique",), ("CGFP",), "LEGITEXT000044416551"),
    "CRPM": (("rural et de la peche maritime", "rural"), ("CRPM", "C. rur."), "LEGITEXT000006071367"),
    "code civil": (("civil",), ("C. civ.",), "LEGITEXT000006070721"),
    "code pénal": (("penal",), ("C. pén.", "C. pen."), "LEGITEXT000006070719"),
    "code de l'urbanisme": (("de l'urbanisme",), ("C. urb.",), "LEGITEXT000006074075"),
    "code du travail": (("du travail",), ("C. trav.",), "LEGITEXT000006072050"),
    "code de commerce": (("de commerce",), ("C. com.",), "LEGITEXT000005634379"),
    "CGI": (("general des impots",), ("CGI",), None),
    "CRPA": (("des relations entre le public et l'administration",), ("CRPA",), None),
    "CJA": (("de justice administrative",), ("CJA",), None),
    "CASF": (("de l'action sociale et des familles",), ("CASF",), None),
    "CCH": (("de la construction et de l'habitation",), ("CCH",), None),
    "CSI": (("de la securite interieure",), ("CSI",), None),
    "CSP": (("de la sante publique",), ("CSP",), None),
    "CSS": (("de la securite sociale",), ("CSS",), None),
    "CMF": (("monetaire et financier",), ("CMF",), None),
    "CPP": (("de procedure penale",), ("CPP",), None),
    "CPC": (("de procedure civile",), ("CPC",), None),
    "LPF": (("des procedures fiscales",), ("LPF",), None),
    "code de l'environnement": (("de l'environnement",), ("C. env.",), None),
    "code de l'éducation": (("de l'education",), ("C. éduc.",), None),
    "code électoral": (("electoral",), ("C. élect.",), None),
    "code de la route": (("de la route",), (), None),
    "code de la voirie routière": (("de la voirie routiere",), (), None),
    "code du patrimoine": (("du patrimoine",), ("C. patr.",), None),
    "code du sport": (("du sport",), (), None),
    "code du tourisme": (("du tourisme",), (), None),
    "code de l'énergie": (("de l'energie",), (), None),
    "code des transports": (("des transports",), (), None),
    "code de la consommation": (("de la consommation",), ("C. conso.",), None),
    "code des assurances": (("des assurances",), (), None),
    "code forestier": (("forestier",), (), None),
    "code minier": (("minier",), (), None),
    "code de la défense": (("de la defense",), (), None),
    "code de la mutualité": (("de la mutualite",), (), None),
    "code du cinéma": (("du cinema et de l'image animee",), (), None),
}
_VARIANTS = {"a": "aàâ", "c": "cç", "e": "eéèêë", "i": "iîï", "o": "oô", "u": "uùûü", "'": "'’"}
_LATIN = "bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies|undecies|duodecies|terdecies"
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip


def _loose(folded: str) -> str:
    """A pattern for a folded phrase that takes accents, curly apostrophes and any white space."""
    return "".join(r"\s+" if c == " " else f"[{_VARIANTS[c]}]" if c in _VARIANTS else re.escape(c) for c in folded)


def _code_pattern() -> str:
    named = sorted((s for spellings, _, _ in _CODES.values() for s in spellings), key=len, reverse=True)
    short = sorted((s for _, shorts, _ in _CODES.values() for s in shorts), key=len, reverse=True)
    acronyms = "|".join(re.escape(s).replace(r"\ ", r"\s*") for s in short)
    return rf"(?:(?:code|livre)\s+(?:{'|'.join(map(_loose, named))})|(?-i:{acronyms}))(?!\w)"


_DASH = "[-‐‑–]"
_SERIES = r"(?-i:L\.?\s?O|L|R|D|A)\.?\s*\*?\s*"
_PLAIN_NUMBER = rf"\d+(?:er)?(?:{_DASH}\d+)*(?:\s+(?:{_LATIN})\b)?(?:\s+[A-Z]\b(?!['’.]))?"
_NUMBER = rf"(?<![\w-])(?:{_SERIES})?{_PLAIN_NUMBER}(?![\w°]|{_DASH}\w)"
_WORD = r"\b(?:articles?|arts?\.?)\s*"
_LINK = (
    r"(?:\s*,\s*(?:et\s+)?|\s+(?:et|ou|à|a)\s+)"
    r"(?:(?:de\s+|à\s+)?l['’]article\s+|aux?\s+(?:articles?\s+)?|(?:les\s+)?articles?\s+)?"
)
_ALINEA = r"(?:al(?:in[ée]as?|\.)|§)\s*\d+|(?:premier|deuxi[èe]me|second|troisi[èe]me|dernier)\s+alin[ée]a"
_DETAIL = rf"(?:,?\s*\(?(?:\d+°|[IVX]+\b|[a-z]\)|et\s+s(?:uivants|\.)|{_ALINEA})\)?)"
_OF = r"\s*,?\s*\(?(?:du|de\s+la|de\s+l['’]|des|de\s+cette|dudit)?\s*"
_DATE = rf"\d{{1,2}}(?:er)?\s+(?:{'|'.join(map(_loose, _MONTHS))})\s+\d{{4}}"
_TEXT = (
    r"(?:loi(?:\s+organique|\s+constitutionnelle)?(?:\s+de\s+finances(?:\s+rectificative)?)?|ordonnance|d[ée]cret(?:-loi)?|arr[êe]t[ée])"
    rf"(?:\s+modifi[ée]e?)?\s+(?:n\s?[°ºo]\s*\.?\s*\d{{2,4}}{_DASH}\d+(?:\s+du\s+{_DATE})?|du\s+{_DATE}(?!\s+n\s?[°º]))"
)
_CODE = _code_pattern()
_ARTICLES = re.compile(
    rf"(?:(?P<before>{_CODE})\s*[,:(–-]*\s*(?={_WORD}|{_SERIES}\d))?(?P<word>{_WORD})?"
    rf"(?P<numbers>{_NUMBER}(?:{_DETAIL}{{0,3}}{_LINK}{_NUMBER})*)"
    rf"(?P<of>{_DETAIL}{{0,3}}{_OF}(?:(?P<code>{_CODE})|(?P<text>{_TEXT})))?",
    re.IGNORECASE,
)
_EACH = re.compile(_NUMBER, re.IGNORECASE)
_ALONE = re.compile(_TEXT, re.IGNORECASE)
_TEXT_NUMBER = re.compile(rf"n\s?[°ºo]\s*\.?\s*(\d{{2,4}}){_DASH}(\d+)", re.IGNORECASE)
_EU = re.compile(
    r"\b(?P<kind>r[èe]glement|directive|d[ée]cision)\s+(?:d['’]ex[ée]cution\s+|d[ée]l[ée]gu[ée]e?\s+)?"
    r"(?:\((?:UE|CE|CEE|UE,\s*Euratom)\)\s*)?(?:n\s?[°º]\s*)?(?P<one>\d{1,4})/(?P<two>\d{1,4})(?:/(?:UE|CEE?))?(?![\d/])",
    re.IGNORECASE,
)
_BEFORE_NUMBER = r"[^;\n]{0,80}?\bn[°º]"
_COURTS = tuple(
    (court, re.compile(pattern))
    for court, pattern in (
        (
            "CE",
            rf"\b(?:CE|C\.\s?E\.|Conseil\s+d['’][ÉEée]tat)(?![\w]){_BEFORE_NUMBER}s?\s*(\d{{3}}\s?\d{{3}}|\d{{5,6}})\b",
        ),
        ("CAA", rf"\bCAA\b{_BEFORE_NUMBER}s?\s*(\d{{2}}[A-Z]{{2}}\d{{5}})\b"),
        ("TA", rf"\bTA\b{_BEFORE_NUMBER}s?\s*(\d{{7}})\b"),
        ("Cass.", rf"\b(?:Cass\.|Cour\s+de\s+cassation){_BEFORE_NUMBER}s?\s*(\d{{2}}-\d{{2}}\.?\d{{3}})\b"),
        (
            "Cons. const.",
            rf"\b(?:Cons\.\s?const\.|Conseil\s+constitutionnel){_BEFORE_NUMBER}\s*(\d{{4}}-\d+(?:\s(?:QPC|DC))?)",
        ),
        ("CJUE", r"\bCJ[UC]E\b[^;\n]{0,80}?\b(C-\d+/\d{2})\b"),
    )
)


def find_references(text: str) -> tuple[FoundReference, ...]:
    """The references of a text, in order of appearance, without overlap."""
    found = [*_articles(text), *_texts(text), *_european(text), *_decisions(text)]
    kept: list[FoundReference] = []
    for reference in sorted(found, key=lambda r: (r.span.start, -r.span.end)):
        if not kept or reference.span.start >= kept[-1].span.end:
            kept.append(reference)
    return tuple(kept)


def _articles(text: str) -> Iterator[FoundReference]:
    """Articles, each of a list on its own: the first takes the word before, the last the code after."""
    for match in _ARTICLES.finditer(text):
        source = match["code"] or match["before"]
        numbers = list(_EACH.finditer(text, *match.span("numbers")))
        for index, number in enumerate(numbers):
            normalised = _number(number.group())
            in_series = normalised[0].isalpha()
            if not in_series and not match["word"] and not (match["of"] and index):
                continue
            if source is None and match["text"] is None and not (in_series and "-" in normalised):
                continue
            start = match.start() if index == 0 else number.start()
            end = match.end() if index == len(numbers) - 1 else number.end()
            if match["text"]:
                yield _made(text, start, end, f"{_legal_text(match['text'])} art. {normalised}")
            elif source:
                label = _code_label(source)
                yield _made(text, start, end, f"{label} {normalised}", _code_url(label))
            else:
                yield _made(text, start, end, normalised)


def _texts(text: str) -> Iterator[FoundReference]:
    for match in _ALONE.finditer(text):
        yield _made(text, match.start(), match.end(), _legal_text(match.group()))


def _european(text: str) -> Iterator[FoundReference]:
    for match in _EU.finditer(text):
        one, two = match["one"], match["two"]
        # Since 2015 the year comes first; before, for regulations, it came second: n° 1407/2013.
        year, number = (one, two) if len(one) == 4 and one[:2] in ("19", "20") else (two, one)
        if len(year) == 2:
            year = f"19{year}"
        kind = {"r": "reg", "d": "dec"}[fold(match["kind"])[0]] if fold(match["kind"]) != "directive" else "dir"
        url = _EU_URL.format(kind=kind, year=year, number=int(number)) if len(year) == 4 and kind != "dec" else None
        yield _made(text, match.start(), match.end(), f"UE {year}/{int(number)}", url)


def _decisions(text: str) -> Iterator[FoundReference]:
    for court, pattern in _COURTS:
        for match in pattern.finditer(text):
            number = re.sub(r"\s", "", match[1]) if court == "CE" else match[1]
            yield _made(text, match.start(), match.end(), f"{court} {number}")


def _made(text: str, start: int, end: int, normalised: str, url: str | None = None) -> FoundReference:
    return FoundReference(text[start:end], normalised, Span(start, end), url)


def _number(written: str) -> str:
    """« L. 2122-1 » → L2122-1, « R.* 421-1 » → R421-1, « 1er » → 1, « 19  Septies » → 19 septies."""
    tight = re.sub(r"[\s.*]", "", fold(written))
    match = re.match(rf"(lo|[lrda])?(\d+)(?:er)?((?:-\d+)*)({_LATIN})?([a-z])?\Z", tight)
    if match is None:
        return tight.upper()
    series, first, rest, latin, letter = (part or "" for part in match.groups())
    return f"{series.upper()}{first}{rest}" + (f" {latin}" if latin else "") + (f" {letter.upper()}" if letter else "")


def _legal_text(written: str) -> str:
    """« loi n° 2014-856 du 31 juillet 2014 » → loi 2014-856; without a number, its ISO date."""
    kind = next(k for k in ("loi", "ordonnance", "décret", "arrêté") if fold(written).startswith(fold(k)))
    number = _TEXT_NUMBER.search(written)
    if number:
        return f"{kind} {number[1]}-{number[2]}"
    day, month, year = re.search(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})", fold(written)).groups()  # type: ignore[union-attr]
    return f"{kind} du {year}-{_MONTHS.index(month) + 1:02}-{int(day):02}"


def _code_label(written: str) -> str:
    plain = re.sub(r"[\s.]", "", fold(written))
    for label, (spellings, shorts, _) in _CODES.items():
        names = [f"code {s}" for s in spellings] + [f"livre {s}" for s in spellings] + list(shorts)
        if any(plain == re.sub(r"[\s.]", "", fold(name)) for name in names):
            return label
    raise AssertionError(f"a code without a label: {written!r}")


def _code_url(label: str) -> str | None:
    legitext = _CODES[label][2]
    return _CODE_URL + legitext if legitext else None
