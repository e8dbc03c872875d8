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
    assert [s.heading_path for s in sections] == [
        ("Bail",),
        ("Bail", "Article 1er"),
        ("Bail", "Art. 2 bis"),
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Article 3 – Objet du bail", "Article 3 – Objet du bail"),
        ("Article 3. Le loyer est fixé.", "Article 3"),
        ("ARTICLE UNIQUE. – La vente est approuvée.", "ARTICLE UNIQUE"),
        ("Article L. 411-1 du code rural et de la pêche : le bail.", "Article L. 411-1 du code rural et de la pêche"),
        ("Article L. 2122-1 du CG3P – Nul ne peut occuper.", "Article L. 2122-1 du CG3P"),
        ("Art. R. 2122-8 (modifié) : L'acheteur peut.", "Art. R. 2122-8 (modifié)"),
    ],
)  # fmt: skip
def test_an_article_is_named_as_it_opens(text: str, label: str) -> None:
    (section,) = to_sections([paragraph(text)])

    assert section.heading_path == (label,)


@pytest.mark.parametrize(
    "text",
    [
        "Article L. 411-1 du code rural prévoit un bail. Il dure neuf ans.",
        "Article 3 du bail, le loyer est rappelé.",
        "Article l'explique : rien.",
        "L'article 3 : le loyer.",
    ],
)
def test_a_paragraph_that_only_speaks_of_an_article_opens_none(text: str) -> None:
    (section,) = to_sections([paragraph(text)])

    assert (section.article, section.heading_path) == (None, ())


def test_an_article_goes_on_over_pages_until_the_next_one() -> None:
    blocks = [paragraph("Article 1 : a.", 1), paragraph("b", 2), paragraph("Article 2 : c.", 2)]

    assert [(s.page, s.heading_path) for s in to_sections(blocks)] == [
        (1, ("Article 1",)),
        (2, ("Article 1",)),
        (2, ("Article 2",)),
    ]


def test_an_article_in_a_paragraph_takes_the_place_of_the_one_in_the_heading() -> None:
    blocks = [heading(1, "Bail"), heading(2, "Article 4"), paragraph("a"), paragraph("Article 5 : b.")]

    assert [s.heading_path for s in to_sections(blocks)] == [("Bail", "Article 4"), ("Bail", "Article 5")]


def test_an_article_of_a_code_quoted_in_another_article_stays_under_it() -> None:
    blocks = [heading(1, "Article 4"), paragraph("Article L. 411-1 : le bail.")]

    (section,) = to_sections(blocks)

    assert section.heading_path == ("Article 4", "Article L. 411-1")
    assert section.article == "L411-1"


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
        ("Articles 3 et 4", None), ("Article l'ignore", None), ("Article de presse", None), ("Artisanat 3", None),
    ],
)  # fmt: skip
def test_the_number_of_an_article_is_read_in_all_its_spellings(text: str, number: str | None) -> None:
    assert article_number(text) == number
