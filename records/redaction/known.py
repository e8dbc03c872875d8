"""What the State's lists know of a word: how many bear it as a surname or a first name, and if a commune does.

The file is made by `python -m bench.name_lists`, which names its sources.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from sys import intern

KNOWN = Path(__file__).with_name("known.txt.gz")
NOBODY = "00"


@cache
def _known() -> dict[str, str]:
    lines = gzip.decompress(KNOWN.read_bytes()).decode().split("\n")
    pairs = (line.split(" ") for line in lines)
    return {word: intern(code) for word, code in pairs}


def known_as(word: str) -> str:
    """A folded word's code: 0 to 4 as a surname, 0 to 4 as a first name, then `c` if it is a commune's."""
    return _known().get(word, NOBODY)


def everyone() -> Iterator[tuple[str, str]]:
    """All words that are known, each with its code."""
    yield from _known().items()
