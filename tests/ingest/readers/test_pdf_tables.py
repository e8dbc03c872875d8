"""Tables of a PDF page, with rules and without."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.readers.pdf.aligned import aligned_tables
from ingest.readers.pdf.layout import Page, to_blocks
from ingest.readers.pdf.rows import Line, Table
from ingest.readers.pdf.sheet import Rule, Word
from ingest.readers.pdf.table_text import linked, row_texts
from ingest.readers.pdf.tables import ruled_tables
from tests.ingest.readers.test_pdf_flow import column, words

ROWS = (("Seuil", "Procédure"), ("40 000 €", "Devis"), ("90 000 €", "Avis publié"))
LEFT, TOP, WIDTH, HEIGHT = 50.0, 700.0, 120.0, 20.0


def cells(rows: Sequence[Sequence[str]]) -> list[Word]:
    """Each text at the left of its cell, on the cell's baseline."""
    return [
        word
        for n, row in enumerate(rows)
        for m, text in enumerate(row)
        for word in words(text, LEFT + 4 + m * WIDTH, TOP - (n + 1) * HEIGHT + 6)
    ]


def level(row: int, columns: int) -> Rule:
    return Rule(LEFT, TOP - row * HEIGHT, LEFT + columns * WIDTH, TOP - row * HEIGHT)


def upright(column: int, rows: int, first: int = 0) -> Rule:
    return Rule(LEFT + column * WIDTH, TOP - rows * HEIGHT, LEFT + column * WIDTH, TOP - first * HEIGHT)


def grid(rows: int, columns: int) -> list[Rule]:
    return [*(level(n, columns) for n in range(rows + 1)), *(upright(n, rows) for n in range(columns + 1))]


def texts(tables: Sequence[Line | Table]) -> list[str]:
    return [text for table in tables if isinstance(table, Table) for text in row_texts(table)]


def test_a_row_is_read_with_its_headers_and_its_words_are_nowhere_else() -> None:
    after = list(words("La suite du texte.", LEFT, 500))

    tables, left = ruled_tables([*cells(ROWS), *after], grid(3, 2))

    assert texts(tables) == ["Seuil : 40 000 € ; Procédure : Devis", "Seuil : 90 000 € ; Procédure : Avis publié"]
    assert list(left) == after


def test_what_stands_between_two_tables_of_one_width_is_in_neither() -> None:
    between = list(words("Le texte entre les deux tableaux.", LEFT + 4, TOP - 5 * HEIGHT))
    lower = [Rule(r.x0, r.y0 - 8 * HEIGHT, r.x1, r.y1 - 8 * HEIGHT) for r in grid(3, 2)]
    below = [Word(w.text, w.x0, w.x1, w.y - 8 * HEIGHT, w.size) for w in cells(ROWS)]

    tables, left = ruled_tables([*cells(ROWS), *between, *below], [*grid(3, 2), *lower])

    assert texts(tables) == ["Seuil : 40 000 € ; Procédure : Devis", "Seuil : 90 000 € ; Procédure : Avis publié"] * 2
    assert list(left) == between


def test_frames_with_round_corners_joined_by_arrows_are_no_table() -> None:
    corner = 4.0
    rules: list[Rule] = []
    said: list[Word] = []
    for n in range(4):
        top = TOP - 3 * n * HEIGHT
        left, right, bottom = LEFT, LEFT + 2 * WIDTH, top - 2 * HEIGHT
        rules += [Rule(left + corner, y, right - corner, y) for y in (bottom, top)]
        rules += [Rule(x, bottom + corner, x, top - corner) for x in (left, right)]
        rules.append(Rule(LEFT + WIDTH, bottom - HEIGHT, LEFT + WIDTH, bottom))
        said += words(f"Étape {n} : le conseil délibère, puis le maire signe", LEFT + 8, top - HEIGHT)

    tables, left_out = ruled_tables(said, rules)

    assert tables == ()
    assert list(left_out) == said


def test_a_table_without_its_outer_sides_is_whole() -> None:
    rules = [*(level(n, 2) for n in range(4)), upright(1, 3)]

    tables, left = ruled_tables(cells(ROWS), rules)

    assert texts(tables)[0] == "Seuil : 40 000 € ; Procédure : Devis"
    assert left == ()


def test_a_cell_over_two_rows_is_said_in_both() -> None:
    rules = [rule for rule in grid(3, 2) if rule != level(2, 2)]
    rules.append(Rule(LEFT + WIDTH, TOP - 2 * HEIGHT, LEFT + 2 * WIDTH, TOP - 2 * HEIGHT))

    tables, _ = ruled_tables(cells((("Lieu", "Tarif"), ("Salle", "40 €"), ("", "60 €"))), rules)

    assert texts(tables) == ["Lieu : Salle ; Tarif : 40 €", "Lieu : Salle ; Tarif : 60 €"]


def test_a_row_over_all_columns_stands_alone() -> None:
    rules = [*(level(n, 2) for n in range(5)), upright(0, 4), upright(2, 4), upright(1, 1), upright(1, 4, first=2)]

    tables, _ = ruled_tables(cells((("Lieu", "Tarif"), ("Le soir",), ("Salle", "40 €"), ("Cour", "5 €"))), rules)

    assert texts(tables) == ["Le soir", "Lieu : Salle ; Tarif : 40 €", "Lieu : Cour ; Tarif : 5 €"]


def test_a_frame_around_a_text_is_no_table() -> None:
    framed = cells((("À retenir : la commune délibère.",), ("Elle publie.",)))

    tables, left = ruled_tables(framed, [level(0, 2), level(2, 2), upright(0, 2), upright(2, 2)])

    assert tables == ()
    assert list(left) == framed


def test_frames_one_above_the_other_are_no_table() -> None:
    framed = cells((("À retenir : la commune délibère.",), ("Elle publie.",), ("Elle transmet.",)))

    tables, left = ruled_tables(framed, [*(level(n, 2) for n in range(4)), upright(0, 3), upright(2, 3)])

    assert tables == ()
    assert list(left) == framed


def test_a_table_that_goes_on_keeps_the_header_of_the_page_before() -> None:
    first = Table((("Titre",), *ROWS), 50, 290, 700, 100)
    second = Table((("139 000 €", "Appel d'offres"), ("200 000 €", "Appel européen")), 50, 290, 780, 700)
    third = Table((("seuil", "procédure"), ("300 000 €", "Jury")), 50, 290, 780, 700)

    _, (going_on,) = linked([first], [second])
    _, (ending,) = linked([going_on], [third])

    assert texts([going_on, ending]) == [
        "Seuil : 139 000 € ; Procédure : Appel d'offres",
        "Seuil : 200 000 € ; Procédure : Appel européen",
        "Seuil : 300 000 € ; Procédure : Jury",
    ]


def test_a_row_cut_by_the_page_break_is_whole() -> None:
    first = Table((*ROWS, ("139 000 €", "Appel")), 50, 290, 700, 100)
    second = Table((ROWS[0], ("", "d'offres ouvert"), ("200 000 €", "Jury")), 50, 290, 780, 700)

    (whole,), (going_on,) = linked([first], [second])

    assert texts([whole])[-1] == "Seuil : 139 000 € ; Procédure : Appel d'offres ouvert"
    assert isinstance(whole, Table)
    assert whole.runs_over
    assert texts([going_on]) == ["Seuil : 200 000 € ; Procédure : Jury"]


def test_a_row_cut_by_the_page_break_is_on_both_pages() -> None:
    first = Table((*ROWS, ("139 000 €", "Appel")), 50, 290, 700, 100)
    second = Table((("", "d'offres ouvert"), ("200 000 €", "Jury")), 50, 290, 780, 700)

    blocks = to_blocks([Page(1, None, (first,)), Page(2, None, (second,))], {})

    assert [(block.page, block.page_end) for block in blocks] == [(1, 1), (1, 1), (1, 2), (2, 2)]


def test_a_table_of_another_width_keeps_its_own_header() -> None:
    other = Table((("Nom", "Âge"), ("Ana", "12")), 50, 400, 780, 700)

    _, (found,) = linked([Table(ROWS, 50, 290, 700, 100)], [other])

    assert texts([found]) == ["Nom : Ana ; Âge : 12"]


def test_aligned_cells_without_rules_are_a_table() -> None:
    rows = (("École", "Commune", "Élèves"), ("La Source", "Le Vigen", "17"), ("Jean Moulin", "Rochefort", "118"))

    tables, left = aligned_tables([*cells(rows), *words("La suite du texte " * 5, LEFT, 600)])

    assert texts(tables)[1] == "École : Jean Moulin ; Commune : Rochefort ; Élèves : 118"
    assert len(left) == 20


def test_a_cell_without_rules_goes_on_below() -> None:
    rows = (("École", "Commune", "Élèves"), ("La Source", "Le Vigen", "17"), ("Jean Moulin", "Rochefort", "118"))
    below = words("sur Vienne", LEFT + 4 + WIDTH, TOP - 3 * HEIGHT + 6 - 12)

    tables, _ = aligned_tables([*cells(rows), *below])

    assert texts(tables)[1] == "École : Jean Moulin ; Commune : Rochefort sur Vienne ; Élèves : 118"


def test_two_columns_of_text_are_no_table() -> None:
    pieces = [*column("gauche", 9, 50, 700), *column("droite", 9, 300, 700)]

    assert aligned_tables(pieces) == ((), tuple(pieces))


def test_a_list_is_no_table() -> None:
    pieces = [
        word
        for n in range(6)
        for mark, left in (("•", 50), (f"la pièce {n} du dossier", 75))
        for word in words(mark, left, 700 - 14 * n)
    ]

    assert aligned_tables(pieces)[0] == ()


def test_two_addresses_side_by_side_are_no_table() -> None:
    rows = (("Mairie de Brenne", "Préfecture"), ("place du Marché", "rue Haute"), ("Brenne", "Ville"), ("Tel", "Fax"))

    assert aligned_tables(cells(rows))[0] == ()
