"""Tells a question that is plainly not French.

A unigram language model over wordfreq's frequency lists: for each language, the mean Zipf frequency
(log10 of occurrences per billion words) of the question's words. Only a clear margin counts: town
halls write in acronyms, and a short French question must never be turned away.
"""

from __future__ import annotations

from wordfreq import zipf_frequency
from wordfreq.tokens import tokenize

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
    if len(tokenize(text, "fr")) < MIN_WORDS:
        return None
    french = _mean_zipf(text, "fr")
    scores = {language: _mean_zipf(text, language) for language in NAMES}
    best = max(scores, key=lambda language: scores[language])
    return NAMES[best] if scores[best] - french >= MIN_MARGIN else None


def _mean_zipf(text: str, language: str) -> float:
    words = tokenize(text, language)
    known = (max(zipf_frequency(word, language, wordlist="small"), UNKNOWN_ZIPF) for word in words)
    return sum(known) / max(1, len(words))
