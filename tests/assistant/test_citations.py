"""Numbers, quotes and the sentences that carry them."""

from __future__ import annotations

from assistant.citations import cite
from domain.types import Draft, DraftSentence, Evidence, Support
from tests.builders import a_document, a_hit

FIRST = "Une règle tient ici. Son exception la suit. Un point à part vient après."
SECOND = "Un autre document le confirme."
EVIDENCE = Evidence((a_hit(FIRST, 0.9, 0.9, 0.9), a_hit(SECOND, 0.9, document=a_document("autre"), rank=2)))
SPANS = EVIDENCE.hits[0].passage.sentences


def a_sentence(number: int, start: int, end: int) -> DraftSentence:
    text = EVIDENCE.hits[number - 1].passage.text[start:end]
    return DraftSentence(text, (Support(number, start, end),))


def test_neighbouring_sentences_of_a_passage_share_one_citation() -> None:
    draft = Draft((a_sentence(1, *SPANS[0]), a_sentence(1, *SPANS[1])))

    sentences, citations = cite(draft, EVIDENCE)

    assert [s.citations for s in sentences] == [(1,), (1,)]
    assert [c.quote for c in citations] == ["Une règle tient ici. Son exception la suit."]


def test_sentences_apart_or_of_another_document_have_citations_of_their_own_numbered_in_order() -> None:
    draft = Draft((a_sentence(1, *SPANS[0]), a_sentence(1, *SPANS[2]), a_sentence(2, 0, len(SECOND))))

    sentences, citations = cite(draft, EVIDENCE)

    assert [s.citations for s in sentences] == [(1,), (2,), (3,)]
    assert [c.document.id for c in citations] == ["doc", "doc", "autre"]
    assert all(c.passage.text[c.start : c.end] == c.quote for c in citations)


def test_a_sentence_said_twice_points_at_one_citation() -> None:
    draft = Draft((a_sentence(1, *SPANS[0]), a_sentence(2, 0, len(SECOND)), a_sentence(1, *SPANS[0])))

    sentences, citations = cite(draft, EVIDENCE)

    assert [s.citations for s in sentences] == [(1,), (2,), (1,)]
    assert len(citations) == 2
