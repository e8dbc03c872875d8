"""Runs of four letters by BM25, a channel that was tried: what it finds by itself."""

from __future__ import annotations

from collections.abc import Sequence

from bench.retrieval.peers import DEPTH, Search
from bench.retrieval.sets import Text
from domain.text import words
from vectorstore.whole import letter_runs


def four_grams(texts: Sequence[Text]) -> Search:
    """Searches texts by their runs of four letters, each word framed by spaces, accents folded."""
    from rank_bm25 import BM25Okapi  # noqa: PLC0415 - of the peers, not of the product

    index = BM25Okapi([letter_runs(words(text.text)) for text in texts])

    def search(question: str) -> Sequence[str]:
        scores = index.get_scores(letter_runs(words(question)))
        return [texts[n].id for n in sorted(range(len(texts)), key=lambda n: -scores[n])[:DEPTH]]

    return search
