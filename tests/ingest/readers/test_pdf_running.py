"""Running heads, page numbers and tables of contents, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.readers.pdf.reader import PdfReader
from tests.ingest.readers.pdfs import Text, draw, line, paragraph

NUMBERS = ("un", "deux", "trois", "quatre", "cinq", "six")
BODY = (
    "La page {} dit que la commune entretient ses chemins",
    "et que le lot {} des habitants signale les arbres",
    "tombés au secrétariat {} de la mairie, qui prévient",
    "les agents de l'équipe {} de la voirie.",
)


def texts(path: Path, pages: Sequence[Sequence[Text]]) -> list[str]:
    (raw,) = PdfReader().read(draw(path, pages))
    return [block.text for block in raw.blocks]


def page(number: int, *more: Text) -> list[Text]:
    """A page of text, no line of which is on another page, and these lines."""
    return [*(line(text.format(NUMBERS[number - 1])) for text in BODY), *more]


def said(pages: int) -> list[str]:
    """What such pages say besides their running lines."""
    return [" ".join(BODY).replace("{}", number) for number in NUMBERS[:pages]]


def test_heads_that_differ_on_left_and_right_pages_are_left_out(tmp_path: Path) -> None:
    heads = ("Guide des chemins", "Commune de Brenne")

    found = texts(tmp_path / "g.pdf", [page(n, Text(heads[n % 2], 9, y=800)) for n in range(1, 7)])

    assert found == said(6)


def test_a_head_close_to_the_text_of_every_other_page_is_left_out(tmp_path: Path) -> None:
    pages = [page(n, *([Text("Guide des chemins", 11, y=722)] if n % 2 else [])) for n in range(1, 7)]

    assert texts(tmp_path / "g.pdf", pages) == said(6)


def test_the_heads_of_short_chapters_are_left_out(tmp_path: Path) -> None:
    heads = ("Les chemins", "Les chemins", "Les bois", "Les bois", "Les puits", "Les puits")

    assert texts(tmp_path / "g.pdf", [page(n + 1, Text(head, 9, y=800)) for n, head in enumerate(heads)]) == said(6)


@pytest.mark.parametrize(
    "form",
    ["– {} –", "{}/6", "Page {} sur 6", "p. {}", "{}", "Guide des chemins {}"],
)
def test_page_numbers_are_left_out_however_written(form: str, tmp_path: Path) -> None:
    found = texts(tmp_path / "g.pdf", [page(n, Text(form.format(n), 9, y=40)) for n in range(1, 7)])

    assert found == said(6)


def test_page_numbers_that_start_at_another_number_are_left_out(tmp_path: Path) -> None:
    found = texts(tmp_path / "g.pdf", [page(n, Text(str(40 + n), 9, y=40)) for n in range(1, 4)])

    assert found == said(3)


def test_roman_page_numbers_are_left_out(tmp_path: Path) -> None:
    found = texts(tmp_path / "g.pdf", [page(n, Text(("i", "ii", "iii", "iv")[n - 1], 9, y=40)) for n in range(1, 5)])

    assert found == said(4)


def test_a_number_alone_on_a_line_of_the_text_stays(tmp_path: Path) -> None:
    pages = [[paragraph("La loi du 10 septembre"), line("1947"), line("règle les coopératives.")]]

    assert texts(tmp_path / "g.pdf", pages) == ["La loi du 10 septembre 1947 règle les coopératives."]


def test_a_year_alone_at_the_foot_of_a_cover_stays(tmp_path: Path) -> None:
    found = texts(tmp_path / "g.pdf", [[line("Le guide"), Text("2025", 11, y=60)], *[page(n) for n in (1, 2)]])

    assert "2025" in " ".join(found)


def test_a_line_that_each_page_repeats_inside_its_text_stays(tmp_path: Path) -> None:
    pages = [[Text(f"Avis {NUMBERS[n]}", y=780), Text("Le maire signe.", y=760), *page(n)] for n in range(1, 5)]

    assert " ".join(texts(tmp_path / "g.pdf", pages)).count("Le maire signe.") == 4


def test_articles_that_open_each_page_stay(tmp_path: Path) -> None:
    pages = [[Text(f"Article {n}", 11, y=780), *page(n)] for n in range(1, 5)]

    found = " ".join(texts(tmp_path / "g.pdf", pages))

    assert all(f"Article {n}" in found for n in range(1, 5))


def test_a_table_of_contents_without_dots_is_left_out(tmp_path: Path) -> None:
    contents = [Text("Sommaire", 11, y=780)]
    for n in range(1, 8):
        height = 760 - 20 * n
        contents += [Text(f"Chapitre {n}", y=height), Text(str(2 * n), y=height, indent=380)]

    assert texts(tmp_path / "g.pdf", [contents, page(1)]) == said(1)


def test_text_below_a_table_of_contents_stays(tmp_path: Path) -> None:
    contents = [line(f"Chapitre {n} {'. ' * 30}{n + 2}") for n in range(1, 8)]

    assert texts(tmp_path / "g.pdf", [[*contents, paragraph("Ce guide remplace celui de mars.")]]) == [
        "Ce guide remplace celui de mars."
    ]


def test_running_heads_feet_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    pages = [
        [
            Text("Commune de Brenne – guide 2025", 9, y=800),
            *(line(f"La ligne {n} du chapitre {word} parle des terrains,") for n in range(1, 7)),
            line(f"et le chapitre {word} se termine."),
            Text("Mairie, 1 place du Marché", 9, y=50),
            Text(f"Page {number} / 5", 9, y=30),
        ]
        for number, word in enumerate(("premier", "deuxième", "troisième", "quatrième", "cinquième"), 1)
    ]

    found = texts(tmp_path / "guide.pdf", pages)

    assert len(found) == 5
    assert found[0].startswith("La ligne 1 du chapitre premier parle des terrains, La ligne 2")
    assert found[4].endswith("et le chapitre cinquième se termine.")
    assert not any("Brenne" in text or "Marché" in text or "Page" in text for text in found)


def test_a_line_that_stands_on_two_pages_only_is_text(tmp_path: Path) -> None:
    pages = [[Text("Avis du maire.", 11, y=760), line(f"Suite {n}.")] for n in ("une", "deux")]

    found = texts(tmp_path / "guide.pdf", pages)

    assert sum("Avis du maire." in text for text in found) == 2


def test_a_dotted_table_of_contents_is_left_out(tmp_path: Path) -> None:
    contents = [line(f"Chapitre {n} {'. ' * 30}{n + 2}") for n in range(1, 8)]

    found = texts(tmp_path / "guide.pdf", [contents, [line("Le vrai texte du guide.")]])

    assert found == ["Le vrai texte du guide."]
