"""The default composer: selects and orders verbatim sentences. No model, no network.

Each sentence of the evidence is scored by its cosine with the question (the index gives it) and by the question's rare
words that it holds; raised when it opens its document, since a fiche or an FAQ entry answers first; lowered when it
advises, or sets a condition that who asks does not meet. They are taken one by one, each for what it adds to those
before, so that a question in two parts gets a sentence for each (maximal marginal relevance, Carbonell and Goldstein,
1998, doi:10.1145/290941.291025). Each comes with what it needs to be understood: the sentence it leans on, the list it
announces, the exception that limits it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.profile import fits
from domain.dependence import is_item, leads_in, leans, limits
from domain.memo import memo
from domain.text import words
from domain.types import Draft, DraftSentence, Evidence, Hit, Passage, Query, Span, Support

MAX_WORDS = 120  # about what a person reads at one glance; a rule is never cut off from its exception for it
MAX_UNITS = 5
MIN_SENTENCE_WORDS = 5  # shorter ones are labels, not statements
MAX_OVERLAP = 0.6  # share of a sentence's words already said

# In cosines, chosen on the dev split: docs/adr/0007-extractive-by-default.md.
MARGIN = 0.07  # a sentence further below the best one is about something else
OPENING = 0.03  # given to the first sentence of a document
DOCUMENT_STEP = 0.02  # taken off for each document ranked better
COVERAGE = 0.08  # given to a sentence that holds every content word of the question, in proportion to the others
NOVELTY = 0.06  # the same, for the words that no sentence taken before it holds
ADVICE = 0.04  # taken off « En pratique, … »: it answers « comment », after the rule

FITTING = {True: 0.05, None: 0.0, False: -0.05}  # added to a rule for who asks, taken off one for others

_ADVICE = re.compile(r"\s*en pratique\b", re.IGNORECASE)
_WHY = re.compile(r"\bpourquoi\b|\braisons?\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\s*parce qu(?:e\b|')", re.IGNORECASE)  # answers « pourquoi », and hangs after anything else
_REFERENCES = re.compile(r"\s*(?:textes? (?:de référence|applicables?)|références?|sources?) ?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence as it is shown, and what it is, whatever is asked.

    It states something, tells why, advises; needs what stands before it, announces what follows, is an item of a list,
    limits a rule.
    """

    text: str
    states: bool
    tells_why: bool
    advises: bool
    leans: bool
    leads_in: bool
    is_item: bool
    limits: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The n-th sentence of a hit (numbered from 1), and the question's words that it holds, with their rarity."""

    number: int
    n: int
    read: _Read
    cosine: float
    asked: Mapping[str, float]

    @property
    def text(self) -> str:
        return self.read.text


@dataclass(frozen=True, slots=True)
class _Unit:
    """Sentences in a row that can be understood alone; `words` are those of the question that the chosen one holds.

    `limit` is the chosen one when it limits a rule (« Toutefois, … »): once its document has said one, it goes with it.
    """

    document: str
    sentences: tuple[_Sentence, ...]
    score: float
    words: Mapping[str, float]
    limit: tuple[_Sentence, ...] = ()

    def after(self, documents: Collection[str]) -> _Unit:
        """The unit as it is said after what these documents said."""
        return replace(self, sentences=self.limit) if self.limit and self.document in documents else self

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def place(self) -> tuple[int, int]:
        return self.sentences[0].number, self.sentences[0].n

    def worth(self, answered: Collection[str]) -> float:
        """Its score, with what it adds to the question's words that are answered already."""
        return self.score + NOVELTY * sum(share for word, share in self.words.items() if word not in answered)


class ExtractiveComposer:
    """Port: domain.ports.Composer."""

    def compose(self, query: Query, evidence: Evidence) -> Draft:
        """At most MAX_UNITS runs of verbatim sentences, best evidence first; empty when nothing is a statement."""
        left = _units(query, evidence)
        chosen: list[_Unit] = []
        said: set[str] = set()
        answered: set[str] = set()
        length = 0
        while left and len(chosen) < MAX_UNITS:
            unit = min(left, key=lambda u: (-u.worth(answered), u.place))
            if chosen and unit.worth(answered) < chosen[0].score - MARGIN:
                break
            left.remove(unit)
            unit = unit.after({other.document for other in chosen})
            new = set(words(unit.text))
            if chosen and (length + len(unit.text.split()) > MAX_WORDS or len(new & said) > MAX_OVERLAP * len(new)):
                continue
            chosen.append(unit)
            said |= new
            answered |= unit.words.keys()
            length += len(unit.text.split())
        return _draft(chosen, evidence)


def _units(query: Query, evidence: Evidence) -> list[_Unit]:
    asked_why = bool(_WHY.search(query.text))
    steps = {document: n for n, document in enumerate(dict.fromkeys(hit.document.id for hit in evidence.hits))}
    units = []
    for stretch in _stretches(evidence):
        for k, sentence in enumerate(stretch):
            read = sentence.read
            stands = read.states and (asked_why or not read.tells_why)
            run = _run(stretch, k) if stands else None
            if run is not None:
                hit = evidence.hits[sentence.number - 1]
                score = sentence.cosine + COVERAGE * sum(sentence.asked.values())
                score -= DOCUMENT_STEP * steps[hit.document.id]
                score += OPENING if sentence.n == 0 and hit.passage.ordinal == 0 else 0.0
                score -= ADVICE if read.advises else 0.0
                score += FITTING[fits(read.text, query.profile)]
                said = tuple(stretch[run[0] : run[1] + 1])
                limit = tuple(stretch[k : run[1] + 1]) if read.limits else ()
                units.append(_Unit(hit.document.id, said, score, sentence.asked, limit))
    return units


def _stretches(evidence: Evidence) -> list[list[_Sentence]]:
    """The sentences of the evidence, passages that follow one another in a document read as one text."""
    placed = {(hit.document.id, hit.passage.ordinal): n for n, hit in enumerate(evidence.hits, start=1)}
    stretches = []
    for (document, ordinal), _ in placed.items():
        if (document, ordinal - 1) in placed:
            continue  # read with the one before it
        stretch: list[_Sentence] = []
        while number := placed.get((document, ordinal)):
            stretch += _sentences(number, evidence.hits[number - 1])
            ordinal += 1  # noqa: PLW2901
        stretches.append(stretch)
    return stretches


def _sentences(number: int, hit: Hit) -> Iterator[_Sentence]:
    sentences = _read(hit.passage)
    held = hit.sentence_words or ({},) * len(sentences)
    for n, (read, cosine, asked) in enumerate(zip(sentences, hit.sentence_similarities, held, strict=True)):
        yield _Sentence(number, n, read, cosine, asked)


@memo("passage_sentences", size=3_000)
def _read(passage: Passage) -> tuple[_Read, ...]:
    """The sentences of a passage: remembered, as each question looks at some eighty of them to say five."""
    texts = (passage.text[span.start : span.end] for span in (_shown(passage, span) for span in passage.sentences))
    return tuple(
        _Read(
            text,
            states=_is_statement(text),
            tells_why=bool(_BECAUSE.match(text)),
            advises=bool(_ADVICE.match(text)),
            leans=leans(text),
            leads_in=leads_in(text),
            is_item=is_item(text),
            limits=limits(text),
        )
        for text in texts
    )


def _is_statement(text: str) -> bool:
    long_enough = len(text.split()) >= MIN_SENTENCE_WORDS
    return long_enough and not text.rstrip().endswith("?") and not _REFERENCES.match(text)


def _run(stretch: Sequence[_Sentence], n: int) -> tuple[int, int] | None:
    """First and last sentence of the smallest run around sentence n that can be understood alone.

    None when it leans on a sentence that the evidence does not hold, or announces a list that does not follow.
    """
    first = last = n
    while stretch[first].read.leans:
        if first == 0:
            return None
        first -= 1
    announces = stretch[last].read.leads_in
    if announces or stretch[last].read.is_item:  # a list is said whole
        while last + 1 < len(stretch) and stretch[last + 1].read.is_item:
            last += 1
    if announces and last == n:
        return None
    while last + 1 < len(stretch) and stretch[last + 1].read.limits:
        last += 1
    return first, last


def _draft(chosen: Sequence[_Unit], evidence: Evidence) -> Draft:
    """Sentences by document, in the order in which documents were first chosen, then as they stand in the text."""
    order: dict[str, int] = {}
    for unit in chosen:
        order.setdefault(unit.document, len(order))
    picked = {(sentence.number, sentence.n) for unit in chosen for sentence in unit.sentences}
    sentences = []
    for number, n in sorted(picked, key=lambda pick: _position(evidence, pick, order)):
        passage = evidence.hits[number - 1].passage
        span = _shown(passage, passage.sentences[n])
        sentences.append(DraftSentence(passage.text[span.start : span.end], (Support(number, span.start, span.end),)))
    return Draft(tuple(sentences))


def _position(evidence: Evidence, pick: tuple[int, int], order: Mapping[str, int]) -> tuple[int, int, int]:
    hit = evidence.hits[pick[0] - 1]
    return order[hit.document.id], hit.passage.ordinal, pick[1]


def _shown(passage: Passage, span: Span) -> Span:
    """The sentence with the bullet before it, which the splitter leaves out: an item must read as an item."""
    line = passage.text.rfind("\n", 0, span.start) + 1
    return Span(line, span.end) if is_item(passage.text[line : span.end]) else span
