"""What a run is worth: each metric is a sum over cases, over another, with a bootstrap 95 % interval.

Retrieval measures come from ir-measures, over documents: R@k, RR@10, nDCG@10 (Järvelin and Kekäläinen, 2002,
doi:10.1145/582415.582418). Intervals: percentile bootstrap over cases (Efron, 1979, doi:10.1214/aos/1176344552).
Calibration: expected calibration error (Guo et al., 2017, arXiv:1706.04599).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG
from numpy.typing import NDArray

from assistant.guard import unsaid
from domain.evaluation import Figure
from domain.text import fold
from domain.types import AnswerStatus
from eval.dataset import SAID, Relevant
from eval.runs import CaseRun, Cited

MEASURES = (R @ 1, R @ 5, R @ 10, RR @ 10, nDCG @ 10)
RESAMPLES = 1_000
SEED = 20_261_125
BINS = 10
MATCHED_SHARE = 0.5  # of the shorter quote's words, for a citation to be the gold one
_WORD = re.compile(r"\w+")

Floats = NDArray[np.float64]
Part = tuple[float, float]
"""A case's share of a metric: what it adds to the sum above, and to the sum below."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric by its parts. `higher_is_better` tells wins from losses."""

    label: str
    part: Callable[[CaseRun], Part | None]
    higher_is_better: bool = True


def figures(cases: Sequence[CaseRun]) -> dict[str, Figure]:
    """Every metric that at least one case counts for."""
    found = {}
    for name, measured in retrieval(cases).items():
        found[name] = ratio([(measured[c.case.id], 1.0) if c.case.id in measured else None for c in cases])
    for name, metric in METRICS.items():
        found[name] = ratio([metric.part(case) for case in cases])
    found["ece"] = _of_confidence(cases, expected_calibration_error)
    found["auroc"] = _of_confidence(cases, area_under_roc)
    for name, times in (("search_ms", [c.search_ms for c in cases]), ("ask_ms", [c.ask_ms for c in cases])):
        for percent in (50, 95):
            found[f"{name}_p{percent}"] = _percentile(times, percent)
    return {name: figure for name, figure in found.items() if figure is not None}


def figures_by(cases: Sequence[CaseRun], field: str) -> dict[str, dict[str, Figure]]:
    """{value of a case's field, « kind » or « theme »: its figures}, in order."""
    groups: dict[str, list[CaseRun]] = {}
    for case in cases:
        groups.setdefault(str(getattr(case.case, field)), []).append(case)
    return {value: figures(group) for value, group in sorted(groups.items())}


def retrieval(cases: Sequence[CaseRun]) -> dict[str, dict[str, float]]:
    """{measure: {case id: value}} over the cases with gold documents."""
    judged = [case for case in cases if case.case.relevant]
    return ranked(
        {run.case.id: {relevant.document_id for relevant in run.case.relevant} for run in judged},
        {run.case.id: [found.document_id for found in run.ranking] for run in judged},
    )


def ranked(wanted: Mapping[str, Collection[str]], found: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """{measure: {question: value}}, of the gold documents and the documents found, best first, of each question.

    A document found several times counts at its best rank.
    """
    if not wanted:
        return {}
    qrels = [ir_measures.Qrel(question, gold, 1) for question, documents in wanted.items() for gold in documents]
    run = [
        ir_measures.ScoredDoc(question, document, -float(rank))
        for question in wanted
        for rank, document in enumerate(dict.fromkeys(found[question]))
    ]
    values: dict[str, dict[str, float]] = {str(measure): {} for measure in MEASURES}
    for result in ir_measures.iter_calc(MEASURES, qrels, run):
        values[str(result.measure)][result.query_id] = float(result.value)
    return values


def right_citation(cited: Cited, relevant: Sequence[Relevant]) -> bool:
    """Whether a citation rests on a gold quote: the same document, and half of the shorter quote's words in common."""
    return any(gold.document_id == cited.document_id and _overlaps(gold.quote, cited.quote) for gold in relevant)


def unsupported(run: CaseRun) -> int:
    """Values, numbers and references of the answer's sentences that are in none of the quotes that they cite."""
    return sum(len(unsaid(sentence.text, "\n".join(sentence.quotes))) for sentence in run.sentences)


def correct(run: CaseRun) -> bool:
    """Whether an answer is what was expected: its status, every fact, every warning, no forbidden fact."""
    facts = all(fact.said_in(run.text) for fact in run.case.expected_facts)
    warned = set(run.case.expected_warnings) <= set(run.warnings)
    clean = not any(fact.said_in(run.text) for fact in run.case.forbidden_facts)
    return _status_right(run) and (not run.case.answerable or (facts and warned and clean))


def _status_right(run: CaseRun) -> bool:
    return run.status is run.case.expected_status or (run.case.answerable and run.status in SAID)


def _facts(run: CaseRun) -> Part | None:
    expected = run.case.expected_facts
    return (float(sum(fact.said_in(run.text) for fact in expected)), float(len(expected))) if expected else None


def _forbidden(run: CaseRun) -> Part | None:
    forbidden = run.case.forbidden_facts
    return (float(any(fact.said_in(run.text) for fact in forbidden)), 1.0) if forbidden else None


def _citation_precision(run: CaseRun) -> Part | None:
    if not run.citations or not run.case.relevant:
        return None
    return float(sum(right_citation(c, run.case.relevant) for c in run.citations)), float(len(run.citations))


def _citation_recall(run: CaseRun) -> Part | None:
    """Of the facts to be sourced, those with a right citation: one of a fact's quotes is enough."""
    facts = {relevant.fact for relevant in run.case.relevant}
    if not facts:
        return None
    sourced = {gold.fact for gold in run.case.relevant for c in run.citations if right_citation(c, [gold])}
    return float(len(sourced)), float(len(facts))


def _exactness(run: CaseRun) -> Part | None:
    return (float(sum(c.exact for c in run.citations)), float(len(run.citations))) if run.citations else None


def _abstention_precision(run: CaseRun) -> Part | None:
    if run.status is not AnswerStatus.ABSTAINED:
        return None
    return float(run.case.expected_status is AnswerStatus.ABSTAINED), 1.0


def _abstention_recall(run: CaseRun) -> Part | None:
    if run.case.expected_status is not AnswerStatus.ABSTAINED:
        return None
    return float(run.status is AnswerStatus.ABSTAINED), 1.0


def _overconfident(run: CaseRun) -> Part | None:
    """Of what no source answers, answered as if one did; told as what comes nearest, it is not."""
    if run.case.expected_status is not AnswerStatus.ABSTAINED:
        return None
    return float(run.status is AnswerStatus.ANSWERED), 1.0


def _silenced(run: CaseRun) -> Part | None:
    return (float(run.status is AnswerStatus.ABSTAINED), 1.0) if run.case.answerable else None


def _warned(run: CaseRun) -> Part | None:
    expected = run.case.expected_warnings
    return (float(set(expected) <= set(run.warnings)), 1.0) if expected else None


METRICS: Mapping[str, Metric] = {
    "fact_recall": Metric("faits attendus dits", _facts),
    "forbidden": Metric("dit un fait interdit", _forbidden, higher_is_better=False),
    "citation_precision": Metric("citations justes", _citation_precision),
    "citation_recall": Metric("faits bien sourcés", _citation_recall),
    "quote_exactness": Metric("citations exactes au caractère", _exactness),
    "unsupported": Metric("valeurs sans source", lambda run: (float(unsupported(run)), 1.0), higher_is_better=False),
    "status": Metric("bon statut", lambda run: (float(_status_right(run)), 1.0)),
    "correct": Metric("réponse juste", lambda run: (float(correct(run)), 1.0)),
    "abstention_precision": Metric("silences justifiés", _abstention_precision),
    "abstention_recall": Metric("silences gardés quand il le faut", _abstention_recall),
    "overconfident": Metric("répond avec assurance sans source", _overconfident, higher_is_better=False),
    "silenced": Metric("se tait à tort", _silenced, higher_is_better=False),
    "warnings": Metric("avertissements attendus", _warned),
    "leaks": Metric("fuites de documents réservés", lambda run: (float(bool(run.leaks)), 1.0), higher_is_better=False),
}  # fmt: skip
"""Those of answers, by name."""
LABELS = {
    **{name: metric.label for name, metric in METRICS.items()},
    "ece": "erreur de calibration", "auroc": "aire sous la courbe ROC de l'assurance",
    "search_ms_p50": "recherche, ms (médiane)", "search_ms_p95": "recherche, ms (95 %)",
    "ask_ms_p50": "réponse, ms (médiane)", "ask_ms_p95": "réponse, ms (95 %)",
}  # fmt: skip
LOWER_IS_BETTER = frozenset(name for name, metric in METRICS.items() if not metric.higher_is_better) | {"ece"}


def bins(cases: Sequence[CaseRun]) -> list[tuple[float, float, int]]:
    """The reliability diagram's points: (mean confidence, share of right answers, answers) of each filled bin."""
    said = [case for case in cases if case.status in SAID]
    confidence, right = _calibrated(said)
    where = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        (float(confidence[where == n].mean()), float(right[where == n].mean()), int((where == n).sum()))
        for n in range(BINS)
        if (where == n).any()
    ]


def _calibrated(said: Sequence[CaseRun]) -> tuple[Floats, Floats]:
    return np.array([c.confidence for c in said], float), np.array([correct(c) for c in said], float)


def _of_confidence(cases: Sequence[CaseRun], measure: Callable[[Floats, Floats], float]) -> Figure | None:
    """What a measure of (confidence, right) gives on what is said, resamples without a value left out."""
    said = [case for case in cases if case.status in SAID]
    if not said:
        return None
    confidence, right = _calibrated(said)
    value = measure(confidence, right)
    if np.isnan(value):
        return None
    resampled = [measure(confidence[rows], right[rows]) for rows in _rows(len(said))]
    low, high = np.nanpercentile(resampled, [2.5, 97.5])
    return Figure(value, float(low), float(high), float(len(said)))


def area_under_roc(confidence: Floats, right: Floats) -> float:
    """The chance that a right answer has more confidence than a wrong one (ties count half); NaN without both.

    The statistic of Mann and Whitney (1947), doi:10.1214/aoms/1177730491.
    """
    gaps = confidence[right > 0][:, None] - confidence[right == 0][None, :]
    return float(np.mean((gaps > 0) + 0.5 * (gaps == 0))) if gaps.size else float("nan")


def expected_calibration_error(confidence: Floats, right: Floats) -> float:
    """The mean gap, over BINS bins of confidence, between confidence and the share of right answers."""
    where = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = np.bincount(where, right - confidence, BINS)
    return float(np.abs(gaps).sum() / len(confidence))


def _percentile(times: Sequence[float], percent: int) -> Figure | None:
    if not times:
        return None
    values = np.array(times)
    low, high = np.percentile(np.percentile(values[_rows(len(values))], percent, axis=1), [2.5, 97.5])
    return Figure(float(np.percentile(values, percent)), float(low), float(high), float(len(values)))


def ratio(parts: Sequence[Part | None]) -> Figure | None:
    """The ratio of two sums, and its interval; resamples in which no case counts are left out."""
    counted = np.array([part for part in parts if part is not None], float)
    if not len(counted) or not counted[:, 1].sum():
        return None
    above, below = counted.sum(axis=0)
    sums = counted[_rows(len(counted))].sum(axis=1)
    ratios = sums[sums[:, 1] > 0]
    low, high = np.percentile(ratios[:, 0] / ratios[:, 1], [2.5, 97.5])
    return Figure(float(above / below), float(low), float(high), float(below))


@cache
def _rows(count: int) -> NDArray[np.int64]:
    """(RESAMPLES, count) indices, the same on each call: the same run gives the same intervals."""
    return np.random.default_rng(SEED).integers(0, count, (RESAMPLES, count))


def _overlaps(one: str, other: str) -> bool:
    first, second = (_WORD.findall(fold(text)) for text in (one, other))
    shorter, longer = sorted((first, second), key=len)
    return bool(shorter) and sum(word in set(longer) for word in shorter) >= MATCHED_SHARE * len(shorter)
