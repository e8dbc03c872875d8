"""Tells a page with nothing on it from one whose content is damaged: PDFium shows both as empty, without an error."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Collection, Iterator
from typing import Any

import pdfplumber

EMPTY_BYTES = 16  # what compressing no content gives
_DRAWS = re.compile(rb"(?<![\w/])(?:Tj|TJ|Do|EI|sh|[fFBb]\*?|[Ss])(?!\w)")
"""Operators that put something on a page (ISO 32000-1, annex A)."""


def damaged_pages(data: bytes, numbers: Collection[int]) -> tuple[int, ...]:
    """Those of these pages of the file (from 1) whose content draws something, or cannot be decoded.

    pdfplumber decodes it: a second opinion, asked only of pages on which PDFium finds no object.
    """
    if not numbers:
        return ()
    with pdfplumber.open(io.BytesIO(data)) as document:
        pages = [page for page in document.pages if page.page_number in numbers]
        return tuple(page.page_number for page in pages if any(map(_shows, _contents(page))))


def _contents(page: Any) -> Iterator[Any]:
    """The content streams of a `pdfplumber.page.Page`, references followed."""
    for content in page.page_obj.contents:
        yield content.resolve() if hasattr(content, "resolve") else content


def _shows(stream: Any) -> bool:
    if not hasattr(stream, "get_data"):  # a reference to nothing
        return True
    written = len(stream.get_rawdata() or b"")  # forgotten once decoded
    try:
        decoded = stream.get_data()
    except (ValueError, zlib.error):
        return True
    return bool(_DRAWS.search(decoded)) or (not decoded.strip() and written > EMPTY_BYTES)
