"""`python -m bench.weak_llm [N]`: what a weak real language model writes over the eval set, and what the guard drops.

Every case (or every N-th) is asked of Guichet with the model behind it. What reaches the user is then checked by the
eval's own count of values, numbers and references that stand in none of the cited quotes.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from assistant.guard import unsaid
from assistant.question import to_query
from domain.types import Answer
from eval.dataset import load_cases
from tests.assistant.weak import CHECKOUT, Dropped, weak_guichet, weak_model


def main() -> None:
    """Print what was asked, dropped, and said."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    cases = load_cases(CHECKOUT / "eval" / "cases")[::every]
    dropped = Dropped()
    said: Counter[str] = Counter()
    with (
        tempfile.TemporaryDirectory() as data,
        weak_model() as url,
        weak_guichet(url, Path(data), CHECKOUT / "models") as guichet,
        dropped.listening(),
    ):
        for case in track(cases, description="cases"):
            query = to_query(case.question, earlier=case.history, as_of=case.as_of, audience=case.audience)
            said.update(_told(guichet.answer(query)))
    table = Table("", "count")
    for name, count in [("cases", len(cases)), *said.most_common()]:
        table.add_row(name, f"{count}")
    for reason, count in dropped.reasons.most_common():
        table.add_row(f"sentences dropped: {reason}", f"{count}")
    Console().print(table)


def _told(answer: Answer) -> Counter[str]:
    quotes = {citation.number: citation.quote for citation in answer.citations}
    told: Counter[str] = Counter({"values that no cited quote holds": 0, f"{answer.status} answers": 1})
    by_model = answer.sentences and answer.notice.startswith("Réponse rédigée")
    told["answers in the model's words"] += bool(by_model)
    told["answers verbatim instead"] += any(warning.code == "llm" for warning in answer.warnings)
    for sentence in answer.sentences:
        cited = "\n".join(quotes[number] for number in sentence.citations)
        told["sentences said in the model's words"] += bool(by_model)
        told["values that no cited quote holds"] += len(unsaid(sentence.text, cited))
    return told


if __name__ == "__main__":
    main()
