"""`python -m bench.sentences`: texts cut exactly as a lawyer would, ours beside pysbd, sentencex and a plain regex.

Needs the `peers` dependency group (pysbd). The cases are tests/data/sentences.jsonl.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from importlib.metadata import version

import pysbd
from rich.console import Console
from rich.table import Table
from sentencex import segment

from ingest.sentences import FrenchSentenceSplitter
from tests.data.labelled import labelled_sentences

SPLITS = ("dev", "test")

Split = Callable[[str], list[str]]


def main() -> None:
    """Print, for each splitter and split, how many texts it cuts with no break wrong or missing."""
    table = Table(title="texts cut exactly right")
    table.add_column("splitter")
    for column in (*SPLITS, "ms a text"):
        table.add_column(column, justify="right")
    for name, split in _splitters().items():
        start = time.perf_counter()
        scores = [_score(split, labelled_sentences(part)) for part in SPLITS]
        seconds = time.perf_counter() - start
        texts = sum(total for _, total in scores)
        table.add_row(
            name,
            *(f"{right}/{total} = {right / total:.0%}" for right, total in scores),
            f"{seconds * 1_000 / texts:.2f}",
        )
    Console(width=100).print(table)


def _splitters() -> dict[str, Split]:
    ours, peer = FrenchSentenceSplitter(), pysbd.Segmenter(language="fr", clean=False)
    return {
        "Guichet": lambda text: [text[span.start : span.end] for span in ours.split(text)],
        f"pysbd {version('pysbd')}": peer.segment,
        f"sentencex {version('sentencex')}": lambda text: list(segment("fr", text)),
        "regex [.!?…] + capital, line breaks": lambda text: re.split(r"(?<=[.!?…])\s+(?=[«(A-ZÀ-Ý\d])|\n", text),
    }


def _score(split: Split, cases: list[tuple[str, list[str]]]) -> tuple[int, int]:
    """Texts cut exactly right (white space at the edges aside), and all texts."""
    right = sum([piece.strip() for piece in split(text) if piece.strip()] == expected for text, expected in cases)
    return right, len(cases)


if __name__ == "__main__":
    main()
