"""What a cut before each sentence, item or row would part."""

from __future__ import annotations

from domain.types import Block, BlockKind, Section
from ingest.bonds import MID_BLOCK, MID_TABLE, bound
from ingest.sentences import FrenchSentenceSplitter
from ingest.units import FREE, Bond, full_text, lay_out

NEEDS = Bond(antecedent=1)


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


def item(text: str, level: int = 0) -> Block:
    return Block(BlockKind.LIST_ITEM, text, level)


def row(text: str) -> Block:
    return Block(BlockKind.TABLE_ROW, text)


def bonds(*blocks: Block, article: bool = False) -> list[Bond]:
    """The bond of every unit but the first, which nothing stands before."""
    section = Section((), blocks)
    (units,) = lay_out([section], FrenchSentenceSplitter())
    first, *others = bound(units, full_text([section]), article=article)
    assert first.bond == FREE
    return [unit.bond for unit in others]


def test_a_new_paragraph_may_open_a_passage_a_next_sentence_less_so() -> None:
    assert bonds(paragraph("Le loyer est fixé. Le bail dure neuf ans."), paragraph("Le maire signe.")) == [
        MID_BLOCK,
        FREE,
    ]


def test_an_exception_needs_what_it_limits_in_the_same_paragraph_or_the_next() -> None:
    rule, exception = "Le loyer est fixé.", "Toutefois, le préfet peut le changer."

    assert bonds(paragraph(f"{rule} {exception}")) == [NEEDS]
    assert bonds(paragraph(rule), paragraph(exception)) == [NEEDS]


def test_a_sentence_after_a_list_needs_it() -> None:
    assert bonds(item("un plan ;"), item("un devis."), paragraph("Ces pièces sont signées.")) == [MID_BLOCK, NEEDS]


def test_what_follows_a_lead_in_needs_it_and_its_other_items_belong_with_them() -> None:
    assert bonds(paragraph("Il faut :"), item("un plan ;"), item("un devis."), paragraph("Le maire signe.")) == [
        NEEDS,
        Bond(whole=1),
        FREE,
    ]
    assert bonds(paragraph("Le seuil est :"), row("Seuil : 1"), row("Seuil : 2")) == [NEEDS, MID_TABLE]
    assert bonds(paragraph("Le maire écrit :"), paragraph("« Le bail est nul. »")) == [NEEDS]


def test_a_list_is_parted_between_outer_items_rather_than_nested_ones() -> None:
    _, first, nested, second_nested, outer = bonds(
        paragraph("Il faut :"), item("un plan ;"), item("un accord"), item("du maire ;", 1), item("du préfet ;", 1),
        item("un devis."),
    )  # fmt: skip

    assert nested == NEEDS
    assert first == outer == Bond(whole=1)
    assert second_nested > outer


def test_the_words_that_open_an_item_or_a_row_do_not_tie_it() -> None:
    assert bonds(item("un plan ;"), item("ce qui reste dû ;")) == [MID_BLOCK]
    assert bonds(row("Cas : bail"), row("Sauf : vente")) == [MID_TABLE]


def test_the_alineas_of_an_article_belong_together() -> None:
    bail = paragraph("Article 3 : Le loyer est fixé. Le bail dure neuf ans.")

    assert bonds(bail, paragraph("Le maire signe."), article=True) == [
        Bond(whole=2),
        Bond(whole=1),
    ]
