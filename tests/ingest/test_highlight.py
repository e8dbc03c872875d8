"""Where a page shows a quote: hand-made pages, letter by letter."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.highlight import Highlight, highlight
from ingest.render import PageWord

LINE, WORD = 0.05, 0.1
"""Height of a line and width of a word, in fractions of the page."""


def page(*lines: str) -> tuple[PageWord, ...]:
    """The words of lines, each in a box of its own."""
    return tuple(
        PageWord(word, (across * WORD, down * LINE, (across + 1) * WORD, (down + 1) * LINE))
        for down, line in enumerate(lines)
        for across, word in enumerate(line.split())
    )


def marked(found: Highlight, words: Sequence[PageWord]) -> str:
    return " ".join(words[n].text for n in found.words)


def test_a_quote_is_marked_line_by_line_and_nothing_else_is() -> None:
    words = page("Le conseil municipal vote", "la subvention en séance", "publique avant le printemps")

    found = highlight("vote la subvention en séance publique", words)

    assert marked(found, words) == "vote la subvention en séance publique"
    assert len(found.boxes) == 3
    assert found.boxes[1] == (0.0, LINE, 4 * WORD, 2 * LINE)
    assert found.share == 1.0


def test_hyphens_ligatures_accents_and_spaces_are_no_difference() -> None:
    words = page("Une sub-", "vention o\ufb03cielle de 23 000 €", "est c o n v e n u e")

    found = highlight("subvention officielle de 23\u202f000 € est convenue", words)

    assert marked(found, words) == "sub- vention o\ufb03cielle de 23 000 € est c o n v e n u e"
    assert found.share == 1.0


def test_of_two_places_the_one_that_the_same_words_lead_to_is_marked() -> None:
    words = page("En mars la commune verse la somme", "En juin la commune verse la somme")

    found = highlight("la commune verse la somme", words, before="Le reste suit. En juin ")

    assert found.words == tuple(range(9, 14))


def test_a_word_that_ocr_saw_otherwise_stands_in_the_mark() -> None:
    words = page("Le maire signe la convemtion", "avant la fin du mois de mars")

    found = highlight("Le maire signe la convention avant la fin du mois de mars", words)

    assert marked(found, words) == "Le maire signe la convemtion avant la fin du mois de mars"


def test_what_a_footnote_call_or_another_column_puts_between_is_passed_over() -> None:
    words = page("La commune signe la convention1 avant", "Colonne voisine de texte étranger", "la fin du mois de mars")

    found = highlight("La commune signe la convention avant la fin du mois de mars", words)

    assert "voisine" not in marked(found, words)
    assert found.share == 1.0


def test_a_row_of_a_table_is_marked_with_its_headings_and_not_the_row_beside() -> None:
    words = page("École Classes Élèves", "Tilleuls 3 61", "Jean-Moulin 5 118", "Champagnac 3 17")

    found = highlight("École : Champagnac ; Classes : 3 ; Élèves : 17", words)

    assert marked(found, words) == "École Classes Élèves Champagnac 3 17"


def test_a_cell_is_not_looked_for_inside_the_one_before_nor_a_heading_in_a_cell() -> None:
    words = page("Chapitre Acte", "Louer une terre par bail rural Bail rural", "Acte notarié Chapitre deux")

    found = highlight("Chapitre : Louer une terre par bail rural ; Acte : Bail rural", words)

    assert found.words == tuple(range(10))


def test_the_signs_between_marked_words_and_at_the_end_are_marked() -> None:
    words = page("Le seuil : 23 000 € par an et 40 000 € HT")

    assert marked(highlight("Le seuil : 23 000 €", words), words) == "Le seuil : 23 000 €"
    assert marked(highlight("Le seuil : 23 000", words), words) == "Le seuil : 23 000"


def test_a_page_that_does_not_hold_the_quote_is_left_alone() -> None:
    words = page("La commune et le conseil municipal", "de la commune se réunissent en mairie")

    found = highlight("La commune du conseil peut réunir les maires au printemps", words)

    assert found.boxes == ()
    assert found.share == 0.0


def test_a_quote_that_runs_over_a_page_break_is_marked_on_both_pages() -> None:
    quote = "Le bail rural est conclu pour neuf ans au moins et se renouvelle ensuite"
    first = page("Autre chose avant.", "Le bail rural est conclu pour neuf ans")
    second = page("au moins et se renouvelle ensuite", "La suite du guide.")

    begun, ended = highlight(quote, first), highlight(quote, second)

    assert marked(begun, first) == "Le bail rural est conclu pour neuf ans"
    assert marked(ended, second) == "au moins et se renouvelle ensuite"
    assert begun.covered[0].start == 0
    assert ended.covered[-1].end == ended.letters


def test_nothing_is_marked_for_a_quote_without_a_letter() -> None:
    assert highlight("… – …", page("Le maire … signe")).boxes == ()
