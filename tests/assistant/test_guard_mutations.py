"""Sentences of the demonstration corpus, changed in one place: none gets through; unchanged, all do."""

from __future__ import annotations

from collections import Counter
from functools import cache

from assistant.extractive import MIN_SENTENCE_WORDS
from assistant.guard import fault
from domain.dependence import is_item
from domain.types import BlockKind
from ingest.sentences import FrenchSentenceSplitter
from tests.assistant.mutations import mutations
from tests.corpus.demonstration import public

ANSWERS = 300  # at least, that one value can be changed in
RETOLD = "Oui : {}"


@cache
def quotations() -> tuple[tuple[str, str], ...]:
    """(sentence, the paragraph that it is cited from) of every public document, headings apart, in order."""
    splitter = FrenchSentenceSplitter()
    return tuple(
        (block.text[span.start : span.end], block.text)
        for _, raw in sorted(public().items())
        for block in raw.blocks
        if block.kind is not BlockKind.HEADING
        for span in splitter.split(block.text)
    )


def test_no_mutation_of_a_value_a_bound_or_a_negation_gets_through() -> None:
    mutated = [(kind, text, cited) for said, cited in quotations() for kind, text in mutations(said, cited)]
    missed = [(kind, text) for kind, text, cited in mutated if fault(text, cited) is None]

    assert missed == []
    assert min(Counter(kind for kind, _, _ in mutated).values()) >= 50  # each kind is tried
    assert sum(any(mutations(said, cited)) for said, cited in quotations()) >= ANSWERS


def test_what_the_source_says_is_never_stopped() -> None:
    assert [text for text, cited in quotations() if fault(text, cited)] == []


def test_nor_is_it_when_it_is_told_in_slightly_other_words() -> None:
    said = [(text, cited) for text, cited in quotations() if not is_item(text)]
    statements = [(text, cited) for text, cited in said if len(text.split()) >= MIN_SENTENCE_WORDS]
    retold = [(RETOLD.format(text[0].lower() + text[1:]), cited) for text, cited in statements]

    assert [(text, fault(text, cited)) for text, cited in retold if fault(text, cited)] == []
