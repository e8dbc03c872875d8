"""What orders hits beside scores: articles that the question cites come first, and nothing is said twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.memo import memo
from domain.references import find_references
from domain.text import words
from domain.types import Document, Passage

CITED = "cited"
DUPLICATE_SHARE = 0.9  # of the runs of words of two passages
RUN_WORDS = 3

_LETTERED = re.compile(r"(?:LO|[LRDA])\d\S*(?: \S+)*\Z")
_TYPED_SMALL = re.compile(r"(?<![\w'’])(?P<series>lo|[lrda])\.?\s?(?=\d{1,4}-\d)")


def asked_references(text: str) -> frozenset[str]:
    """The legal references of a question, normalised; « l 411-1 » in small letters is one too."""
    written = _TYPED_SMALL.sub(lambda match: f"{match['series'].upper()}. ", text)
    return frozenset(article for reference in find_references(written) for article in reference.articles)


def reference_keys(reference: str) -> Iterator[str]:
    """What a passage that cites a reference is found by: the reference, and its article under any code."""
    yield reference
    if article := _LETTERED.search(reference):
        yield f"*{article.group()}"


def wanted_by(references: Iterable[str]) -> frozenset[str]:
    """What a question that cites these references looks for."""
    return frozenset(key for reference in references for key in wanted_keys(reference))


def wanted_keys(reference: str) -> Iterator[str]:
    """What a question that cites a reference looks for.

    With its code, the reference or the article alone (a text often names its code once); without, the article of any
    code: the rest of the question then tells which.
    """
    article = _LETTERED.search(reference)
    if article is None:
        yield reference
    elif article.group() == reference:
        yield f"*{reference}"
    else:
        yield from (reference, article.group())


def cites(passage: Passage, wanted: frozenset[str]) -> bool:
    """Whether the passage cites one of the references looked for."""
    return any(key in wanted for reference in passage.references for key in reference_keys(reference))


def distinct(order: Sequence[int], passages: Sequence[tuple[Passage, Document]], limit: int, as_of: date) -> list[int]:
    """The first `limit` of these candidates, without those that say again what one before them says.

    Two texts with other numbers are never the same, nor is one that is in force said by one that is no longer.
    """
    kept: list[int] = []
    for n in order:
        if not any(_says(passages[k], passages[n], as_of) for k in kept):
            kept.append(n)
        if len(kept) == limit:
            break
    return kept


def _says(earlier: tuple[Passage, Document], later: tuple[Passage, Document], as_of: date) -> bool:
    if _expired(earlier[1], as_of) and not _expired(later[1], as_of):
        return False
    (runs, figures), (others, their_figures) = _said(earlier[0].text), _said(later[0].text)
    return figures == their_figures and len(runs & others) >= DUPLICATE_SHARE * len(runs | others)


def _expired(document: Document, as_of: date) -> bool:
    return document.valid_until is not None and document.valid_until < as_of


@memo("word_runs", size=5_000)
def _said(text: str) -> tuple[frozenset[tuple[str, ...]], tuple[str, ...]]:
    """A text's runs of words, and its numbers in order."""
    said = words(text)
    runs = frozenset(said[n : n + RUN_WORDS] for n in range(max(1, len(said) - RUN_WORDS + 1)))
    return runs, tuple(word for word in said if any(c.isdigit() for c in word))
