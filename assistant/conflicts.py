"""Two sources that give the same thing another value: both are shown, the newest first.

A sentence of another document contradicts one of the answer when it says the same in nearly the same words (stems,
references left out) with another value of the same kind, bounded on the same side. A document past its validity, or
replaced, contradicts no one: it was right in its time, and says so by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.evidence import is_past
from assistant.guard import stems, without_references
from assistant.values import Stated, ValueKind, find_stated
from domain.memo import memo
from domain.types import Draft, DraftSentence, Evidence, Hit, Support

SAME_WORDS = 0.5  # Jaccard index of two sentences' stems; see docs/adr/0007-extractive-by-default.md
MIN_STEMS = 4
COMPARED = frozenset({ValueKind.AMOUNT, ValueKind.PERCENTAGE, ValueKind.DURATION})
"""A date is often another one for a good reason: it is left to the reader."""
_PAST = re.compile(r"\b(?:étai(?:t|ent)|avait|jusqu'au|jusqu’au|avant le \d)", re.IGNORECASE)  # what was so in its time


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sentences that disagree, the newest source's first."""

    newest: Support
    other: Support


def conflict(draft: Draft, evidence: Evidence, as_of: date) -> Conflict | None:
    """The first sentence of the draft that another source contradicts, with that source's; None when none does."""
    for sentence in draft.sentences:
        if not _by_kind(sentence.text):
            continue
        for support in sentence.supports:
            own = evidence.hits[support.number - 1]
            if is_past(own, as_of):
                continue
            for other in _others(own, evidence, as_of):
                if _disagree(sentence.text, evidence.quoted(other)):
                    pair = sorted((support, other), key=lambda s: _published(evidence, s), reverse=True)
                    return Conflict(*pair)
    return None


def both_said(found: Conflict, draft: Draft, evidence: Evidence) -> Draft:
    """The draft with both sentences at its head, newest first, each said once."""
    head = [DraftSentence(evidence.quoted(support), (support,)) for support in (found.newest, found.other)]
    said = {sentence.text for sentence in head}
    rest = (sentence for sentence in draft.sentences if sentence.text not in said)
    return Draft((*head, *rest))


def _others(own: Hit, evidence: Evidence, as_of: date) -> Iterator[Support]:
    for number, hit in enumerate(evidence.hits, start=1):
        if hit.document.id != own.document.id and not is_past(hit, as_of):
            for span in hit.passage.sentences:
                yield Support(number, span.start, span.end)


def _disagree(one: str, other: str) -> bool:
    """Cheapest checks first: a question compares a sentence or two with some forty others."""
    if len(stems(one) & stems(other)) < MIN_STEMS or _PAST.search(one) or _PAST.search(other):
        return False
    mine, theirs = _bare_stems(one), _bare_stems(other)
    if len(mine & theirs) < max(MIN_STEMS, SAME_WORDS * len(mine | theirs)):
        return False
    here, there = _by_kind(one), _by_kind(other)
    return any(_apart(here[kind], there[kind]) for kind in here.keys() & there.keys())


@memo("bare_stems", size=4_000)
def _bare_stems(text: str) -> frozenset[str]:
    """The stems of a sentence without its references: the same article is cited for different things."""
    return stems(without_references(text))


def _by_kind(text: str) -> dict[ValueKind, frozenset[Stated]]:
    found = find_stated(text)
    kinds = {stated.value.kind for stated in found} & COMPARED
    return {kind: frozenset(stated for stated in found if stated.value.kind is kind) for kind in kinds}


def _apart(one: frozenset[Stated], other: frozenset[Stated]) -> bool:
    """Whether no value is common, and some are bounded alike: « au plus 50 % » does not deny « au moins 20 % »."""
    if {stated.value for stated in one} & {stated.value for stated in other}:
        return False
    return any(a.bound is b.bound or a.bound is None or b.bound is None for a in one for b in other)


def _published(evidence: Evidence, support: Support) -> date:
    return evidence.hits[support.number - 1].document.published or date.min
