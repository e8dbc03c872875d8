"""The one place that splits sentences.

sentencex proposes breaks, a plain rule adds those it misses (after an address, a closing parenthesis),
and French legal writing vetoes the wrong ones: « art. L. 2122-1 », « 2 déc. 2022 », « 1. », « élu.e.s ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sentencex import get_sentence_boundaries

from domain.types import Span

# Always followed by what they announce: a break after them is never right.
_NEVER_LAST = frozenset((
    "art", "arts", "m", "mm", "mme", "mmes", "mlle", "me", "mgr", "dr", "pr", "st", "ste", "n", "no", "nos", "p",
    "pp", "pt", "cf", "ex", "v", "vs", "c", "ch", "chap", "sect", "fig", "tab", "vol", "rapp", "req", "concl",
    "obs", "chron", "circ", "cons", "délib", "arr", "ord", "décr", "adm", "cass", "civ", "crim", "soc", "com",
    "ass", "plén", "préf", "min", "trib", "janv", "févr", "fév", "avr", "juil", "juill", "sept", "oct", "nov",
    "déc", "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "r", "d", "lo", "tél", "réf", "ann", "annot", "éd",
    "dir", "prof", "al.", "spéc", "rép", "quest", "bull", "rec", "leb", "leg", "lég", "règl", "conv", "env",
    "approx", "resp", "ca", "cc", "ce", "taa", "tgi",
))  # fmt: skip
# May end a sentence: a break after them stands when a capital follows.
_MAY_BE_LAST = frozenset((
    "etc", "hab", "al", "s", "suiv", "sq", "not", "max", "moy", "coll", "h", "t", "ha", "km",
    "kg", "j", "cts", "doc", "prod", "mens",
))  # fmt: skip
LOOK_AROUND_CHARS = 80
"""How far around a break an abbreviation is looked for: what is longer is no abbreviation."""
_STREETS = frozenset(("av", "bd", "bld", "fg", "imp", "pl", "rte"))
_INCLUSIVE = re.compile(
    r"\w{2,}[.·](?:e|es|ne|nes|le|les|te|fe|ve|re|se|rice|rices|trice|trices|euse|euses|ère|ères|s)(?:[.·]s)?$"
)
_ACRONYM = re.compile(r"(?:^|[^\w])(?:\w\.-?)+\w$")
_CODE_NAME = re.compile(r"\bC\. ?(?:civ|com|conso|éduc|env|patr|pén|rur|trav|urb)$")
_CA_VEUT_DIRE = re.compile(r"\b(?:[Cc]\.?-à-d|[Nn]\.B|P\.S|i\.e|e\.g|p\. ?ex|J\.-C|J\.C)$")
_LAST_WORD = re.compile(r"(\w+)$")
_ENUMERATOR = re.compile(r"[(«\"]?\s*(?:\d{1,3}(?:\.\d{1,2})*|[A-Za-z]|[IVXL]{1,6})$")
_LABEL = re.compile(
    r"(?:art(?:icle|\.)?|chap(?:itre|\.)?|titre|section|étape|fiche|annexe)\s+(?:\d{1,4}(?:er)?|[IVXL]+|[A-Z])",
    re.IGNORECASE,
)
_SHORT_LABEL = re.compile(r"(?:art(?:icle|\.)?\s+)?\S{1,12}\.$", re.IGNORECASE)
_STARTERS = re.compile(
    r"(?:L[ea]s?|L['’]|Une?|Des|D['’]|Du|Ce|Cet|Cette|Ces|C['’]|Ils?|Elles?|On|Nous|Vous|Dans|Pour|Par|En|Au|Aux|À|A"
    r"|Si|S['’]|Sur|Sous|Son|Sa|Ses|Leurs?|Chaque|Tout|Toute|Tous|Toutes|Aucune?|Mais|Or|Donc|Lorsque|Quand|Toutefois"
    r"|Cependant|Enfin|Ainsi|Puis|Il y a|Voir|Qu['’])(?=[\s\u00a0]|(?<=['’]))"
)
_MISSED = re.compile(
    r"(?:[.!?…]|\.\.\.)[\s\u00a0\u202f]?(?:[»”\")\]]|[¹²³⁴-⁹]|\[\d{1,3}\])*(?P<gap>\s+)(?=[«“\"(\[]?\s?[A-ZÀ-ÖØ-ÞŒ0-9]|[a-z]\)\s)"
)
_CARELESS = re.compile(r"(?<=[a-zà-ÿœ]{4}\.)\s+(?=[a-zà-ÿœ])")
_NEXT_WORD = re.compile(rf"\S.{{0,{LOOK_AROUND_CHARS}}}", re.DOTALL)
_LINE_BREAK = re.compile(r"(?<![ \t\u00a0\u202f])[ \t\u00a0\u202f]*\n\s*")
_OPENS_ITEM = re.compile(r"(?:[•◦▪‣●·–—*-]\s|\d{1,2}[.)°]\s|[a-z]\)\s)")
_CLOSERS = "»”)]"
_PAIRS = (("«", "»"), ("“", "”"), ("(", ")"))
MAX_ASIDE_CHARS = 500
"""A quotation or a bracket not closed by then was never opened: a list number « 1) », a lost mark."""


class FrenchSentenceSplitter:
    """Splits French legal and administrative text."""

    def split(self, text: str) -> tuple[Span, ...]:
        """Spans of the sentences in order, without surrounding white space; nothing but space between.

        A line break ends a sentence, except inside a wrapped line (lower case follows).
        """
        starts = [0]
        for position in _candidates(text):
            if position > starts[-1] and not _vetoed(text, starts[-1], position):
                starts.append(position)
        ends = [*starts[1:], len(text)]
        return _without_crumbs(text, (_trimmed(text, a, b) for a, b in zip(starts, ends, strict=True)))


def _candidates(text: str) -> list[int]:
    """Places where a next sentence may start, in order."""
    proposed = {int(boundary["end_index"]) for boundary in get_sentence_boundaries("fr", text)}
    proposed |= {match.end("gap") for match in _MISSED.finditer(text)}
    proposed |= {match.end() for match in _CARELESS.finditer(text)}
    proposed |= {match.end() for match in _LINE_BREAK.finditer(text)}
    return sorted(position for position in proposed if 0 < position < len(text))


def _vetoed(text: str, start: int, position: int) -> bool:
    """Whether no sentence can start at `position`, the current one having started at `start`."""
    left = text[start:position].rstrip()
    ahead = _NEXT_WORD.search(text, position)
    right = ahead.group() if ahead else ""
    gap = text[start + len(left) : position]
    if not left or not right or not gap:
        return True
    if "\n" in gap:
        return "\n\n" not in gap and right[0].islower() and left[-1] not in ".!?;:" and not _OPENS_ITEM.match(right)
    if right[0] in _CLOSERS + ",;:.!?/%" or (right[0].islower() and not _starts_in_lower_case(left, right)):
        return True
    if _OPENS_DASH.match(right) and _SHORT_LABEL.fullmatch(left):  # « Art. 3. – Le loyer », « I. – Le maire »
        return True
    bare = left.rstrip(' »”")]\u00a0\u202f')
    if bare.endswith(("n°", "N°")) or _within(text, start, position):
        return True
    return bare.endswith(".") and bare == left and not bare.endswith("..") and _abbreviates(bare[:-1], right)


def _starts_in_lower_case(left: str, right: str) -> bool:
    """« … fourni. b) Le devis… », or a writer who never uses capitals: « il arrive en mairie. il est daté. »."""
    if _OPENS_ITEM.match(right):
        return left[-1] in ".!?"
    careless = left[0].islower() and _CARELESS.search(f"{left} {right[0]}", len(left) - 5)
    return bool(careless) and _STARTERS.match(right[0].upper() + right[1:]) is not None


_OPENS_DASH = re.compile(r"[–—-]\s")


def _within(text: str, start: int, position: int) -> bool:
    """Whether `position` is in a quotation or a bracket after which its sentence goes on: « … » et signe."""
    near = max(start, position - MAX_ASIDE_CHARS)
    for opening, closing in _PAIRS:
        if text.count(opening, near, position) > text.count(closing, near, position):
            close = text.find(closing, position, position + MAX_ASIDE_CHARS)
            after = text[close + 1 : close + 20].lstrip()
            if close >= 0 and after and (after[0].islower() or after[0] in ",;:."):
                return True
    return False


def _abbreviates(left: str, right: str) -> bool:
    """Whether the full stop after `left` belongs to an abbreviation, an initial or a list number."""
    if _ENUMERATOR.fullmatch(left) or _LABEL.fullmatch(left):
        return True
    left = left[-LOOK_AROUND_CHARS:]
    if _CA_VEUT_DIRE.search(left):
        return True
    if _INCLUSIVE.search(left):
        return False
    if _ACRONYM.search(left) or _CODE_NAME.search(left):
        # « C.E. Sect. », « la S.A. Béton », « C. civ. Art. 3 », but « hors T.V.A. Le maire »
        return not _STARTERS.match(right)
    found = _LAST_WORD.search(left)
    return found is not None and _stands_alone(left, found.group(1)) and _cut_short(found.group(1), left, right)


def _cut_short(word: str, left: str, right: str) -> bool:
    """Whether `word`, the last of `left`, is an initial or an abbreviation."""
    if len(word) == 1 and word.isupper():
        return _initial(word, left, right)
    if word.lower() in _NEVER_LAST:
        acronym = word.isupper() and len(word) > 1 and word != "MM"
        return not acronym and not _used_as_noun(word, left, right)
    if word.lower() in _STREETS:
        return not _STARTERS.match(right)
    return word.lower() in _MAY_BE_LAST and right[0].isdigit()


def _stands_alone(left: str, word: str) -> bool:
    """False inside an address or a number: « service-public.fr », « 2122-1 »."""
    before = left[: -len(word)][-1:]
    return not before or before.isspace() or before in "(«“\"'’[/,;"


def _initial(word: str, left: str, right: str) -> bool:
    """« L. 2122-1 », « J. Dupont »: yes. « l'annexe B. Le maire »: a capital ends a sentence before a starter."""
    if right[0].isdigit() or right[0] == "*":
        return word in "LRDACP" or not right[0].isdigit()
    return word == "M" or not left[:-1].strip() or not _STARTERS.match(right)


def _used_as_noun(word: str, left: str, right: str) -> bool:
    """« Il a bu la mer. Puis… »: a month or day cut short stands after a number; « com », « soc » after a court."""
    if word in {"c", "v"} and right[0].isdigit():  # « 7 c. 4 », « 12 v. 3 »
        return False
    if word.lower() in {"mar", "mer", "sam", "dim", "jeu", "com", "me", "dir", "env", "min", "ca", "ce", "v", "c"}:
        return re.search(r"(?:\b(?:la|le|les|du|de|des|un|une|ce|mon|son)\s+|\d\s*)\w+$", left) is not None
    return word.lower() in {"p", "pp", "pt", "n", "no"} and re.search(r"\d[\s\u00a0]*\w+$", left) is not None


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return Span(start + lead, start + len(piece.rstrip()))


def _without_crumbs(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """A piece without any letter or figure (a lone « » », a dash) joins the sentence before it."""
    kept: list[Span] = []
    for span in spans:
        if span.start >= span.end:
            continue
        if kept and not any(c.isalnum() for c in text[span.start : span.end]):
            kept[-1] = Span(kept[-1].start, span.end)
        else:
            kept.append(span)
    return tuple(kept)
