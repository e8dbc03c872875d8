"""How likely an answer is right, and what is then said: it, what comes nearest, or nothing. A doubt is an abstention.

confidence = 1 / (1 + exp(-(a + b·sentence + c·told))), a logistic regression on whether answers were right: the cosine
of the best sentence of the first hits, and the share of the question's content words, weighted by rarity, that the
first sentence of the verbatim answer holds. It is read from the verbatim answer whoever writes in the end.
"""

from __future__ import annotations

import math

from domain.types import AnswerStatus, Draft, Evidence

BEST_HITS = 3

BIAS = -39.92
SENTENCE_WEIGHT = 44.59
TOLD_WEIGHT = 3.59
ANSWERED = 0.75
PARTIAL = 0.25
"""Fitted and chosen on the dev split by `python -m bench.tuning`; both splits' figures: docs/adr/0006-abstention.md."""


def confidence(evidence: Evidence, draft: Draft) -> float:
    """How likely (0..1) the verbatim answer is right; 0 for none."""
    if not evidence.hits or not draft.sentences:
        return 0.0
    sentence, told = features(evidence, draft)
    logit = BIAS + SENTENCE_WEIGHT * sentence + TOLD_WEIGHT * told
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


def band(sure: float) -> AnswerStatus:
    """What is said with this confidence."""
    if sure >= ANSWERED:
        return AnswerStatus.ANSWERED
    return AnswerStatus.PARTIAL if sure >= PARTIAL else AnswerStatus.ABSTAINED


def features(evidence: Evidence, draft: Draft) -> tuple[float, float]:
    """(cosine of the best sentence of the first hits, share of the question that the answer's first sentence holds)."""
    best = max((s for hit in evidence.hits[:BEST_HITS] for s in hit.sentence_similarities), default=0.0)
    return best, _told(evidence, draft)


def _told(evidence: Evidence, draft: Draft) -> float:
    if not draft.sentences:
        return 0.0
    held: dict[str, float] = {}
    for support in draft.sentences[0].supports:
        hit = evidence.hits[support.number - 1]
        for span, words in zip(hit.passage.sentences, hit.sentence_words, strict=False):
            if span.start < support.end and support.start < span.end:
                held |= words
    return sum(held.values())
