"""French legal references: found in a text, written one way, linked when a stable address exists.

« art. L. 2122-1 du CGCT » and « article L2122-1 du code général des collectivités territoriales » are
the same CGCT L2122-1. An article without its code keeps its number alone (L2122-1); a bare « article 3 »
is no reference: it may be the third article of anything.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.decisions import find_decisions
from domain.legal_texts import CODE, DASH, TEXT, NamedText, named
from domain.memo import memo
from domain.text import fold
from domain.types import Span

MAX_RANGE_ARTICLES = 30
"""A longer range (« L. 411-1 à L. 411-78 ») names a whole chapter: only its ends are kept."""

LEAD_IN_CHARS = 40  # « notamment à ses », before an article


@dataclass(frozen=True, slots=True)
class FoundReference:
    """A reference as written (`text` is the source at `span`), as compared, and its address if it has a stable one.

    `articles` is all it covers, itself last: at the end of a range, the articles since the range's first.
    """

    text: str
    normalised: str
    span: Span
    url: str | None = None
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a code or an act is named."""

    span: Span
    text: NamedText


_LATIN = (  # longest first: « terdecies » is not « ter »
    "quaterdecies|quindecies|quinquies|septdecies|octodecies|novodecies|duodecies|terdecies|sexdecies|tervicies"
    "|duovicies|undecies|unvicies|septies|octies|quater|sexies|nonies|decies|vicies|bis|ter"
)
_SERIES = r"(?-i:L\.?\s?O|L|R|D|A)\.?\s*(?:\*\s*)?"
_TAIL = rf"(?:\s+(?:{_LATIN})\b)?(?:\s+(?-i:[A-Z])\b(?!['’.])(?:\s+(?:{_LATIN})\b)?)?"
_NUMBER = rf"(?<![\w-])(?:{_SERIES})?\d+(?:er)?(?:{DASH}\d+)*{_TAIL}(?![\w°]|{DASH}\w)"
_WORD = r"\b(?:articles?|arts?\.?)\s*"
_RANGE = r"\s+[àa]\s+(?:l['’]article\s+)?"
_LINK = (
    rf"(?:{_RANGE}|(?:\s*,\s*(?:(?:et|puis)\s+)?|(?:\s*,)?\s+(?:et|ou|ni|puis|ainsi\s+que)\s+)"
    r"(?:(?:(?:de|à)\s+)?l['’]article\s+|aux?\s+(?:articles?\s+)?|(?:les\s+)?articles?\s+)?)"
)
_ALINEA = r"(?:al(?:in[ée]as?|\.)|§|paragraphe)\s*\d+|(?:premier|deuxi[èe]me|second|troisi[èe]me|dernier)\s+alin[ée]a"
_DETAIL = rf"(?:,?\s*\(?(?:\d+°|[IVX]+\b|[a-z]\)|et\s+s(?:uivants|\.)|{_ALINEA})\)?)"
_OF = r"\s*(?:,\s*)?(?:\(\s*)?(?:(?:du|de\s+la|de\s+l['’]|des|de\s+cette|dudit)\s*)?"
_KIND = r"(?:code|loi|d[ée]cret|ordonnance|arr[êe]t[ée]|r[èe]glement|directive)"
_SAME = (
    rf"(?:(?:(?:du|de\s+la)\s+m[êe]me|dudit|de\s+ladite|de\s+ce(?:t|tte)?(?:\s+m[êe]me)?)\s+{_KIND}"
    rf"|(?:du|de\s+la|de\s+l['’])\s*{_KIND}\s+(?:pr[ée]cit|susvis|susmentionn)[ée]e?)\b"
)
_ARTICLES = re.compile(
    rf"(?:(?P<before>{CODE}|{TEXT})\s*(?:[,:(–-]\s*)*(?={_WORD}|{_SERIES}\d))?(?P<word>{_WORD})?"
    rf"(?P<numbers>{_NUMBER}(?:{_DETAIL}{{0,3}}{_LINK}{_NUMBER})*)"
    rf"(?:{_DETAIL}{{0,3}}(?:{_OF}(?:(?P<code>{CODE})|(?P<text>{TEXT}))"
    rf"|\s*(?:,\s*)?(?:(?P<same>{_SAME})|(?P<present>du\s+pr[ée]sent\s+code\b))))?",
    re.IGNORECASE,
)
_REPEATED_WORD = re.compile(rf"{_WORD}\Z", re.IGNORECASE)
_EACH = re.compile(_NUMBER, re.IGNORECASE)
_NAMED = re.compile(f"(?P<code>{CODE})|(?P<act>{TEXT})", re.IGNORECASE)
_IN_PARTICULAR = re.compile(
    r"\b(?:notamment|dont|en\s+particulier|sp[ée]cialement)\s+(?:(?:en|à|dans)\s+)?(?:son|ses|l['’]|les)\s*\Z",
    re.IGNORECASE,
)
_MAY_BE_ARTICLE = re.compile(rf"(?i:\barts?\b|\barticles?\b)|{_SERIES}\d")
_NEXT_SENTENCE = re.compile(r";|[.!?]\s+[A-ZÀ-Ý](?!\.)")
# Regulatory articles are numbered after book, title and chapter: « R. 45-12 » alone is a shelf mark.
_TELLING = re.compile(r"LO?\d+-|[RDA]\d{3,}-")


@memo("references", size=4_000)
def find_references(text: str) -> tuple[FoundReference, ...]:
    """The references of a text, in order of appearance, without overlap."""
    places = [
        _Place(Span(*match.span()), source)
        for match in _NAMED.finditer(text)
        if (source := named(match.group())) is not None
    ]
    acts = [
        _made(text, place.span, place.text.name, place.text.url)
        for place in places
        if place.text.kind not in {"code", "treaty"}
    ]
    decisions = [_made(text, found.span, found.normalised) for found in find_decisions(text)]
    kept: list[FoundReference] = []
    for reference in sorted([*_articles(text, places), *acts, *decisions], key=lambda r: (r.span.start, -r.span.end)):
        if not kept or reference.span.start >= kept[-1].span.end:
            kept.append(reference)
    return tuple(kept)


def _articles(text: str, places: Sequence[_Place]) -> Iterator[FoundReference]:
    """Articles, each of a list on its own: the first takes the word before, the last the code after."""
    if not places and not _MAY_BE_ARTICLE.search(text):
        return  # a number is an article's by its series, by the word before it, or by the text that it belongs to
    for match in _ARTICLES.finditer(text):
        source = _source(match, text, places)
        begin = match.start() if source and not (match["code"] or match["text"] or match["same"]) else _first(match)
        numbers = list(_EACH.finditer(text, *match.span("numbers")))
        previous = ""
        for index, number in enumerate(numbers):
            written = _number(number.group())
            between = text[numbers[index - 1].end() : number.start()] if index else ""
            first = previous if re.fullmatch(_RANGE, between, re.IGNORECASE) else written
            previous = written
            if not _is_article(written, match, source, index):
                continue
            repeated = _REPEATED_WORD.search(between)
            start = number.start() - len(repeated.group() if repeated else "") if index else begin
            end = match.end() if index == len(numbers) - 1 else number.end()
            covered = tuple(_qualified(article, source) for article in _from_to(first, written))
            yield _made(text, Span(start, end), covered[-1], _url(written, source), covered)


def _is_article(written: str, match: re.Match[str], source: NamedText | None, index: int) -> bool:
    if not written[0].isalpha():
        return source is not None and (match["word"] is not None or index > 0)
    return source is not None or bool(_TELLING.match(written) or (match["word"] and "-" in written))


def _source(match: re.Match[str], text: str, places: Sequence[_Place]) -> NamedText | None:
    """The text that a list of articles belongs to: said with it, or called back from what comes before."""
    written = match["code"] or match["text"] or (not match["same"] and match["before"])
    if written:
        return named(written)
    first = _first(match)
    leads_in = not match["present"] and _IN_PARTICULAR.search(text[max(0, first - LEAD_IN_CHARS) : first])
    if not match["same"] and not leads_in:
        return None
    earlier = places[: bisect_right(places, first, key=lambda place: place.span.end)]
    if match["same"]:
        return next((p.text for p in reversed(earlier) if p.text.kind in fold(match["same"])), None)
    if not earlier or _NEXT_SENTENCE.search(text, earlier[-1].span.end, first):
        return None
    return earlier[-1].text


def _first(match: re.Match[str]) -> int:
    """Where the list of articles begins, the text named before it left out."""
    return match.start("word" if match["word"] else "numbers")


def _qualified(number: str, source: NamedText | None) -> str:
    if source is None or not _holds(number, source):
        return number
    return f"{source.name} {number}" if source.kind in {"code", "treaty"} else f"{source.name} art. {number}"


def _url(number: str, source: NamedText | None) -> str | None:
    return source.url if source is not None and _holds(number, source) else None


def _holds(number: str, source: NamedText) -> bool:
    """Only codes have lettered articles: in « l'article L. 1511-2, l'article 107 du TFUE » the first is no TFUE's."""
    return source.kind == "code" or not number[0].isalpha()


def _from_to(first: str, last: str) -> list[str]:
    """The articles after the first of a range up to its last; the last alone when they do not count up by one."""
    one, two = (re.fullmatch(r"(.*?)(\d+)", number) for number in (first, last))
    if not one or not two or one[1] != two[1] or not 1 < int(two[2]) - int(one[2]) < MAX_RANGE_ARTICLES:
        return [last]
    return [f"{two[1]}{n}" for n in range(int(one[2]) + 1, int(two[2]) + 1)]


def _made(
    text: str, span: Span, normalised: str, url: str | None = None, articles: tuple[str, ...] = ()
) -> FoundReference:
    written = text[span.start : span.end]
    if written.count("(") > written.count(")") and text[span.end : span.end + 1] == ")":  # « CJUE (C-113/13) »
        span = Span(span.start, span.end + 1)
    return FoundReference(text[span.start : span.end], normalised, span, url, articles or (normalised,))


def _number(written: str) -> str:
    """« L. 2122-1 » → L2122-1, « R.* 421-1 » → R421-1, « 1er » → 1, « 1382  C bis » → 1382 C bis."""
    tight = re.sub(r"[\s.*]", "", fold(written))
    match = re.fullmatch(rf"(lo|[lrda])?(\d+)(?:er)?((?:-\d+)*)((?:{_LATIN}|[a-z])*)", tight)
    if match is None:
        return tight.upper()
    series, first, rest, tail = (part or "" for part in match.groups())
    parts = (part.upper() if len(part) == 1 else part for part in re.findall(rf"{_LATIN}|[a-z]", tail))
    return " ".join((f"{series.upper()}{first}{rest}", *parts))
