"""Sections → passages, counted in words so that every number can be checked by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from domain.text import embedding_text
from domain.types import Block, BlockKind, Passage, Section
from ingest.chunk import chunk, full_text
from ingest.sentences import FrenchSentenceSplitter
from ingest.structure import to_sections

SENTENCE = "Le conseil municipal délibère sur la vente du terrain numéro {}."  # 11 words


def count_words(texts: Sequence[str]) -> list[int]:
    """Words and two special tokens, as a model would add."""
    return [len(text.split()) + 2 for text in texts]


def paragraph(text: str, page: int | None = None) -> Block:
    return Block(BlockKind.PARAGRAPH, text, page=page, page_end=page)


def item(text: str, level: int = 0) -> Block:
    return Block(BlockKind.LIST_ITEM, text, level)


def sentences(first: int, last: int) -> str:
    return " ".join(SENTENCE.format(n) for n in range(first, last + 1))


def cut(
    sections: Sequence[Section],
    *,
    title: str = "Guide",
    max_tokens: int = 200,
    target: int = 100,
    document: str = "doc",
) -> tuple[Passage, ...]:
    """The passages, after the promises that hold for every document."""
    passages = chunk(
        document, title, sections,
        splitter=FrenchSentenceSplitter(), count_tokens=count_words, max_tokens=max_tokens, target_tokens=target,
    )  # fmt: skip
    text = full_text(sections)
    for ordinal, passage in enumerate(passages):
        assert passage.ordinal == ordinal
        assert text[passage.span.start : passage.span.end] == passage.text
        assert count_words([embedding_text(title, passage.heading_path, passage.text)])[0] <= max_tokens
        assert "\n\n" not in passage.text
    assert len({passage.id for passage in passages}) == len(passages)
    return passages


def words_of(passages: Sequence[Passage]) -> list[str]:
    return [word for passage in passages for word in passage.text.split()]


def test_a_short_document_is_one_passage_with_its_sentences() -> None:
    (passage,) = cut([Section(("Vendre",), (paragraph(sentences(1, 2)),))])

    assert passage.text == sentences(1, 2)
    assert passage.heading_path == ("Vendre",)
    assert passage.sentence_texts() == (SENTENCE.format(1), SENTENCE.format(2))


def test_passages_hold_whole_sentences_and_all_of_them_once() -> None:
    sections = [Section((), (paragraph(sentences(1, 35)), paragraph(sentences(36, 50))))]

    passages = cut(sections)

    assert len(passages) > 3
    assert [s for p in passages for s in p.sentence_texts()] == [SENTENCE.format(n) for n in range(1, 51)]
    assert words_of(passages) == full_text(sections).split()


def test_passages_come_near_the_target_and_not_over_it() -> None:
    passages = cut([Section((), (paragraph(sentences(1, 60)),))], target=100)

    sizes = [len(passage.text.split()) for passage in passages]
    assert max(sizes) <= 100 * 1.3
    assert min(sizes[:-1]) >= 50


def test_no_passage_runs_over_two_sections() -> None:
    sections = [Section((name,), (paragraph(sentences(n, n)),)) for n, name in enumerate("ABC", 1)]

    passages = cut(sections)

    assert [(p.heading_path, p.text) for p in passages] == [
        ((name,), SENTENCE.format(n)) for n, name in enumerate("ABC", 1)
    ]


def test_a_cut_falls_between_paragraphs_when_it_can() -> None:
    sections = [Section((), (paragraph(sentences(1, 7)), paragraph(sentences(8, 14))))]

    passages = cut(sections, target=100)

    assert [passage.text for passage in passages] == [sentences(1, 7), sentences(8, 14)]


@pytest.mark.parametrize("before", range(1, 16))
def test_a_list_stays_with_the_line_that_announces_it(before: int) -> None:
    blocks = (
        *(paragraph(sentences(n, n)) for n in range(1, before + 1)),
        paragraph("Le dossier comprend :"),
        *(item(f"la pièce numéro {n}, signée par le maire et datée du jour ;") for n in range(1, 5)),
    )

    passages = cut([Section((), blocks)], target=100)

    (announcing,) = [passage for passage in passages if "Le dossier comprend :" in passage.text]
    assert "Le dossier comprend :\n• la pièce numéro 1," in announcing.text


def test_a_list_longer_than_the_window_opens_with_its_lead_in_and_is_cut_between_items() -> None:
    items = [item(f"la pièce numéro {n}, signée par le maire et datée du jour ;") for n in range(1, 41)]

    passages = cut([Section((), (paragraph(sentences(1, 3)), paragraph("Il faut :"), *items))])

    starts = [passage.text.split("\n")[0] for passage in passages]
    assert starts[:2] == [sentences(1, 3), "Il faut :"]
    assert all(start.startswith("• la pièce") for start in starts[2:])
    assert len(passages[1].text.split()) > 100


@pytest.mark.parametrize("before", range(1, 16))
def test_an_exception_stays_with_what_it_limits(before: int) -> None:
    exception = "Toutefois, ce conseil ne vend pas le terrain de sport numéro un."

    passages = cut([Section((), (paragraph(sentences(1, before)), paragraph(exception), paragraph(sentences(20, 30))))])

    (holding,) = [passage for passage in passages if exception in passage.text]
    assert f"{SENTENCE.format(before)}\n{exception}" in holding.text


def test_an_article_is_one_passage_as_long_as_it_fits_in_the_window() -> None:
    articles = [
        block
        for n in (1, 2)
        for block in (paragraph(f"Article {n} – Le terrain."), *(paragraph(sentences(k, k + 3)) for k in (1, 5, 9)))
    ]

    passages = cut(to_sections(articles), target=60)

    assert [passage.heading_path for passage in passages] == [("Article 1",), ("Article 2",)]


def test_each_passage_of_an_article_longer_than_the_window_names_it() -> None:
    alineas = [paragraph(sentences(n, n + 3)) for n in range(1, 100, 4)]

    passages = cut(to_sections([paragraph("Article L. 411-1 : Le bail."), *alineas]))

    assert len(passages) > 4
    assert {passage.heading_path for passage in passages} == {("Article L. 411-1",)}
    assert all(line in [block.text for block in alineas] for p in passages[1:] for line in p.text.split("\n"))


def test_the_sentences_of_an_item_over_the_window_are_kept_whole() -> None:
    (first, second) = cut([Section((), (item(sentences(1, 4)),))], max_tokens=36)

    assert (first.text, second.text) == (f"• {sentences(1, 2)}", sentences(3, 4))


def test_items_show_their_bullet_and_numbered_ones_their_number_only() -> None:
    (passage,) = cut([Section((), (paragraph("Il faut :"), item("un plan ;"), item("2. un devis.")))])

    assert passage.text == "Il faut :\n• un plan ;\n2. un devis."
    assert passage.sentence_texts() == ("Il faut :", "un plan ;", "2. un devis.")


def test_a_sentence_of_three_thousand_words_is_split_and_loses_no_word() -> None:
    long = ", ".join(f"le mot numéro {n}" for n in range(750)) + "."

    passages = cut([Section(("Annexe",), (paragraph(long),))], max_tokens=128, target=100)

    assert len(long.split()) == 3_000
    assert len(passages) >= 24
    assert words_of(passages) == long.split()
    assert all(passage.text.endswith((",", ".")) for passage in passages)


def test_a_word_without_an_end_is_cut_rather_than_lost() -> None:
    def count_characters(texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    sections = [Section((), (paragraph("x" * 1_000),))]

    passages = chunk(
        "doc",
        "",
        sections,
        splitter=FrenchSentenceSplitter(),
        count_tokens=count_characters,
        max_tokens=100,
        target_tokens=80,
    )

    assert "".join(passage.text for passage in passages) == "x" * 1_000
    assert max(len(passage.text) for passage in passages) <= 100


def test_a_long_title_and_long_headings_leave_room_for_the_text() -> None:
    path = tuple("chapitre " * 20 + str(n) for n in range(6))

    passages = cut([Section(path, (paragraph(sentences(1, 20)),))], title="Un titre " * 60, max_tokens=128)

    assert words_of(passages) == sentences(1, 20).split()


def test_ids_are_the_same_at_each_run_and_change_with_what_is_embedded() -> None:
    sections = [Section(("A",), (paragraph(sentences(1, 3)),))]
    (reference,) = cut(sections)

    assert cut(sections) == (reference,)
    assert cut(sections, title="Autre")[0].id != reference.id
    assert cut(sections, document="autre")[0].id != reference.id
    assert cut([Section(("B",), sections[0].blocks)])[0].id != reference.id


def test_an_id_does_not_change_when_another_section_does() -> None:
    section = Section(("A",), (paragraph(sentences(1, 3)),))
    before = Section(("B",), (paragraph(sentences(4, 9)),))

    assert cut([before, section])[-1].id == cut([section])[0].id


def test_equal_passages_have_ids_of_their_own() -> None:
    section = Section(("A",), (paragraph(sentences(1, 1)),))

    first, second = cut([section, section])

    assert first.text == second.text
    assert first.id != second.id


def test_pages_are_those_of_the_blocks() -> None:
    block = Block(BlockKind.PARAGRAPH, sentences(1, 2), page=3, page_end=4, page_label="i")

    (passage,) = cut([Section((), (block,))])

    assert (passage.page, passage.page_end, passage.page_label) == (3, 4, "i")


def test_a_page_that_moves_changes_the_page_of_a_passage_and_not_its_id() -> None:
    (before,) = cut([Section(("A",), (paragraph(sentences(1, 2), page=3),))])
    (after,) = cut([Section(("A",), (paragraph(sentences(1, 2), page=4),))])

    assert (before.page, after.page) == (3, 4)
    assert before.id == after.id


def test_a_passage_is_as_sure_as_the_least_sure_of_its_blocks() -> None:
    blocks = [Block(BlockKind.PARAGRAPH, sentences(n, n), ocr=ocr) for n, ocr in ((1, 0.9), (2, None), (3, 0.7))]

    (passage,) = cut([Section((), tuple(blocks))])
    (own_text,) = cut([Section((), (blocks[1],))])

    assert passage.ocr == 0.7
    assert own_text.ocr is None


def test_references_are_found_once_in_normal_form() -> None:
    text = (
        "L'article L. 2122-1 du CGCT s'applique. L'art. L2122-1 du code général des collectivités territoriales aussi."
    )

    (passage,) = cut([Section((), (paragraph(text),))])

    assert passage.references == ("CGCT L2122-1",)


def test_each_article_of_a_range_is_a_reference() -> None:
    text = "La réservation suit les articles L. 2113-12 à L. 2113-14 du code de la commande publique."

    (passage,) = cut([Section((), (paragraph(text),))])

    assert passage.references == ("CCP L2113-12", "CCP L2113-13", "CCP L2113-14")


def test_each_row_of_a_table_is_one_sentence() -> None:
    rows = tuple(Block(BlockKind.TABLE_ROW, f"Seuil : {n}. ; Procédure : libre") for n in (1, 2))

    (passage,) = cut([Section((), rows)])

    assert passage.sentence_texts() == tuple(row.text for row in rows)


def test_no_section_gives_no_passage() -> None:
    assert cut([]) == ()


@pytest.mark.parametrize("target", [1, 20, 50, 199, 1_000])
def test_any_target_keeps_the_promises(target: int) -> None:
    sections = [Section(("A",), (paragraph(sentences(1, 30)), item(sentences(1, 4)), item(sentences(5, 9))))]

    passages = cut(sections, target=target)

    assert [w for w in words_of(passages) if w != "•"] == [w for w in full_text(sections).split() if w != "•"]
