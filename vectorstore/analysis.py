"""French words for the lexical index: one analysis for passages and questions alike."""

from __future__ import annotations

import re
from functools import cache

import tantivy

from domain.memo import memo

ANALYZER_VERSION = "fr-4"
TOKENIZER_NAME = "guichet_fr"

INTERROGATIVES = (
    "qui", "que", "quoi", "quel", "quels", "quelle", "quelles", "quand", "comment", "combien", "pourquoi", "ou",
    "lequel", "laquelle", "lesquels", "lesquelles",
)  # fmt: skip
"""Stop words that carry what is asked: kept for BM25 (« combien » in an FAQ's title is a signal),
left out of coverage (a passage need not hold « comment » to answer)."""

# Folded (no accents): folding comes first in the chain, so that « societe » typed in haste meets « société ».
STOP_WORDS = frozenset((
    "a", "ai", "ainsi", "as", "au", "aucun", "aucune", "aux", "avec", "c", "ce", "ceci", "cela", "celle", "celles",
    "celui", "ces", "cet", "cette", "ceux", "ci", "d", "dans", "de", "des", "doit", "doivent", "donc", "dont", "du",
    "elle", "elles", "en", "entre", "es", "est", "et", "etait", "etant", "ete", "etre", "eu", "eux", "fait", "faire",
    "faut", "il", "ils", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "m", "ma", "mais", "me", "mes",
    "moi", "mon", "n", "ne", "ni", "nos", "notre", "nous", "on", "ont", "par", "pas", "peut", "peuvent", "peux",
    "plus", "pour", "pouvons", "puis", "qu", "s", "sa", "sans", "se", "sera", "ses", "si", "sois", "soit", "son",
    "sont", "sous", "sur", "t", "ta", "te", "tes", "toi", "ton", "tous", "tout", "toute", "toutes", "tres", "tu",
    "un", "une", "vers", "vos", "votre", "vous", "y", "bonjour", "merci", "svp", "quelque", "quelques", "chez",
    "avons", "avez", "sommes", "etes", "veut", "voulons", "souhaite", "souhaitons", "voudrait", "dit", "comme",
))  # fmt: skip

_DIGIT_GROUPS = re.compile(r"(?<=\d)[ \u00a0\u202f.](?=\d{3}(?!\d))")
_ARTICLE_PREFIX = re.compile(r"\b([LRDA])\s?\.?\s?\*?(?=\d)")
_ARTICLE_DASH = re.compile(r"(?<=\d)-(?=\d)")


def analyzer() -> tantivy.TextAnalyzer:
    """The chain for the lexical index: words, lower case, accents off, stop words, French Snowball stems."""
    return _chain(STOP_WORDS)


@cache
def content_analyzer() -> tantivy.TextAnalyzer:
    """The same chain without interrogatives: the words an answering passage is expected to hold."""
    return _chain(STOP_WORDS | set(INTERROGATIVES))


@memo("content_words", size=8_000)
def content_words(text: str) -> frozenset[str]:
    """What `content_analyzer` gives of a text as it is written."""
    return frozenset(content_analyzer().analyze(prepare(text)))


def prepare(text: str) -> str:
    """Text with what the word splitter would tear apart joined: « 23 000 » and « L. 2122-1 » become one word."""
    joined = _DIGIT_GROUPS.sub("", text)
    joined = _ARTICLE_PREFIX.sub(r"\1", joined)
    return _ARTICLE_DASH.sub("x", joined)


def _chain(stop_words: frozenset[str]) -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.custom_stopword(sorted(stop_words)))
        .filter(tantivy.Filter.stemmer("french"))
        .build()
    )
