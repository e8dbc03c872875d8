"""Figures of an eval run. Retrieval measures come from ir-measures; the rest are plain shares.

R@k: share of a question's relevant documents found in the first k results, averaged.
RR: mean of 1 / rank of the first relevant document. nDCG@10: Järvelin and Kekäläinen, 2002,
doi:10.1145/582415.582418.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, R, nDCG

from domain.text import fold
from domain.types import AnswerStatus
from eval.dataset import Case

MEASURES = (R @ 1, R @ 5, R @ 10, RR, nDCG @ 10)
SAID = (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Guichet gave for a case: document ids of the search, best first, and the answer."""

    case: Case
    ranking: tuple[str, ...]
    status: AnswerStatus
    text: str
    cited: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a total."""

    count: int
    total: int

    @property
    def value(self) -> float | None:
        """Count / total, None for an empty total."""
        return self.count / self.total if self.total else None


def retrieval(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Means over the cases that have relevant documents."""
    judged = [o for o in outcomes if o.case.relevant]
    qrels = [
        ir_measures.Qrel(o.case.id, document, 1)
        for o in judged
        for document in {r.document_id for r in o.case.relevant}
    ]
    run = [
        ir_measures.ScoredDoc(o.case.id, document, -float(rank))
        for o in judged
        for rank, document in enumerate(o.ranking)
    ]
    if not qrels:
        return {}
    found = ir_measures.calc_aggregate(MEASURES, qrels, run)
    return {str(measure): float(found[measure]) for measure in MEASURES}


def shares(outcomes: Sequence[Outcome]) -> Mapping[str, Share]:
    """Citations, facts and abstentions, as counts out of totals.

    answered_when_it_should: of the cases that the corpus answers, how many were answered;
    abstained_when_it_should: of those it does not, how many were left unanswered;
    right_source: of the rightly answered, how many cite a relevant document;
    first_source: of the rightly answered, how many cite one first;
    facts: of the facts expected of the rightly answered, how many the answer's text holds.
    """
    answerable = [o for o in outcomes if o.case.expected_status in SAID]
    silent = [o for o in outcomes if o.case.expected_status is AnswerStatus.ABSTAINED]
    said = [o for o in answerable if o.status in SAID]
    facts = [(o, fact) for o in said for fact in o.case.expected_facts]
    return {
        "answered_when_it_should": Share(len(said), len(answerable)),
        "abstained_when_it_should": Share(sum(o.status is AnswerStatus.ABSTAINED for o in silent), len(silent)),
        "right_source": Share(sum(bool(_relevant(o) & set(o.cited)) for o in said), len(said)),
        "first_source": Share(sum(bool(o.cited) and o.cited[0] in _relevant(o) for o in said), len(said)),
        "facts": Share(sum(_holds(o.text, fact) for o, fact in facts), len(facts)),
    }


def _relevant(outcome: Outcome) -> set[str]:
    return {relevant.document_id for relevant in outcome.case.relevant}


def _holds(text: str, fact: str) -> bool:
    return fold(fact) in fold(text)
