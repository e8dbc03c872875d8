"""Misspelt words of a question, mended with the words of the documents that its asker may read.

A word is mended when French does not know it (wordfreq's list), or knows it a hundred times less than a word of the
documents one fault away: web texts, which the list counts, hold faults too (« vilage »). A French word never is.
Distance: optimal string alignment (a swap of neighbours is one fault), over letters without accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA
from wordfreq import zipf_frequency

from domain.memo import memo
from domain.text import fold

MIN_LETTERS = 4  # a shorter word is one fault away from too many others
TWO_FAULTS_LETTERS = 8  # from so many letters on, two faults still tell which word it was
KNOWN = 2.0  # Zipf: once in ten million words, or more
OFTEN = 2.0  # Zipf: a hundred times more often
_WORD = re.compile(r"[^\W\d_]+")
_CANDIDATES = 8
_ELIDED = re.compile(r"(?P<article>qu|[ldjmtsnc])(?P<word>[aeiouyhàâéèêëîïôûœ][^\W\d_]{2,})\Z")
SHORTHANDS = {
    "asso": "association", "assos": "associations", "assoc": "association", "subv": "subvention",
    "delib": "délibération", "interco": "intercommunalité", "prefec": "préfecture",
    "collec": "collectivité", "exo": "exonération",
}  # fmt: skip
"""What town halls write short, and no document spells so; a word typed so is none in French."""


class Speller:
    """Mends questions with a vocabulary: {word as documents write it, lower case: passages that hold it}."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._forms: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        for word, count in sorted(vocabulary.items(), key=lambda entry: (-entry[1], entry[0])):
            self._forms.setdefault(fold(word), word)  # the commonest spelling first: « général » before « general »
            self._counts[fold(word)] = self._counts.get(fold(word), 0) + count
        self._keys = [key for key in self._forms if len(key) >= MIN_LETTERS]

    def mend(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The text with its misspelt words replaced, the rest as it was; and the mends, (as typed, as mended)."""
        mends: list[tuple[str, str]] = []

        def one(match: re.Match[str]) -> str:
            typed = match.group()
            mended = self._mended(typed)
            if mended == typed.lower():
                return typed
            mends.append((typed, mended))
            return mended

        return _WORD.sub(one, text), tuple(mends)

    def _mended(self, typed: str) -> str:
        word, key = typed.lower(), fold(typed)
        if key not in self._forms:
            if SHORTHANDS.get(key) and fold(SHORTHANDS[key]) in self._forms:
                return SHORTHANDS[key]
            if elided := self._elided(word):
                return elided
        if len(key) < MIN_LETTERS or _zipf(word) >= KNOWN:
            return word
        if key in self._forms:  # the documents have it: an accent at most is missing
            form = self._forms[key]
            return form if _zipf(form) >= _zipf(word) + OFTEN else word
        allowed = 2 if len(key) >= TWO_FAULTS_LETTERS and not _zipf(word) else 1
        found = process.extract(key, self._keys, scorer=OSA.distance, score_cutoff=allowed, limit=_CANDIDATES)
        near = [(distance, candidate) for candidate, distance, _ in found if self._likely(candidate, key, word)]
        if not near:
            return word
        _, best = min(near, key=lambda pair: (pair[0], -self._counts[pair[1]], pair[1]))
        return self._forms[best]

    def _elided(self, word: str) -> str | None:
        """« lélu » as « l'élu »: an apostrophe left out of what is no word, where the documents have the rest."""
        match = _ELIDED.match(word)
        if match is None or _zipf(word) >= KNOWN:
            return None
        rest = SHORTHANDS.get(fold(match["word"]), match["word"])
        form = self._forms.get(fold(rest)) or (rest if _zipf(rest) >= KNOWN + OFTEN else None)
        return f"{match['article']}'{form}" if form else None

    def _likely(self, candidate: str, key: str, word: str) -> bool:
        """Whether the candidate may be what was meant: people get the first letter right, and type common words."""
        return candidate[0] == key[0] and (not _zipf(word) or _zipf(self._forms[candidate]) >= _zipf(word) + OFTEN)


def vocabulary_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of these texts that a question's may be mended with, lower case."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text) if len(word) >= MIN_LETTERS)


@memo("spelling", size=50_000)
def _zipf(word: str) -> float:
    return float(zipf_frequency(word, "fr"))
