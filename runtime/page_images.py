"""Images of a PDF's pages, the words of a quote marked on them. Drawn and read in processes of their own, then kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import astuple
from pathlib import Path
from typing import TypeVar

from cachetools import TTLCache

from domain.errors import GuichetError, NoOriginal
from domain.ports import FileReader
from domain.types import Passage, Span
from ingest.highlight import Highlight, highlight
from ingest.render import PAGE_WIDTH, PageWord, draw_page, highlighted, read_words, recognise_words
from runtime.kept_pages import KeptPages
from runtime.originals import Original

T = TypeVar("T")

DRAWN_BY = "1"
"""Raise it when the same page would be drawn, or its words placed, otherwise."""

DRAW_SECONDS = 20.0
OCR_SECONDS = 100.0  # Tesseract gives up by itself a little before (ingest/ocr.py)
FAILED_SECONDS = 600.0
"""How long a page that could not be drawn is not tried again: a hostile one takes all its seconds each time."""
MAX_FAILED = 1_000

OpenReader = Callable[[float], AbstractContextManager[FileReader]]
"""Opens a reader whose calls may last so many seconds."""


class PageImages:
    """Draws pages. Whoever calls holds the right to read the document, and bounds how many are drawn at once."""

    def __init__(self, kept: KeptPages, open_reader: OpenReader, *, ocr: bool) -> None:
        """`ocr`: whether scanned pages can be read on this machine."""
        self._kept = kept
        self._open_reader = open_reader
        self._ocr = ocr
        self._failed: TTLCache[tuple[str, int, str], bool] = TTLCache(MAX_FAILED, FAILED_SECONDS)
        self._lock = threading.Lock()

    def page(self, original: Original, number: int) -> bytes:
        """A page (from 1) as PNG.

        Raises:
            NoOriginal: the file is no PDF, or its page cannot be drawn.
        """
        if not original.is_pdf:
            raise NoOriginal("seules les pages d'un PDF ont une image")
        name = f"{original.content}-{number}-{PAGE_WIDTH}-{DRAWN_BY}.png"
        kept = self._kept.get(name)
        if kept is None:
            kept = self._done(draw_page, original, number)
            self._kept.put(name, kept)
        return kept

    def marked(self, original: Original, number: int, passage: Passage, quote: Span) -> bytes:
        """The page with the words of a quote of a passage marked, where they are found.

        Raises:
            NoOriginal: see `page`.
        """
        page = self.page(original, number)
        boxes = self.find(original, number, passage, quote).boxes
        return highlighted(page, boxes) if boxes else page

    def find(self, original: Original, number: int, passage: Passage, quote: Span) -> Highlight:
        """Where a page shows a quote: by the file's own words, or by those of OCR when it was read so.

        Raises:
            NoOriginal: the page cannot be read.
        """
        text, before = passage.text[quote.start : quote.end], passage.text[: quote.start]
        scanned = passage.ocr is not None and self._ocr
        found = highlight(text, self._words(original, number, "mots", read_words), before=before)
        if not scanned or found.share > 0:
            return found
        return highlight(text, self._words(original, number, "ocr", recognise_words), before=before)

    def page_of(self, original: Original, passage: Passage, quote: Span) -> int | None:
        """The page where a quote starts, of those that its passage runs over. A scanned page is not read for it."""
        first, last = passage.page, passage.page_end
        if first is None or last is None or last <= first or passage.ocr is not None or not original.is_pdf:
            return first
        for number in range(first, last + 1):
            found = highlight(
                passage.text[quote.start : quote.end],
                self._words(original, number, "mots", read_words),
                before=passage.text[: quote.start],
            )
            if found.covered and found.covered[0].start == 0:
                return number
        return first

    def _words(
        self, original: Original, number: int, kind: str, read: Callable[[Path, int], tuple[PageWord, ...]]
    ) -> tuple[PageWord, ...]:
        name = f"{original.content}-{number}-{kind}-{DRAWN_BY}.json"
        kept = self._kept.get(name)
        if kept is not None:
            return tuple(PageWord(text, (box[0], box[1], box[2], box[3])) for text, box in json.loads(kept))
        words = self._done(read, original, number)
        self._kept.put(name, json.dumps([astuple(word) for word in words], ensure_ascii=False).encode())
        return words

    def _done(self, work: Callable[[Path, int], T], original: Original, number: int) -> T:
        key = (original.content, number, work.__name__)
        # What an error says names a path of this machine: told to nobody who reads.
        failed = NoOriginal("cette page n'a pas pu être dessinée")
        with self._lock:
            if key in self._failed:
                raise failed
        with self._open_reader(OCR_SECONDS if work is recognise_words else DRAW_SECONDS) as reader:
            [outcome] = reader.run_all(work, [(original.path, number)])
        if isinstance(outcome, GuichetError):
            with self._lock:
                self._failed[key] = True
            raise failed from outcome
        return outcome
