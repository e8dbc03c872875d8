"""`python -m bench.highlight [FOLDER…]`: of the sentences that could be quoted from PDF files, how many are found whole
on the image of their page.

Every sentence of every passage counts: those are all that the default answers can cite. A quote counts as found when
each of its letters and digits is covered, on the page where its passage starts or on those that it runs over. Scanned
pages go through Tesseract when it is installed; without it, they are left out.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.table import Table

from domain.types import Document, Passage, Visibility
from ingest import ocr
from ingest.highlight import Highlight, highlight
from ingest.prepare import Chunker
from ingest.readers import read_file
from ingest.render import PageWord, draw_page, read_words, recognise_words
from ingest.sentences import FrenchSentenceSplitter

CORPORA = ("corpus", "tests/data/pdf", "tests/data/scans")
WINDOW, TARGET = 300, 130  # words a passage: about those of the default model
MISSES_SHOWN = 5


def main() -> None:
    """Print the machine, then file by file the share of sentences found whole, and what a page costs."""
    console = Console()
    console.print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}")
    table = Table("file", "sentences", "found whole", "share", "letters found")
    whole = total = 0
    for path in sorted(file for folder in sys.argv[1:] or CORPORA for file in Path(folder).rglob("*.pdf")):
        shares = [share for *_, share in sentences_found(path)]
        if shares:
            found = sum(share >= 1.0 for share in shares)
            whole, total = whole + found, total + len(shares)
            letters = f"{sum(shares) / len(shares):.4f}"
            table.add_row(path.name, str(len(shares)), str(found), f"{found / len(shares):.4f}", letters)
    table.add_row("all", str(total), str(whole), f"{whole / max(1, total):.4f}")
    console.print(table)
    _costs(console, Path("corpus/guides/guide-foncier-agricole.pdf"))


def sentences_found(path: Path) -> Iterator[tuple[Passage, str, float]]:
    """Each sentence of a PDF's passages, and how much of it (0..1) its pages show."""
    pages = _Pages(path)
    for passage in _passages(path):
        numbers = range(passage.page or 1, (passage.page_end or passage.page or 1) + 1)
        for span in passage.sentences:
            quote, before = passage.text[span.start : span.end], passage.text[: span.start]
            found = [highlight(quote, pages.words(n, scanned=passage.ocr is not None), before=before) for n in numbers]
            if found[0].letters:
                yield passage, quote, _together(found)


def _together(found: Sequence[Highlight]) -> float:
    """How much of a quote several pages show together."""
    covered = {n for one in found for span in one.covered for n in range(span.start, span.end)}
    return len(covered) / found[0].letters


class _Pages:
    """The words of a file's pages, read once each."""

    def __init__(self, path: Path) -> None:
        self._read = cache(lambda number: read_words(path, number))
        self._recognised = cache(lambda number: recognise_words(path, number))

    def words(self, number: int, *, scanned: bool) -> tuple[PageWord, ...]:
        """Those that Tesseract reads on a scanned page, else those of the file."""
        return self._recognised(number) if scanned else self._read(number)


def _passages(path: Path) -> Iterator[Passage]:
    chunker = Chunker(FrenchSentenceSplitter(), _count_words, WINDOW, "words", TARGET)
    for raw in read_file(path):
        if raw.blank_pages and ocr.available():
            read = {number: ocr.read_page(path, number) for number in raw.blank_pages}
            raw = ocr.complete(raw, read)  # noqa: PLW2901 - the same document, its scanned pages read
        document = Document(path.stem, raw.metadata.title, Visibility.PUBLIC, str(path))
        yield from chunker.edition(document, raw.blocks).passages


def _count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) + 2 for text in texts]


def _costs(console: Console, path: Path) -> None:
    timed: dict[str, list[float]] = defaultdict(list)
    for number in range(1, 11):
        for name, work in (("drawn", draw_page), ("its words read", read_words)):
            started = time.perf_counter()
            work(path, number)
            timed[name].append(time.perf_counter() - started)
    for name, seconds in timed.items():
        console.print(f"a page {name}: {sorted(seconds)[len(seconds) // 2] * 1000:.0f} ms (median of {len(seconds)})")


if __name__ == "__main__":
    main()
