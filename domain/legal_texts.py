"""The texts that articles belong to: codes, treaties, laws, decrees, European acts; each spelling, one name.

`CODE` and `TEXT` are patterns (to compile with re.IGNORECASE); `named` gives what they matched its one name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from domain.memo import memo
from domain.text import fold

_CODE_URL = "https://www.legifrance.gouv.fr/codes/id/"
_EU_URL = "https://eur-lex.europa.eu/eli/{kind}/{year}/{number}/oj"


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text as compared. `kind`: what « la même loi », « du même code » call it, folded; `treaty` for the rest."""

    name: str
    kind: str
    url: str | None = None


# name → (spellings, acronyms and abbreviations in their case, Légifrance id)
_CODES: dict[str, tuple[tuple[str, ...], tuple[str, ...], str | None]] = {
    "CGCT": (("code general des collectivites territoriales",), ("CGCT", "C.G.C.T."), "LEGITEXT000006070633"),
    "CCP": (("code de la commande publique",), ("CCP", "C. com. publ."), "LEGITEXT000037701019"),
    "CG3P": (
        ("code general de la propriete des personnes publiques",),
        ("CG3P", "CGPPP", "CGP3"),
        "LEGITEXT000006070299",
    ),
    "CGFP": (("code general de la fonction publique",), ("CGFP",), "LEGITEXT000044416551"),
    "CRPM": (("code rural et de la peche maritime", "code rural"), ("CRPM", "C. rur."), "LEGITEXT000006071367"),
    "code civil": (("code civil",), ("C. civ.",), "LEGITEXT000006070721"),
    "code pénal": (("code penal",), ("C. pén.", "C. pen."), "LEGITEXT000006070719"),
    "code de l'urbanisme": (("code de l'urbanisme",), ("C. urb.",), "LEGITEXT000006074075"),
    "code du travail": (("code du travail",), ("C. trav.",), "LEGITEXT000006072050"),
    "code de commerce": (("code de commerce",), ("C. com.",), "LEGITEXT000005634379"),
    "CGI": (("code general des impots",), ("CGI",), None),
    "CRPA": (("code des relations entre le public et l'administration",), ("CRPA",), None),
    "CJA": (("code de justice administrative",), ("CJA",), None),
    "CASF": (("code de l'action sociale et des familles",), ("CASF",), None),
    "CCH": (("code de la construction et de l'habitation",), ("CCH",), None),
    "CSI": (("code de la securite interieure",), ("CSI",), None),
    "CSP": (("code de la sante publique",), ("CSP",), None),
    "CSS": (("code de la securite sociale",), ("CSS",), None),
    "CMF": (("code monetaire et financier",), ("CMF",), None),
    "CPP": (("code de procedure penale",), ("CPP",), None),
    "CPC": (("code de procedure civile",), ("CPC",), None),
    "LPF": (("livre des procedures fiscales",), ("LPF",), None),
    "code de l'environnement": (("code de l'environnement",), ("C. env.",), None),
    "code de l'éducation": (("code de l'education",), ("C. éduc.",), None),
    "code électoral": (("code electoral",), ("C. élect.",), None),
    "code de la route": (("code de la route",), (), None),
    "code de la voirie routière": (("code de la voirie routiere",), (), None),
    "code du patrimoine": (("code du patrimoine",), ("C. patr.",), None),
    "code du sport": (("code du sport",), (), None),
    "code du tourisme": (("code du tourisme",), (), None),
    "code de l'énergie": (("code de l'energie",), (), None),
    "code des transports": (("code des transports",), (), None),
    "code de la consommation": (("code de la consommation",), ("C. conso.",), None),
    "code des assurances": (("code des assurances",), (), None),
    "code forestier": (("code forestier",), (), None),
    "code minier": (("code minier",), (), None),
    "code de la défense": (("code de la defense",), (), None),
    "code de la mutualité": (("code de la mutualite",), (), None),
    "code du cinéma": (("code du cinema et de l'image animee",), (), None),
}
_TREATIES: dict[str, tuple[tuple[str, ...], tuple[str, ...], str | None]] = {
    "TFUE": (("traite sur le fonctionnement de l'union europeenne",), ("TFUE",), None),
    "TUE": (("traite sur l'union europeenne",), ("TUE",), None),
    "Constitution": ((), ("Constitution du 4 octobre 1958", "Constitution"), None),
    "CEDH": (
        (
            "convention europeenne des droits de l'homme",
            "convention europeenne de sauvegarde des droits de l'homme et des libertes fondamentales",
        ),
        ("CEDH",),
        None,
    ),
    "DDHC": (("declaration des droits de l'homme et du citoyen",), ("DDHC",), None),
    "Charte de l'environnement": (("charte de l'environnement",), (), None),
}
_LAWS = {
    "de 1901": "loi du 1901-07-01",
    "1901": "loi du 1901-07-01",
    "de 1905": "loi du 1905-12-09",
    "ess": "loi 2014-856",
    "notre": "loi 2015-991",
    "3ds": "loi 2022-217",
    "alur": "loi 2014-366",
    "maptam": "loi 2014-58",
    "elan": "loi 2018-1021",
    "pacte": "loi 2019-486",
    "agec": "loi 2020-105",
    "egalim": "loi 2018-938",
    "lom": "loi 2019-1428",
    "sru": "loi 2000-1208",
    "mop": "loi 85-704",
    "littoral": "loi 86-2",
    "montagne": "loi 85-30",
    "sapin ii": "loi 2016-1691",
    "sapin 2": "loi 2016-1691",
    "engagement et proximite": "loi 2019-1461",
    "climat et resilience": "loi 2021-1104",
    "informatique et libertes": "loi 78-17",
}
_EU_NAMES = {"RGPD": (2016, 679), "RGEC": (2014, 651)}
_MONTHS = (  # as short as they are written, without accents
    "janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec",
)  # fmt: skip
_LONG_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_VARIANTS = {"a": "aàâ", "c": "cç", "e": "eéèêë", "i": "iîï", "o": "oô", "u": "uùûü", "'": "'’"}


def loose(folded: str) -> str:
    """A pattern for a folded phrase that takes accents, curly apostrophes and any white space."""
    return "".join(r"\s+" if c == " " else f"[{_VARIANTS[c]}]" if c in _VARIANTS else re.escape(c) for c in folded)


def _either(folded: list[str]) -> str:
    return "|".join(map(loose, sorted(folded, key=len, reverse=True)))


def _code_pattern() -> str:
    sources = [*_CODES.values(), *_TREATIES.values()]
    short = sorted((s for _, shorts, _ in sources for s in shorts), key=len, reverse=True)
    acronyms = "|".join(re.escape(s).replace(r"\ ", r"\s*") for s in short)
    return rf"(?:{_either([s for spellings, _, _ in sources for s in spellings])}|(?-i:{acronyms}))(?!\w)"


DASH = "[-‐‑–]"
NUMERO = r"n\s?[°ºo]s?\s*(?:\.\s*)?"
_MONTH = "|".join((*map(loose, _LONG_MONTHS), *(rf"{loose(short)}[rl]?\.?" for short in _MONTHS)))
DATE = rf"\d{{1,2}}(?:er)?\s+(?:{_MONTH})\s+\d{{4}}"
_AMENDED = r"(?:\s+(?:modifi|susvis|pr[ée]cit)[ée]e?)?"
_NUMBERED_AND_DATED = (
    rf"(?:{NUMERO}|(?:(?<=loi )|(?<=d.cret )|(?<=ordonnance ))(?=\d{{4}}-))"
    rf"\d{{2,4}}{DASH}\d+(?![\w-])(?:{_AMENDED}\s+du\s+{DATE})?"
)
_LAW = r"(?<!projet de )(?<!proposition de )loi"
_STATE_ACT = (
    rf"(?:{_LAW}(?:\s+organique|\s+constitutionnelle)?"
    r"(?:\s+de\s+finances(?:\s+rectificative)?)?|ordonnance|d[ée]cret(?:-loi)?(?:\s+en\s+conseil\s+d['’][ée]tat)?"
    r"|(?:arr[êe]t[ée]|circulaire)(?:\s+(?:inter)?minist[ée]riel(?:le)?)?)"
    rf"{_AMENDED}\s+(?:{_NUMBERED_AND_DATED}|du\s+{DATE}(?!\s+n\s?[°º]))"
)
_CIRCULAR = rf"circulaire(?:\s+\w+)?\s+{NUMERO}[\w/-]{{0,20}}\d[\w/-]{{0,20}}(?![\w/-])(?:\s+du\s+{DATE})?"
_BUDGET = (
    rf"{_LAW}\s+de\s+finance(?:s(?:\s+initiale|\s+rectificative)?|ment\s+de\s+la\s+s[ée]curit[ée]\s+sociale)(?:\s+pour)?"
    r"\s+\d{4}(?![\d-])"
)
_KNOWN_LAW = (
    rf"{_LAW}\s+(?:dite\s+)?(?:[«“\"]\s*)?(?:{_either(list(_LAWS))})(?!\w)(?:\s*[»”\"])?(?:\s+{_NUMBERED_AND_DATED})?"
)
_EU_ACT = (
    r"(?:r[èe]glement|directive|d[ée]cision)s?\s+(?:d['’]ex[ée]cution\s+|d[ée]l[ée]gu[ée]e?\s+)?"
    rf"(?:\(?(?:UE|CEE|CE)(?:,\s*Euratom)?\)?\s*)?(?:{NUMERO})?\d{{1,4}}/\d{{1,4}}(?:/(?:UE|CEE?))?(?![\d/])"
)
CODE = _code_pattern()
_IS_CODE = re.compile(CODE, re.IGNORECASE)
TEXT = rf"\b(?:{_STATE_ACT}|{_CIRCULAR}|{_BUDGET}|{_KNOWN_LAW}|{_EU_ACT}|(?-i:{'|'.join(_EU_NAMES)})\b)"


@memo("named_texts", size=2_000)
def named(written: str) -> NamedText | None:
    """The text that `CODE` or `TEXT` matched; None for one that only looks European (« règlement 3/2024 »)."""
    if _IS_CODE.fullmatch(written):
        return _codes()[_tight(written)]
    plain = fold(written)
    if written in _EU_NAMES:
        return _european("reglement", *_EU_NAMES[written])
    if "/" in plain and plain.startswith(("reglement", "directive", "decision")):
        return _european_act(plain)
    if plain.startswith("loi de financ") and (budget := re.fullmatch(r"([a-z ]+?)(?: pour)? (\d{4})", plain)):
        name = budget[1].replace("securite", "sécurité").replace(" initiale", "")
        return NamedText(f"{name} {budget[2]}", "loi")
    law = plain.removeprefix("loi ").removeprefix("dite ").strip('«»“”" ')
    if law in _LAWS:
        return NamedText(_LAWS[law], "loi")
    return _state_act(plain)


def iso_date(folded: str) -> str | None:
    """The first date of a folded text: « 6 avr. 2007 » → 2007-04-06."""
    found = re.search(r"(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4})", folded)
    if not found:
        return None
    month = next(n for n, short in enumerate(_MONTHS, start=1) if found[2].startswith(short))
    return f"{found[3]}-{month:02}-{int(found[1]):02}"


@cache
def _codes() -> dict[str, NamedText]:
    """{a code's or a treaty's spelling, folded and tight: the one}; of two with a spelling in common, the first."""
    found: dict[str, NamedText] = {}
    for sources, kind in ((_CODES, "code"), (_TREATIES, "treaty")):
        for name, (spellings, shorts, legitext) in sources.items():
            text = NamedText(name, kind, _CODE_URL + legitext if legitext else None)
            for spelling in (*spellings, *shorts):
                found.setdefault(_tight(spelling), text)
    return found


def _tight(written: str) -> str:
    return re.sub(r"[\s.]", "", fold(written))


def _state_act(plain: str) -> NamedText:
    """« loi n° 2014-856 du 31 juillet 2014 » → loi 2014-856; without a number, its ISO date."""
    kind = next(k for k in ("loi", "ordonnance", "décret", "arrêté", "circulaire") if plain.startswith(fold(k)))
    number = re.search(r"\bn\s?[°ºo]s?\s*(?:\.\s*)?([\w/-]*\d[\w/-]*)|\b(\d{2,4}-\d+)", plain)
    return NamedText(
        f"{kind} {(number[1] or number[2]).upper()}" if number else f"{kind} du {iso_date(plain)}", fold(kind)
    )


def _european_act(plain: str) -> NamedText | None:
    """Since 2015 the year comes first; before, for regulations, it came second: n° 1407/2013."""
    one, two = re.search(r"(\d+)/(\d+)", plain).groups()  # type: ignore[union-attr]
    year, number = (one, two) if len(one) == 4 and one[:2] in ("19", "20") else (two, one)
    if plain.startswith("directive") and len(one) == 2:
        year, number = f"19{one}", two
    marked = re.search(r"\b(?:ue|cee?)\b", plain)
    if len(year) != 4 or not (marked or len(number) > 2):
        return None
    return _european(plain.split(maxsplit=1)[0].rstrip("s"), int(year), int(number))


def _european(kind: str, year: int, number: int) -> NamedText:
    eli = {"reglement": "reg", "directive": "dir"}.get(kind)
    url = _EU_URL.format(kind=eli, year=year, number=number) if eli else None
    return NamedText(f"UE {year}/{number}", kind, url)
