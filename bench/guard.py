"""`python -m bench.guard`: how many sentences of the demonstration corpus, changed in one place, get through the guard.

The mutations are those of tests/assistant/mutations.py; each is held against the whole paragraph it is cited from.
"""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.table import Table

from assistant.guard import fault
from tests.assistant.mutations import mutations
from tests.assistant.test_guard_mutations import quotations


def main() -> None:
    """Print, by kind of mutation, how many were tried and got through; then how many originals were stopped."""
    tried: Counter[str] = Counter()
    through: Counter[str] = Counter()
    for said, cited in quotations():
        for kind, mutated in mutations(said, cited):
            tried[kind] += 1
            through[kind] += fault(mutated, cited) is None
    table = Table("changed", "tried", "through")
    for kind, count in [*tried.most_common(), ("all", tried.total())]:
        table.add_row(kind, f"{count}", f"{through.total() if kind == 'all' else through[kind]}")
    console = Console()
    console.print(table)
    stopped = sum(fault(said, cited) is not None for said, cited in quotations())
    console.print(f"{len(quotations())} sentences unchanged, {stopped} stopped")


if __name__ == "__main__":
    main()
