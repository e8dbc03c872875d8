"""What is said with an answer that staff validated; which questions it answers is wording.py's."""

from __future__ import annotations

from datetime import date

from domain.text import french_date
from domain.types import AnswerWarning, Draft, DraftSentence, Evidence, Hit, Support
from domain.validated import ValidatedMatch
from prompts.loader import render


def evidence_of(match: ValidatedMatch) -> Evidence:
    """The passages that it quotes, each once, in order."""
    sources = list({source.passage.id: source for source in match.sources.values()}.values())
    return Evidence(tuple(Hit(source.passage, source.document, 0.0, n) for n, source in enumerate(sources, start=1)))


def draft_of(match: ValidatedMatch, evidence: Evidence) -> Draft:
    """Its sentences, each on the quotes that staff chose for it."""
    numbers = {hit.passage.id: n for n, hit in enumerate(evidence.hits, start=1)}
    return Draft(
        tuple(
            DraftSentence(
                sentence.text,
                tuple(Support(numbers[quote.passage_id], quote.start, quote.end) for quote in sentence.quotes),
            )
            for sentence in match.validated.sentences
        )
    )


def validated_warnings(match: ValidatedMatch, as_of: date) -> tuple[AnswerWarning, ...]:
    """What has moved since staff validated it: a passage that its document says no more, a review that is due."""
    changed = {s.document.id: s.document.title for s in match.sources.values() if not s.stands}
    told = [AnswerWarning("changed", render("warning_changed", title=title), i) for i, title in changed.items()]
    review_by = match.validated.review_by
    if review_by and review_by < as_of:
        told.append(AnswerWarning("review", render("warning_review", date=french_date(review_by))))
    return tuple(told)
