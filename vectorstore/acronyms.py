"""Acronyms that documents explain: « société coopérative d'intérêt collectif (SCIC) », « SCIC (société …) ».

After Schwartz and Hearst (« A simple algorithm for identifying abbreviation definitions in biomedical text », PSB
2003): the short form's letters are found in the long one from right to left. French acronyms are made of initials, so
each letter must begin a word, and hardly any but link words may be passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wordfreq import zipf_frequency

from domain.text import fold, normalise_spaces

LINKS = frozenset(
    (
        "a",
        "au",
        "aux",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "ou",
        "par",
        "pour",
        "sur",
        "un",
        "une",
    )
)
MAX_PASSED = 1  # other words passed over: « réseau des collectivités territoriales pour une économie solidaire » (RTES)
COMMON = 2.5  # Zipf: a word in small letters that French uses as often is that word, not an acronym (« pat », « ess »)
_SHORT = r"[A-ZÀ-Ý][A-ZÀ-Ý0-9]{1,9}"
_AFTER = re.compile(rf"(?P<before>[^().;:!?\n]{{4,160}}?)\s*\(\s*(?P<short>{_SHORT})s?\s*\)")
_BEFORE = re.compile(rf"\b(?P<short>{_SHORT})s?\s*\((?P<long>[^()\n]{{4,160}})\)")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, order=True)
class Acronym:
    """A short form in capitals and what it stands for, both as documents write them."""

    short: str
    long: str


def mine(text: str) -> Iterator[Acronym]:
    """The acronyms that a text explains."""
    for match in _AFTER.finditer(text):
        long = _long_form(match["short"], match["before"])
        if long:
            yield Acronym(match["short"], long)
    for match in _BEFORE.finditer(text):
        long = match["long"].strip()
        if _long_form(match["short"], long) == normalise_spaces(long):
            yield Acronym(match["short"], normalise_spaces(long))


class Expander:
    """Knows acronyms both ways. Of two meanings of one short form, the one that more passages explain stands."""

    def __init__(self, counts: Mapping[Acronym, int]) -> None:
        self._long: dict[str, str] = {}
        self._short: dict[str, str] = {}
        for acronym, _ in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
            self._long.setdefault(fold(acronym.short), acronym.long)
            self._short.setdefault(fold(acronym.long), acronym.short)
        self._longs = _any_of(self._short)

    def explained(self, text: str) -> tuple[Acronym, ...]:
        """The acronyms that stand in the text by their short form alone, each as written there."""
        if self._longs is None:
            return ()
        folded = fold(text)
        written = {match.group(): self._long.get(fold(match.group())) for match in _WORD.finditer(text)}
        return tuple(
            Acronym(short, long)
            for short, long in written.items()
            if long and fold(long) not in folded and (short.isupper() or zipf_frequency(short, "fr") < COMMON)
        )

    def shortened(self, text: str) -> tuple[str, ...]:
        """The short forms of what stands in the text by its long form."""
        if self._longs is None:
            return ()
        return tuple(dict.fromkeys(self._short[long] for long in self._longs.findall(fold(text))))


def _any_of(longs: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(longs, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b") if longest_first else None


def _long_form(short: str, before: str) -> str | None:
    """The end of `before` that the short form abbreviates, None when there is none."""
    words = list(_WORD.finditer(before))
    if not words:
        return None
    letters, passed = list(fold(short)), 0
    for word in reversed(words):
        content = fold(word.group())
        if content in LINKS:
            continue
        if content[0] == letters[-1]:
            letters.pop()
        else:
            passed += 1
        if passed > MAX_PASSED:
            return None
        if not letters:
            long = before[word.start() : words[-1].end()]
            return normalise_spaces(long) if " " in long else None
    return None
