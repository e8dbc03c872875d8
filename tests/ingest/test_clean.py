"""Cleaning blocks."""

from __future__ import annotations

from domain.types import Block, BlockKind
from ingest.clean import clean


def cleaned(text: str) -> list[str]:
    return [block.text for block in clean([Block(BlockKind.PARAGRAPH, text)])]


def test_spaces_of_every_kind_become_single_plain_ones() -> None:
    assert cleaned("  Le\u00a0prix :\t12\u202f000\u2009€ \n net ") == ["Le prix : 12 000 € net"]


def test_characters_are_composed_and_ligatures_opened() -> None:
    assert cleaned("e\u0301te\u0301 o\ufb03ciel") == ["été officiel"]


def test_french_letters_and_quotes_are_kept() -> None:
    assert cleaned("« L’œuvre » coûte 12 € – déjà…") == ["« L’œuvre » coûte 12 € – déjà…"]


def test_invisible_and_control_characters_go() -> None:
    assert cleaned("col\u00adlec\u200bti\ufeffvité\x07 locale") == ["collectivité locale"]


def test_marks_that_hide_or_turn_text_go() -> None:
    assert cleaned("le \u202eerreihc\u202c prix") == ["le erreihc prix"]
    assert cleaned("12 €\U000e0030\U000e0030") == ["12 €"]


def test_a_bullet_left_by_a_reader_goes() -> None:
    assert cleaned("• le plan") == ["le plan"]
    assert cleaned("\uf0b7 le plan") == ["le plan"]


def test_blocks_without_a_letter_or_a_figure_are_dropped() -> None:
    assert [cleaned(text) for text in ("", " \u00a0 ", "—", "• ", "***")] == [[], [], [], [], []]


def test_all_else_of_a_block_is_kept_and_the_input_unchanged() -> None:
    block = Block(BlockKind.LIST_ITEM, " a ", level=2, page=3, page_end=4, page_label="iii")

    (made,) = clean([block])

    assert made == Block(BlockKind.LIST_ITEM, "a", level=2, page=3, page_end=4, page_label="iii")
    assert block.text == " a "
