"""The domain's values refuse what must not exist."""

from __future__ import annotations

import dataclasses

import pytest

from domain.errors import BrokenInvariant
from domain.types import (
    Answer,
    AnswerStatus,
    Audience,
    Block,
    BlockKind,
    Citation,
    Document,
    Passage,
    Section,
    Sentence,
    Span,
    Visibility,
)

TEXT = "Le maire signe. Le conseil délibère."
DOCUMENT = Document("doc", "Titre", Visibility.PUBLIC, "doc.md")


def passage(text: str = TEXT, *sentences: Span) -> Passage:
    return Passage("p", "doc", 0, text, Span(0, len(text)), page=4, sentences=sentences)


def citation(number: int = 1, quote: str = "Le maire signe.", start: int = 0, end: int = 15) -> Citation:
    return Citation(number, passage(), DOCUMENT, quote, start, end)


def answer(
    status: AnswerStatus = AnswerStatus.ANSWERED,
    sentences: tuple[Sentence, ...] = (Sentence("Le maire signe.", (1,)),),
    citations: tuple[Citation, ...] | None = None,
    confidence: float = 0.5,
) -> Answer:
    cited = (citation(),) if citations is None else citations
    return Answer("a", status, "Le maire signe.", sentences, cited, confidence=confidence)


@pytest.mark.parametrize("one", Visibility)
@pytest.mark.parametrize("other", Visibility)
def test_of_two_visibilities_the_stricter_wins(one: Visibility, other: Visibility) -> None:
    both_public = one is other is Visibility.PUBLIC

    assert one.narrowest(other) is (Visibility.PUBLIC if both_public else Visibility.ADHERENT)


def test_only_members_and_staff_read_what_is_for_members() -> None:
    readers = [audience for audience in Audience if Visibility.ADHERENT in audience.visibilities]

    assert readers == [Audience.ADHERENT, Audience.STAFF]
    assert all(Visibility.PUBLIC in audience.visibilities for audience in Audience)


def test_values_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        DOCUMENT.visibility = Visibility.ADHERENT  # type: ignore[misc]


def test_a_section_stands_on_its_first_blocks_page() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, "a", page=3, page_end=4), Block(BlockKind.PARAGRAPH, "b", page=4))

    assert Section((), blocks).page == 3
    assert Section((), ()).page is None


def test_a_passage_gives_its_sentences_verbatim() -> None:
    assert passage(TEXT, Span(0, 15), Span(16, 36)).sentence_texts() == ("Le maire signe.", "Le conseil délibère.")


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_passage_is_refused(text: str) -> None:
    with pytest.raises(BrokenInvariant):
        passage(text)


@pytest.mark.parametrize("span", [Span(-1, 5), Span(0, 37), Span(5, 5), Span(6, 5)])
def test_a_sentence_outside_its_passage_is_refused(span: Span) -> None:
    with pytest.raises(BrokenInvariant):
        passage(TEXT, span)


def test_a_citation_stands_on_its_passages_page() -> None:
    assert citation().page == 4


@pytest.mark.parametrize(
    ("quote", "start", "end"),
    [
        ("Le maire signe", 0, 15),
        ("le maire signe.", 0, 15),
        ("Le maire signe.", 1, 16),
        ("", 0, 0),
        ("", 100, 120),
    ],
)
def test_a_quote_that_is_not_verbatim_is_refused(quote: str, start: int, end: int) -> None:
    with pytest.raises(BrokenInvariant):
        citation(1, quote, start, end)


@pytest.mark.parametrize("status", [AnswerStatus.ANSWERED, AnswerStatus.PARTIAL])
def test_an_answer_with_every_sentence_cited_stands(status: AnswerStatus) -> None:
    assert answer(status).citations[0].quote == "Le maire signe."


@pytest.mark.parametrize("status", [AnswerStatus.ANSWERED, AnswerStatus.PARTIAL])
@pytest.mark.parametrize("numbers", [(), (2,), (1, 2), (0,)])
def test_a_sentence_without_a_citation_of_the_answer_is_refused(status: AnswerStatus, numbers: tuple[int, ...]) -> None:
    with pytest.raises(BrokenInvariant):
        answer(status, (Sentence("Le maire signe.", numbers),))


@pytest.mark.parametrize("status", [AnswerStatus.ANSWERED, AnswerStatus.PARTIAL])
def test_an_answer_that_says_nothing_is_refused(status: AnswerStatus) -> None:
    with pytest.raises(BrokenInvariant):
        answer(status, ())


@pytest.mark.parametrize("status", [AnswerStatus.ABSTAINED, AnswerStatus.CLARIFY])
def test_who_does_not_answer_needs_no_citation(status: AnswerStatus) -> None:
    assert answer(status, (), ()).citations == ()


@pytest.mark.parametrize("numbers", [(2,), (0,), (1, 1), (2, 1), (1, 3)])
def test_citations_that_are_not_numbered_from_one_are_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(BrokenInvariant):
        answer(citations=tuple(citation(number) for number in numbers))


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan")])
def test_a_confidence_outside_zero_to_one_is_refused(confidence: float) -> None:
    with pytest.raises(BrokenInvariant):
        answer(confidence=confidence)


@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_the_ends_of_confidence_are_taken(confidence: float) -> None:
    assert answer(confidence=confidence).confidence == confidence
