"""Tells a question that is plainly not French.

A unigram language model over wordfreq's frequency lists: for each language, the mean Zipf frequency
(log10 of occurrences per billion words) of the question's words. Only a clear margin counts: town
halls write in acronyms, and a short French question must never be turned away.
"""

from __future__ import annotations

from wordfreq import freq_to_zipf, get_frequency_dict
from wordfreq.tokens import tokenize

from domain.memo import memo

FRENCH = "fr"
NAMES = {
    "en": "anglais",
    "es": "espagnol",
    "de": "allemand",
    "it": "italien",
    "pt": "portugais",
    "nl": "néerlandais",
}
MIN_WORDS = 4
MIN_MARGIN = 1.0  # Zipf units: words ten times more usual in that language than in French
UNKNOWN_ZIPF = 1.0  # floor, so that one unknown acronym does not decide


def foreign_language(text: str) -> str | None:
    """The French name of the question's language when it is plainly another one, else None."""
    words = tokenize(text, FRENCH)  # wordfreq cuts these languages alike: tests/assistant/test_language.py
    if len(words) < MIN_WORDS:
        return None
    french, *others = (sum(zipfs) / len(words) for zipfs in zip(*map(_zipfs, words), strict=True))
    scores = dict(zip(NAMES, others, strict=True))
    best = max(scores, key=lambda language: scores[language])
    return NAMES[best] if scores[best] - french >= MIN_MARGIN else None


@memo("word_frequencies", size=20_000)
def _zipfs(word: str) -> tuple[float, ...]:
    """How usual a word is in French, then in each of the other languages.

    Read in wordfreq's lists themselves: its `zipf_frequency` cuts the word again for each language, and keeps a
    hundred thousand answers of its own.
    """
    usual = (get_frequency_dict(language, "small").get(word) for language in (FRENCH, *NAMES))
    return tuple(max(freq_to_zipf(often), UNKNOWN_ZIPF) if often else UNKNOWN_ZIPF for often in usual)
