"""The demonstration corpus as an ingest reads it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from domain.ids import document_id
from domain.types import RawDocument, Visibility
from ingest.discover import discover
from ingest.readers import read_file

CHECKOUT = Path(__file__).resolve().parents[2]
CORPUS = CHECKOUT / "corpus"


@cache
def files() -> dict[Path, tuple[RawDocument, ...]]:
    """What each file of the corpus gives."""
    return {found.path: read_file(found.path) for found in discover(CORPUS).files}


@cache
def documents() -> dict[str, RawDocument]:
    """Every document of the corpus, by id."""
    return {
        raw.metadata.id or document_id(found.relative, raw.key): raw
        for found in discover(CORPUS).files
        for raw in files()[found.path]
    }


def public() -> dict[str, RawDocument]:
    """Those that anyone may read."""
    return {id_: raw for id_, raw in documents().items() if raw.metadata.visibility is Visibility.PUBLIC}


def squeeze(text: str) -> str:
    """The text with every run of spaces, no-break ones included, as one space."""
    return re.sub(r"\s+", " ", text)


def text_of(raw: RawDocument) -> str:
    """All that a document says, its title apart."""
    return squeeze(" ".join(block.text for block in raw.blocks))
