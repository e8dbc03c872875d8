"""Random documents: every sentence in exactly one passage, in order, with its span and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.text import embedding_text, normalise, normalise_spaces
from domain.types import Block, BlockKind, Passage
from ingest.chunk import chunk
from ingest.clean import clean
from ingest.readers import read_file
from ingest.sentences import FrenchSentenceSplitter
from ingest.structure import article_number, to_sections
from ingest.units import BULLET, full_text
from tests.ingest.random_documents import Piece, Planted, any_blocks, documents
from vectorstore.embedding import OnnxEmbedder

TITLE = "Guide"
RANDOM = settings(
    max_examples=200,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
WINDOWS = st.tuples(st.integers(40, 250), st.integers(1, 120))
"""Window and target, in words."""

CountTokens = Callable[[Sequence[str]], Sequence[int]]


def count_words(texts: Sequence[str]) -> list[int]:
    """Words and two special tokens, as a model would add."""
    return [len(text.split()) + 2 for text in texts]


def passages_of(
    blocks: Sequence[Block], window: tuple[int, int], *, count_tokens: CountTokens = count_words
) -> tuple[Passage, ...]:
    """The passages, after the promises that hold for any document at all."""
    sections = to_sections(clean(blocks))
    max_tokens, target_tokens = window
    passages, again = (
        chunk(
            "doc", TITLE, sections, splitter=FrenchSentenceSplitter(),
            count_tokens=count_tokens, max_tokens=max_tokens, target_tokens=target_tokens,
        )
        for _ in range(2)
    )  # fmt: skip
    text = full_text(sections)
    assert passages == again
    assert len({passage.id for passage in passages}) == len(passages)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    assert all(text[passage.span.start : passage.span.end] == passage.text for passage in passages)
    assert gaps(text, [passage.span for passage in passages]) == ""
    assert all(gaps(passage.text, passage.sentences) == "" for passage in passages)
    embedded = [embedding_text(TITLE, passage.heading_path, passage.text) for passage in passages]
    assert max(count_tokens(embedded), default=0) <= max_tokens
    return passages


def gaps(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """What stands between the spans, bullets and white space aside; spans that overlap fail."""
    spans = list(spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    bounds = [0, *(bound for span in spans for bound in span), len(text)]
    outside = "".join(text[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True))
    return "".join(outside.replace(BULLET.strip(), "").split())


def seen(text: str) -> str:
    """A text as it stands once cleaned."""
    return normalise_spaces(normalise(text))


def homes(piece: Piece, passages: Sequence[Passage]) -> list[Passage]:
    return [passage for passage in passages if seen(piece.text) in passage.text]


def size(pieces: Sequence[Piece], passages: Sequence[Passage]) -> int:
    """The most words that the pieces may take together, under the longest of the headings; a bullet is a word."""
    heads = count_words([embedding_text(TITLE, passage.heading_path, "") for passage in passages])
    return max(heads, default=0) + sum(len(seen(piece.text).split()) + 2 for piece in pieces)


def runs(pieces: Sequence[Piece], belongs: Callable[[Piece], bool]) -> list[list[Piece]]:
    """Pieces of one section that belong together, each with the one before it."""
    grouped: list[list[Piece]] = []
    for piece in pieces:
        if grouped and belongs(piece) and grouped[-1][-1].section == piece.section:
            grouped[-1].append(piece)
        else:
            grouped.append([piece])
    return grouped


def assert_planted(planted: Planted, passages: Sequence[Passage], max_tokens: int) -> None:
    """Every piece that fits in the window is whole in exactly one passage, in order, under its page and article."""
    fitting = [piece for piece in planted.pieces if size([piece], passages) <= max_tokens]
    found = [homes(piece, passages) for piece in fitting]
    assert [len(passages) for passages in found] == [1] * len(fitting)
    assert [home.ordinal for (home,) in found] == sorted(home.ordinal for (home,) in found)
    for piece, (home,) in zip(fitting, found, strict=True):
        assert (home.page, home.page_end) == (piece.page, piece.page)
        named = [article_number(heading) for heading in home.heading_path]
        assert [number for number in named if number] == ([piece.article] if piece.article else [])


@given(documents(), WINDOWS)
@RANDOM
def test_every_sentence_is_in_exactly_one_passage(planted: Planted, window: tuple[int, int]) -> None:
    passages = passages_of(planted.blocks, window)

    assert_planted(planted, passages, window[0])


@given(documents(), WINDOWS)
@RANDOM
def test_what_belongs_together_stays_together_if_it_fits_in_the_window(
    planted: Planted, window: tuple[int, int]
) -> None:
    passages = passages_of(planted.blocks, window)

    dependent = runs(planted.pieces, lambda piece: piece.needs)
    whole = runs(planted.pieces, lambda piece: piece.needs or piece.held)
    for run in (*dependent, *whole):
        if size(run, passages) <= window[0]:
            assert len({home.ordinal for piece in run for home in homes(piece, passages)}) == 1


@given(any_blocks(), st.tuples(st.integers(300, 400), st.integers(1, 400)))
@RANDOM
def test_no_character_is_lost_whatever_it_is(blocks: list[Block], window: tuple[int, int]) -> None:
    passages = passages_of(blocks, window)

    kept = "".join(block.text for block in clean(blocks) if block.kind is not BlockKind.HEADING)
    assert letters(passage.text for passage in passages) == letters([kept])


def letters(texts: Iterable[str]) -> str:
    return "".join(character for text in texts for character in text if character.isalnum())


@given(documents(paged=False), WINDOWS)
@RANDOM
def test_every_sentence_of_a_markdown_file_is_in_exactly_one_passage(
    tmp_path_factory: pytest.TempPathFactory, planted: Planted, window: tuple[int, int]
) -> None:
    path = tmp_path_factory.mktemp("markdown") / "guide.md"
    path.write_text(markdown(planted.blocks), encoding="utf-8")
    (raw,) = read_file(path)

    passages = passages_of(raw.blocks, window)

    assert_planted(planted, passages, window[0])


def markdown(blocks: Sequence[Block]) -> str:
    marks = {BlockKind.PARAGRAPH: "", BlockKind.LIST_ITEM: "- ", BlockKind.TABLE_ROW: "| Ligne |\n| --- |\n| "}
    return "".join(
        f"{'#' * block.level} {block.text}\n\n"
        if block.kind is BlockKind.HEADING
        else f"{'  ' * block.level}{marks[block.kind]}{block.text}\n\n"
        for block in blocks
    )


def test_every_sentence_is_in_exactly_one_passage_counted_by_the_model(embedder: OnnxEmbedder, tmp_path: Path) -> None:
    items = "".join(
        f"- la pièce n° {n}, signée par M. Dupont le {n} janv. 2024 (art. L. 2122-{n}) ;\n" for n in range(60)
    )
    alineas = "".join(f"L’alinéa {n} vise l'art. L. 411-{n}.\nToutefois, le lot {n} est exclu.\n\n" for n in range(40))
    path = tmp_path / "bail.md"
    path.write_text(f"# Bail\n\nLe dossier comprend :\n\n{items}\nArticle 3 : Le loyer.\n\n{alineas}", encoding="utf-8")
    (raw,) = read_file(path)

    passages = passages_of(raw.blocks, (embedder.max_tokens, 220), count_tokens=embedder.count_tokens)

    said = [sentence for passage in passages for sentence in passage.sentence_texts()]
    assert len(said) == 1 + 60 + 1 + 80
    assert not any(passage.text.startswith("Toutefois") for passage in passages)
    assert {passage.heading_path for passage in passages[-2:]} == {("Article 3",)}  # the first heading is the title


def test_a_passage_that_proves_too_long_once_joined_is_cut_where_it_holds_least() -> None:
    def count_breaks_dear(texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 30 * text.count("\n") for text in texts]

    said = ["Le bail est signé.", "Le loyer est fixé.", "Toutefois, il peut baisser.", "Le maire signe."]
    blocks = [Block(BlockKind.PARAGRAPH, text) for text in said]

    passages = passages_of(blocks, (80, 80), count_tokens=count_breaks_dear)

    assert [passage.text for passage in passages] == [said[0], "\n".join(said[1:3]), said[3]]
