"""`python -m bench.pdf`: pages a second of processor that PDF libraries read, on guides of the demonstration corpus.

pdfplumber looks for tables on every page; ours gives columns, tables, headings and notes. For pypdf, which gives text
alone, see the pages read by LangChain in bench/ingest.py.
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pdfplumber
from rich.console import Console
from rich.table import Table

from bench.ingest import write_guides
from ingest.readers import read_file

SLOW_PAGES = 20  # enough of a PDF for pdfplumber


def main() -> None:
    """Print the machine, then each library's pages a second of processor time."""
    libraries: dict[str, Callable[[Path], int]] = {
        f"pdfplumber {version('pdfplumber')}, tables on each of {SLOW_PAGES} pages": _pdfplumber,
        f"Guichet, on pypdfium2 {version('pypdfium2')}": _ours,
    }
    with tempfile.TemporaryDirectory() as made:
        write_guides(Path(made) / "guides")
        path = min((Path(made) / "guides").iterdir())
        _ours(path)  # imports and word lists are loaded once
        table = Table("library", "pages", "pages a second of processor")
        for name, read in libraries.items():
            started = time.process_time()
            pages = read(path)
            table.add_row(name, str(pages), f"{pages / (time.process_time() - started):.0f}")
    console = Console()
    console.print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}")
    console.print(table)


def _pdfplumber(path: Path) -> int:
    with pdfplumber.open(path) as document:
        return len([(page.extract_text(), page.extract_tables()) for page in document.pages[:SLOW_PAGES]])


def _ours(path: Path) -> int:
    [raw] = read_file(path)
    return raw.pages or 0


if __name__ == "__main__":
    main()
