"""The reading order of words, from their places alone."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.pdf.flow import in_reading_order, ordered_rows
from ingest.readers.pdf.rows import Line, Table
from ingest.readers.pdf.sheet import Word

SIZE, LEADING = 10.0, 12.0


def words(text: str, left: float, y: float, size: float = SIZE) -> Iterator[Word]:
    """The words of one line, half a size a letter."""
    x = left
    for word in text.split():
        width = 0.5 * size * len(word)
        yield Word(word, x, x + width, y, size)
        x += width + 0.3 * size


def column(name: str, rows: int, left: float, top: float) -> list[Word]:
    """Lines « name n la commune entretient ses chemins »."""
    return [
        word
        for n in range(rows)
        for word in words(f"{name} {n} la commune entretient ses chemins", left, top - n * LEADING)
    ]


def read(pieces: list[Word]) -> list[str]:
    """The first two words of each line."""
    lines = [line for line in in_reading_order(pieces) if isinstance(line, Line)]
    return [" ".join(line.text.split()[:2]) for line in lines]


def names(name: str, rows: int) -> list[str]:
    return [f"{name} {n}" for n in range(rows)]


@pytest.mark.parametrize("seed", range(5))
def test_two_columns_are_read_one_after_the_other_whatever_the_order_they_are_drawn_in(seed: int) -> None:
    pieces = [*column("gauche", 8, 50, 700), *column("droite", 6, 300, 700)]
    random.Random(seed).shuffle(pieces)

    assert read(pieces) == names("gauche", 8) + names("droite", 6)


def test_columns_whose_lines_do_not_face_each_other_are_read_one_after_the_other() -> None:
    pieces = [*column("gauche", 8, 50, 700), *column("droite", 8, 300, 695)]

    assert read(pieces) == names("gauche", 8) + names("droite", 8)


def test_three_columns_are_read_from_left_to_right() -> None:
    pieces = [word for n, name in enumerate("abc") for word in column(name, 5, 50 + 240 * n, 700)]

    assert read(pieces) == names("a", 5) + names("b", 5) + names("c", 5)


def test_a_line_over_both_columns_parts_what_is_above_from_what_is_below() -> None:
    pieces = [
        *words("titre long " + "mot " * 20, 50, 720, 12),
        *column("haut-gauche", 4, 50, 700),
        *column("haut-droite", 4, 320, 700),
        *words("milieu long " + "mot " * 22, 50, 640),
        *column("bas-gauche", 4, 50, 620),
        *column("bas-droite", 4, 320, 620),
    ]

    assert read(pieces) == [
        "titre long", *names("haut-gauche", 4), *names("haut-droite", 4),
        "milieu long", *names("bas-gauche", 4), *names("bas-droite", 4),
    ]  # fmt: skip


def test_a_short_heading_over_both_columns_parts_them_too() -> None:
    pieces = [
        *column("haut-gauche", 4, 50, 700),
        *column("haut-droite", 4, 320, 700),
        *words("Les chemins", 50, 634, 14),
        *column("bas-gauche", 4, 50, 612),
        *column("bas-droite", 4, 320, 612),
    ]

    assert read(pieces)[8] == "Les chemins"
    assert read(pieces)[9:13] == names("bas-gauche", 4)


def test_a_heading_below_both_columns_is_read_after_them() -> None:
    pieces = [*column("gauche", 5, 50, 700), *column("droite", 4, 320, 700), *words("Les tarifs", 50, 625, 14)]

    assert read(pieces)[-1] == "Les tarifs"


def test_a_heading_in_the_longer_left_column_stays_there() -> None:
    pieces = [
        *column("gauche", 8, 50, 700),
        *column("droite", 4, 320, 700),
        *words("Les tarifs", 50, 590, 14),
        *column("suite", 3, 50, 570),
    ]

    assert read(pieces) == [*names("gauche", 8), "Les tarifs", *names("suite", 3), *names("droite", 4)]


def test_the_last_two_lines_of_a_right_column_are_read_after_the_left_one() -> None:
    pieces = [
        *column("haut-gauche", 4, 50, 700),
        *column("haut-droite", 4, 320, 700),
        *words("milieu long " + "mot " * 22, 50, 640),
        *column("bas-gauche", 3, 50, 620),
        *column("bas-droite", 2, 320, 620),
    ]

    assert read(pieces)[9:] == names("bas-gauche", 3) + names("bas-droite", 2)


def test_a_number_raised_at_the_start_of_a_note_is_a_word() -> None:
    (found,) = in_reading_order([Word("12", 0, 7, 103, 6), Word("Voir", 7, 25, 100, 10)])

    assert isinstance(found, Line)
    assert found.text == "12 Voir"


def test_long_terms_beside_their_definitions_stay_with_them() -> None:
    terms = (word for n in (0, 4, 8) for word in words("Association foncière", 50, 700 - n * 12))

    assert read([*column("texte", 9, 200, 700), *terms])[:2] == ["Association foncière", "texte 0"]


def test_options_beside_what_they_say_stay_on_their_rows() -> None:
    pieces = [
        word
        for n in range(6)
        for word in (
            *words(f"option{n} -o", 50, 700 - n * 12),
            *words(f"dit {n} ce que la commande fait", 160, 700 - n * 12),
        )
    ]

    assert [text.split()[0] for text in read(pieces)] == [w for n in range(6) for w in (f"option{n}", "dit")]


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 700), st.sampled_from((6, 10, 14)), st.integers(1, 12)),
        max_size=60,
    )
)
def test_no_word_is_lost_nor_said_twice(places: list[tuple[int, int, int, int]]) -> None:
    pieces = [
        Word(f"m{n}{'o' * letters}", x, x + 5 * letters, y, size) for n, (x, y, size, letters) in enumerate(places)
    ]

    rows = ordered_rows(pieces)

    assert sorted((piece for row in rows for piece in row), key=id) == sorted(pieces, key=id)


def test_labels_beside_a_text_stay_with_their_lines() -> None:
    pieces = [*column("texte", 9, 200, 700), *(word for n in (0, 4, 8) for word in words("Terme", 50, 700 - n * 12))]

    assert read(pieces)[:2] == ["Terme", "texte 0"]


def test_a_table_keeps_its_place_in_a_column() -> None:
    table = Table((("a", "b"), ("1", "2")), 320, 520, 690, 650)
    pieces = [*column("gauche", 8, 50, 700), *column("droite", 3, 320, 640)]

    found = in_reading_order([table, *pieces])

    assert [type(piece) for piece in found[7:10]] == [Line, Table, Line]


def test_a_call_of_note_goes_a_square_metre_stays_and_an_ordinal_is_attached() -> None:
    line = [
        Word("Le", 0, 10, 100, 10), Word("1", 13, 18, 100, 10), Word("er", 18, 24, 104, 6),
        Word("mai,", 28, 45, 100, 10), Word("300", 50, 65, 100, 10), Word("m", 68, 76, 100, 10),
        Word("2", 76, 79, 104, 6), Word("bornés", 84, 110, 100, 10), Word("12", 110, 116, 104, 6),
        Word(".", 116, 118, 100, 10),
    ]  # fmt: skip

    (found,) = in_reading_order(line)

    assert isinstance(found, Line)
    assert found.text == "Le 1er mai, 300 m² bornés."
