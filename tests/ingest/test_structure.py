"""Blocks → sections."""

from __future__ import annotations

import pytest

from domain.types import Block, BlockKind, Section
from ingest.structure import article_number, to_sections


def heading(level: int, text: str) -> Block:
    return Block(BlockKind.HEADING, text, level)


def paragraph(text: str, page: int | None = None, page_end: int | None = None) -> Block:
    return Block(BlockKind.PARAGRAPH, text, page=page, page_end=page_end)


def outline(sections: tuple[Section, ...]) -> list[tuple[tuple[str, ...], list[str]]]:
    return [(section.heading_path, [block.text for block in section.blocks]) for section in sections]


def test_text_stands_under_all_its_headings() -> None:
    blocks = [
        paragraph("avant"), heading(1, "A"), paragraph("a"), heading(2, "B"), paragraph("b"), heading(3, "C"),
        paragraph("c"), heading(2, "D"), paragraph("d"), heading(1, "E"), paragraph("e"),
    ]  # fmt: skip

    assert outline(to_sections(blocks)) == [
        ((), ["avant"]), (("A",), ["a"]), (("A", "B"), ["b"]), (("A", "B", "C"), ["c"]), (("A", "D"), ["d"]),
        (("E",), ["e"]),
    ]  # fmt: skip


def test_a_level_that_is_jumped_makes_no_empty_heading() -> None:
    sections = to_sections([heading(1, "A"), heading(4, "B"), paragraph("b"), heading(2, "C"), paragraph("c")])

    assert [section.heading_path for section in sections] == [("A", "B"), ("A", "C")]


def test_a_heading_with_nothing_under_it_leaves_no_section() -> None:
    assert to_sections([heading(1, "A"), heading(1, "B")]) == ()


def test_no_section_holds_two_pages_except_a_paragraph_over_the_break() -> None:
    blocks = [
        paragraph("a", 1, 1),
        paragraph("b", 1, 2),
        paragraph("c", 2, 2),
        paragraph("d", 3, 3),
    ]

    sections = to_sections(blocks)

    assert [[b.text for b in s.blocks] for s in sections] == [["a", "b", "c"], ["d"]]
    assert [section.page for section in sections] == [1, 3]


def test_a_paragraph_that_opens_an_article_opens_a_section() -> None:
    blocks = [
        heading(1, "Bail"),
        paragraph("Entre les parties."),
        paragraph("Article 1er : Le loyer est fixé."),
        paragraph("Il est payé d'avance."),
        paragraph("Article 3 du bail, le loyer est rappelé."),
        paragraph("Art. 2 bis – Les charges."),
    ]

    sections = to_sections(blocks)

    assert [(s.article, len(s.blocks)) for s in sections] == [(None, 1), ("1", 3), ("2 bis", 1)]


def test_the_article_of_a_heading_ends_with_it() -> None:
    blocks = [
        heading(2, "Article 4"),
        paragraph("a"),
        heading(3, "Détail"),
        paragraph("b"),
        heading(2, "Annexe"),
        paragraph("c"),
    ]

    assert [section.article for section in to_sections(blocks)] == ["4", "4", None]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Article L. 2122-1", "L2122-1"), ("Article R.* 421-1", "R421-1"), ("Art. 3 bis – Objet", "3 bis"),
        ("Article 1er", "1"), ("ARTICLE PREMIER", "1"), ("Article unique", "unique"), ("Article IV – Fin", "IV"),
        ("Article L.O. 1112-1", "LO1112-1"), ("Article 12 : Prix", "12"), ("L'article 12", None),
        ("Articles 3 et 4", None), ("Article de presse", None), ("Artisanat 3", None),
    ],
)  # fmt: skip
def test_the_number_of_an_article_is_read_in_all_its_spellings(text: str, number: str | None) -> None:
    assert article_number(text) == number
