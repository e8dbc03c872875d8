"""The default composer: selects and orders verbatim sentences. No model, no network.

Each sentence of the evidence is scored by its cosine with the question (the index gives it), raised
when it opens its document, since a fiche or an FAQ entry answers first. The best ones are taken with
what they need to be understood: the sentence they lean on, the list they announce, the exception
that limits them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.dependence import is_item, leads_in, leans, limits
from domain.text import words
from domain.types import Draft, DraftSentence, Evidence, Hit, Passage, Query, Span, Support

MAX_WORDS = 120  # about what a person reads at one glance; a rule is never cut off from its exception for it
MAX_UNITS = 4
MIN_SENTENCE_WORDS = 5  # shorter ones are labels, not statements
MARGIN = 0.035  # cosine: a sentence further below the best one is about something else
OPENING_BONUS = 0.02  # cosine: given to the first sentence of a document
DOCUMENT_STEP = 0.012  # cosine: taken off for each document ranked better
MAX_OVERLAP = 0.6  # share of a sentence's words already said


@dataclass(frozen=True, slots=True)
class _Unit:
    """A run of sentences that can be understood alone: hit number (from 1), first and last sentence."""

    number: int
    first: int
    last: int
    score: float


class ExtractiveComposer:
    """Port: domain.ports.Composer."""

    def compose(self, query: Query, evidence: Evidence) -> Draft:
        """At most MAX_UNITS runs of verbatim sentences, best evidence first; empty when nothing is a statement."""
        del query  # the index has already compared every sentence with it
        units = sorted(_units(evidence), key=lambda u: (-u.score, u.number, u.first))
        chosen: list[_Unit] = []
        said: set[str] = set()
        length = 0
        for unit in units:
            text = " ".join(_texts(_hit(evidence, unit).passage)[unit.first : unit.last + 1])
            new = set(words(text))
            if chosen and (
                unit.score < chosen[0].score - MARGIN
                or length + len(text.split()) > MAX_WORDS
                or len(new & said) > MAX_OVERLAP * len(new)
            ):
                continue
            chosen.append(unit)
            said |= new
            length += len(text.split())
            if len(chosen) == MAX_UNITS:
                break
        return _draft(chosen, evidence)


def _units(evidence: Evidence) -> list[_Unit]:
    units = []
    documents: dict[str, int] = {}
    for number, hit in enumerate(evidence.hits, start=1):
        step = documents.setdefault(hit.document.id, len(documents))
        texts = _texts(hit.passage)
        for n, (text, cosine) in enumerate(zip(texts, hit.sentence_similarities, strict=True)):
            if not _is_statement(text):
                continue
            opening = OPENING_BONUS if n == 0 and hit.passage.ordinal == 0 else 0.0
            run = _run(texts, n)
            if run is not None:
                units.append(_Unit(number, *run, cosine + opening - DOCUMENT_STEP * step))
    return units


def _is_statement(text: str) -> bool:
    return len(text.split()) >= MIN_SENTENCE_WORDS and not text.rstrip().endswith("?")


def _run(texts: Sequence[str], n: int) -> tuple[int, int] | None:
    """First and last sentence of the smallest run around sentence n that can be understood alone.

    None when it leans on a sentence that this passage does not hold, or announces a list that does not follow.
    """
    first = last = n
    while leans(texts[first]):
        if first == 0:
            return None
        first -= 1
    announces = leads_in(texts[last])
    if announces or is_item(texts[last]):  # a list is said whole
        while last + 1 < len(texts) and is_item(texts[last + 1]):
            last += 1
    if announces and last == n:
        return None
    while last + 1 < len(texts) and limits(texts[last + 1]):
        last += 1
    return first, last


def _draft(chosen: Sequence[_Unit], evidence: Evidence) -> Draft:
    """Sentences by document, in the order in which documents were first chosen, then as they stand in the text."""
    order: dict[str, int] = {}
    for unit in chosen:
        order.setdefault(_hit(evidence, unit).document.id, len(order))
    picked = {(unit.number, n) for unit in chosen for n in range(unit.first, unit.last + 1)}
    ordered = sorted(picked, key=lambda pick: _position(evidence, pick, order))
    sentences = []
    for number, n in ordered:
        passage = evidence.hits[number - 1].passage
        span = _shown(passage, passage.sentences[n])
        sentences.append(DraftSentence(passage.text[span.start : span.end], (Support(number, span.start, span.end),)))
    return Draft(tuple(sentences))


def _position(evidence: Evidence, pick: tuple[int, int], order: dict[str, int]) -> tuple[int, int, int]:
    hit = evidence.hits[pick[0] - 1]
    return order[hit.document.id], hit.passage.ordinal, pick[1]


def _hit(evidence: Evidence, unit: _Unit) -> Hit:
    return evidence.hits[unit.number - 1]


def _texts(passage: Passage) -> tuple[str, ...]:
    return tuple(passage.text[s.start : s.end] for s in (_shown(passage, span) for span in passage.sentences))


def _shown(passage: Passage, span: Span) -> Span:
    """The sentence with the bullet before it, which the splitter leaves out: an item must read as an item."""
    line = passage.text.rfind("\n", 0, span.start) + 1
    return Span(line, span.end) if is_item(passage.text[line : span.end]) else span
