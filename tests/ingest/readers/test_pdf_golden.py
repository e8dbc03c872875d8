"""The PDF files of tests/data/pdf, block by block, against what a person reads in them (the .txt beside each)."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.types import Block, RawDocument
from ingest.readers.pdf.reader import PdfReader

DATA = Path(__file__).parents[2] / "data" / "pdf"


def shown(block: Block) -> str:
    """« p1-2 [ii] heading 1 | Les chemins »: pages, printed label, kind, level, text."""
    pages = f"p{block.page}" if block.page == block.page_end else f"p{block.page}-{block.page_end}"
    label = f" [{block.page_label}]" if block.page_label else ""
    level = f" {block.level}" if block.level else ""
    return f"{pages}{label} {block.kind.value}{level} | {block.text}"


def golden(raw: RawDocument) -> str:
    """The document as its golden file holds it."""
    blank = " ".join(map(str, raw.blank_pages)) or "aucune"
    head = f"# {raw.metadata.title} ; {raw.pages} page(s) ; à reconnaître : {blank}"
    return "\n".join([head, *map(shown, raw.blocks)]) + "\n"


@pytest.mark.parametrize("path", sorted(DATA.glob("*.pdf")), ids=lambda path: path.stem)
def test_a_file_reads_as_a_person_reads_it(path: Path) -> None:
    (raw,) = PdfReader().read(path)

    assert golden(raw) == path.with_suffix(".txt").read_text(encoding="utf-8")
