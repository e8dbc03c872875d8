"""What each hostile file gives, how long it takes and how much memory: `python -m bench.hostile [NAME…]`.

The files are those of tests/hostile.py; the limits are the settings' own.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.peak import read_with_peak
from domain.errors import GuichetError
from domain.types import RawDocument
from ingest.isolation import MIB, IsolatedReader, ReadLimits
from runtime.settings import load_settings
from tests import hostile


def main() -> None:
    """Print one line a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="files of tests/hostile.py; all of them by default")
    names = parser.parse_args().names or hostile.FILES
    settings = load_settings()
    limits = ReadLimits(settings.read_seconds, settings.read_memory_mb * MIB, settings.max_file_mb * MIB)
    table = Table("file", "MB", "seconds", "peak MiB", "outcome")
    with tempfile.TemporaryDirectory() as folder, IsolatedReader(limits, workers=1) as reader:
        _measure(reader, hostile.build("cp1252.md", Path(folder)), limits)  # starts the readers' server
        for name in names:
            path = hostile.build(name, Path(folder))
            size = path.stat().st_size / hostile.MB
            outcome, seconds, peak = _measure(reader, path, limits)
            table.add_row(name, f"{size:.1f}", f"{seconds:.1f}", peak, _told(outcome))
            path.unlink()
    Console(width=160).print(table)


def _measure(
    reader: IsolatedReader, path: Path, limits: ReadLimits
) -> tuple[tuple[RawDocument, ...] | GuichetError, float, str]:
    start = time.perf_counter()
    (given,) = reader.run_all(read_with_peak, [(path, limits.file_bytes)])
    seconds = time.perf_counter() - start
    if isinstance(given, GuichetError):  # the process was ended: what it held is not known
        return given, seconds, "–"
    outcome, peak = given
    return outcome, seconds, f"{peak / MIB:.0f}"


def _told(outcome: tuple[RawDocument, ...] | GuichetError) -> str:
    if isinstance(outcome, GuichetError):
        return f"refused: {str(outcome).split(' : ', 1)[1]}"
    blocks = sum(len(raw.blocks) for raw in outcome)
    blank = sum(len(raw.blank_pages) for raw in outcome)
    return f"read: {blocks} blocks" + (f", {blank} pages wait for OCR" if blank else "")


if __name__ == "__main__":
    main()
