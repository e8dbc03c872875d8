"""`python -m bench.redaction`: how much personal data is taken out of questions, and if they can still be answered.

The cases, eval/redaction/{dev,test}.jsonl, are hand-written: what must go (`personal`), what must stay (`kept`). The
patterns of records/redaction/ are chosen on dev, which three earlier test splits, looked at, have joined. The test
split is a fresh one, written by someone who had not seen the patterns: it is only measured, once they are chosen, and
what is missed there is only counted, by kind, so that it stays unseen.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from records.redaction import redacted

SPLITS = ("dev", "test")
CASES = Path(__file__).resolve().parent.parent / "eval" / "redaction"
_WORD = re.compile(r"\w{2,}")
_LABEL = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class RedactionCase:
    """A question, the substrings that must be gone once it is redacted, and those that must remain."""

    id: str
    text: str
    personal: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What the case tries: `nom-03` tries names."""
        return self.id.rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a system did to the cases of a split. `missed` and `damaged` pair a case with what was left, or lost."""

    cases: int
    items: int
    with_personal: int
    missed: tuple[tuple[RedactionCase, str], ...]
    damaged: tuple[tuple[RedactionCase, str], ...]

    @property
    def recall(self) -> float:
        """The share of personal items of which no word is left."""
        return 1 - len(self.missed) / self.items

    @property
    def kept_intact(self) -> float:
        """The share of cases where all that must remain does."""
        return 1 - len({case.id for case, _ in self.damaged}) / self.cases

    @property
    def still_answerable(self) -> float:
        """The same, of the cases that hold personal data."""
        return 1 - len({case.id for case, _ in self.damaged if case.personal}) / self.with_personal


def load(split: str) -> tuple[RedactionCase, ...]:
    """The cases of a split, in the order of the file."""
    lines = (CASES / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    told = map(json.loads, lines)
    return tuple(RedactionCase(one["id"], one["text"], tuple(one["personal"]), tuple(one["kept"])) for one in told)


def left(case: RedactionCase, after: str) -> tuple[str, ...]:
    """The personal items of which a word is still there: one more than the text holds apart from personal data."""
    innocent = case.text
    for item in sorted(case.personal, key=len, reverse=True):
        innocent = innocent.replace(item, " ")
    more = _words(_LABEL.sub(" ", after)) - _words(innocent)
    return tuple(item for item in case.personal if more & _words(item))


def measure(cases: Sequence[RedactionCase], system: Callable[[str], str] = redacted) -> Measure:
    """What a system, text to text, does to the cases."""
    after = [(case, system(case.text)) for case in cases]
    return Measure(
        cases=len(cases),
        items=sum(len(case.personal) for case in cases),
        with_personal=sum(bool(case.personal) for case in cases),
        missed=tuple((case, item) for case, text in after for item in left(case, text)),
        damaged=tuple((case, kept) for case, text in after for kept in case.kept if kept not in text),
    )


def main() -> None:
    """Print the figures of each split, then what was missed and what was lost: by kind and, of dev, one by one."""
    measured = {split: measure(load(split)) for split in SPLITS}
    table = Table("split", "cases", "personal items", "recall", "kept intact", "still answerable")
    for split, one in measured.items():
        shares = (f"{share:.3f}" for share in (one.recall, one.kept_intact, one.still_answerable))
        table.add_row(split, f"{one.cases}", f"{one.items}", *shares)
    console = Console(width=120)
    console.print(table)
    for split, one in measured.items():
        for title, found in (("left", one.missed), ("lost", one.damaged)):
            kinds = Counter(case.kind for case, _ in found)
            console.print(f"{split}, {title}: {dict(kinds)}")
            for case, words in found if split == "dev" else ():
                console.print(f"  {case.id}: {words}", markup=False)


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


if __name__ == "__main__":
    main()
