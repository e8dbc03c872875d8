"""`python -m bench.references`: precision and recall of find_references on tests/data/references.jsonl."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from tests.data.labelled import labelled_references, precision_and_recall


def main() -> None:
    """Print precision and recall of each split: span and normal form right, then span alone."""
    table = Table("split", "counted", "sentences", "mentions", "precision", "recall")
    for split in ("dev", "test"):
        sentences = labelled_references(split)
        mentions = sum(len(found) for _, found in sentences)
        for counted, span_only in (("span and form", False), ("span", True)):
            precision, recall = precision_and_recall(sentences, span_only=span_only)
            table.add_row(split, counted, f"{len(sentences)}", f"{mentions}", f"{precision:.3f}", f"{recall:.3f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
