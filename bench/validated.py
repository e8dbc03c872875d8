"""`python -m bench.validated`: which questions a validated answer is given to.

Each line of eval/validated holds a question, other wordings of it, and questions near it that ask something else. Every
near miss is held against the question and each of its wordings; every two cases of eval/cases against one another.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.wording import same_question
from eval.dataset import SPLITS, load_cases
from eval.wordings import load_wordings

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print the table, then the pairs of eval cases that are taken for the same question."""
    console = Console()
    table = Table("split", "paraphrases", "recognised", "near misses", "taken for the same")
    for split in SPLITS:
        groups = load_wordings(CHECKOUT / "eval" / "validated" / f"{split}.jsonl")
        paraphrases = [(g.question, one) for g in groups for one in g.paraphrases]
        misses = [(asked, near) for g in groups for near in g.near for asked in (g.question, *g.paraphrases)]
        found = sum(same_question(*pair) for pair in paraphrases)
        taken = sum(same_question(*pair) for pair in misses)
        share = f"{found} ({found / len(paraphrases):.2f})"
        table.add_row(split, f"{len(paraphrases)}", share, f"{len(misses)}", f"{taken}")
    console.print(table)
    questions = sorted({case.question for case in load_cases(CHECKOUT / "eval" / "cases") if not case.history})
    pairs = list(combinations(questions, 2))
    console.print(f"{len(pairs)} pairs of different eval questions, taken for the same:")
    for one, other in pairs:
        if same_question(one, other):
            console.print(f"  {one} | {other}", markup=False)


if __name__ == "__main__":
    main()
