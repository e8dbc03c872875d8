"""What the fusion's weights give on the dev split, and the abstention's thresholds on both.

`python -m bench.tuning` ingests corpus/ into a fresh folder. Nothing is written: chosen values are copied by hand
into vectorstore/ranking.py and assistant/abstention.py, with the figures in docs/adr/.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.abstention import features
from assistant.evidence import RETRIEVED, gather
from assistant.extractive import ExtractiveComposer
from assistant.question import to_query
from bench.retrieval.noise import CLEAN, NOISES, TYPOS
from bench.retrieval.ours import Ranked, opened, take_in
from domain.ports import Retriever
from domain.types import AnswerStatus, Query
from eval import metrics
from eval.dataset import SPLITS, Case, Kind, load_cases
from vectorstore.fields import LEXICAL, TITLE, WHOLE
from vectorstore.ranking import RANKING

CHECKOUT = Path(__file__).resolve().parent.parent
WEIGHTS = {TITLE.name: (0.1, 0.2, 0.33), LEXICAL: (0.0, 0.1, 0.2, 0.3), WHOLE: (0.0, 0.2, 0.4, 0.6, 0.8)}
TUNED_ON = (CLEAN, TYPOS)
MEASURED = ("R@5", "RR@10", "nDCG@10")
RIDGE = 1.0  # L2 penalty of the logistic regression, on standardised features
STEPS = 500


@dataclass(frozen=True, slots=True)
class _Point:
    """A case, the features of its verbatim answer, and whether that answer is right."""

    case: Case
    features: tuple[float, ...]
    right: bool


def main() -> None:
    """Print both tables."""
    cases = load_cases(CHECKOUT / "eval" / "cases")
    console = Console(width=140)
    with tempfile.TemporaryDirectory() as data:
        take_in([CHECKOUT / "corpus"], Path(data))
        with opened(Path(data)) as ranked:
            console.print(_weights(ranked, cases))
            index = ranked(RANKING)
            points = [_point(index, case) for case in cases if case.expected_status is not AnswerStatus.CLARIFY]
    bias, weights = _fit([p for p in points if p.case.split == "dev"])
    console.print("logit =", round(bias, 2), "+", [round(w, 2) for w in weights], "· (sentence, told)")
    table = Table("at least", *(f"{split} {name}" for split in SPLITS for name in (*_GROUPS, "calibration error")))
    for threshold in (0.1, 0.2, 0.25, 0.28, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.72, 0.75, 0.8):
        row = [_shares([p for p in points if p.case.split == split], bias, weights, threshold) for split in SPLITS]
        table.add_row(f"{threshold}", *(cell for cells in row for cell in cells))
    console.print(table)


def _weights(ranked: Ranked, cases: Sequence[Case]) -> Table:
    """On dev alone, clean and mistyped: what each choice of weights gives."""
    dev = [case for case in cases if case.split == "dev" and case.relevant]
    table = Table(*WEIGHTS, *(f"{noise} {name}" for noise in TUNED_ON for name in MEASURED))
    for weights in product(*WEIGHTS.values()):
        index = ranked(replace(RANKING, weights={**RANKING.weights, **dict(zip(WEIGHTS, weights, strict=True))}))
        row = []
        for noise in TUNED_ON:
            values = metrics.ranked(
                {case.id: {gold.document_id for gold in case.relevant} for case in dev},
                {case.id: [hit.document.id for hit in index.search(_query(case, noise))] for case in dev},
            )
            row += [f"{np.mean(list(values[name].values())):.3f}" for name in MEASURED]
        table.add_row(*map(str, weights), *row)
    return table


def _query(case: Case, noise: str = CLEAN) -> Query:
    return to_query(NOISES[noise](case.question), earlier=case.history, as_of=case.as_of, audience=case.audience)


def _point(index: Retriever, case: Case) -> _Point:
    query = _query(case)
    evidence = gather(index.search(replace(query, limit=RETRIEVED, group=False)), query.as_of)
    draft = ExtractiveComposer().compose(query, evidence)
    text = " ".join(sentence.text for sentence in draft.sentences)
    said = all(fact.said_in(text) for fact in case.expected_facts)
    wrong = any(fact.said_in(text) for fact in case.forbidden_facts)
    return _Point(case, features(evidence, draft), case.answerable and said and not wrong)


def _fit(points: Sequence[_Point]) -> tuple[float, tuple[float, ...]]:
    """Ridge logistic regression of « right » by Newton's method; coefficients on raw features."""
    x = np.array([p.features for p in points])
    y = np.array([float(p.right) for p in points])
    mean, scale = x.mean(axis=0), x.std(axis=0)
    z = np.column_stack([np.ones(len(x)), (x - mean) / scale])
    penalty = RIDGE * np.diag([0.0, *np.ones(x.shape[1])])
    beta = np.zeros(z.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-z @ beta))
        gradient = z.T @ (y - p) - penalty @ beta
        step = np.linalg.solve(z.T @ (z * (p * (1 - p))[:, None]) + penalty, gradient)
        beta = beta + step
        if np.abs(step).max() < 1e-9:
            break
    weights = beta[1:] / scale
    return float(beta[0] - weights @ mean), tuple(float(w) for w in weights)


def _shares(points: Sequence[_Point], bias: float, weights: Sequence[float], threshold: float) -> Iterator[str]:
    """The share of each group with at least this confidence; and the calibration error of all."""
    sure = np.array([1 / (1 + np.exp(-bias - np.dot(weights, p.features))) for p in points])
    for belongs in _GROUPS.values():
        among = sure[[belongs(p.case) for p in points]]
        yield f"{np.mean(among >= threshold):.2f}"
    yield f"{metrics.expected_calibration_error(sure, np.array([float(p.right) for p in points])):.3f}"


_GROUPS: Mapping[str, Callable[[Case], bool]] = {
    "answerable": lambda case: case.answerable,
    "unanswered": lambda case: case.kind is Kind.UNANSWERED,
    "out of scope": lambda case: case.kind is Kind.OUT_OF_SCOPE,
}


if __name__ == "__main__":
    main()
