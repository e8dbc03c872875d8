"""Gives a document the text of its pages that are images, page by page, in processes that may be killed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from domain.errors import GuichetError
from domain.ports import FileReader
from domain.types import Block, RawDocument
from ingest import ocr

log = logging.getLogger(__name__)


def recognise_pages(reader: FileReader, path: Path, raw: RawDocument, tell: Callable[[str], None]) -> RawDocument:
    """The document with what OCR reads on its blank pages; those that cannot be read stay in `blank_pages`."""
    pages: dict[int, tuple[Block, ...]] = {}
    calls = [(path, number) for number in raw.blank_pages]
    for number, found in zip(raw.blank_pages, reader.run_all(ocr.read_page, calls), strict=True):
        tell(f"{path.name}, page {number} reconnue")
        if isinstance(found, GuichetError):
            log.warning("page %d of %s was not recognised: %s", number, path.name, found)
        elif found:
            pages[number] = found
    return ocr.complete(raw, pages)
