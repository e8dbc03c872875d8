"""The PDF reader, on files drawn for each test."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter

from domain.errors import NoText, UnreadableFile
from domain.types import Block, BlockKind, RawDocument
from ingest.readers.pdf.reader import PdfReader
from tests.ingest.readers.pdfs import Text, draw, draw_images, encrypt, heading, label_two_roman_pages, line, paragraph

FILLER = (
    "Le conseil municipal délibère sur chaque vente de terrain.",
    "Le maire signe l'acte après avoir reçu l'avis du service.",
)


def read(path: Path) -> RawDocument:
    """The file's only document."""
    (raw,) = PdfReader().read(path)
    return raw


def headings(raw: RawDocument) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in raw.blocks if block.kind is BlockKind.HEADING]


def texts(raw: RawDocument) -> list[str]:
    return [block.text for block in raw.blocks]


def refused(path: Path) -> UnreadableFile:
    """The error for a file that must not be read."""
    with pytest.raises(UnreadableFile) as caught:
        PdfReader().read(path)
    assert str(path) in str(caught.value)
    assert caught.value.hint
    return caught.value


def test_each_text_carries_the_physical_page_and_the_printed_label(tmp_path: Path) -> None:
    pages = [[line(f"Texte de la page {word}.")] for word in ("une", "deux", "trois", "quatre")]
    path = label_two_roman_pages(draw(tmp_path / "guide.pdf", pages))

    raw = read(path)

    assert raw.pages == 4
    assert raw.blank_pages == ()
    assert [(b.text, b.page, b.page_label) for b in raw.blocks] == [
        ("Texte de la page une.", 1, "i"),
        ("Texte de la page deux.", 2, "ii"),
        ("Texte de la page trois.", 3, "1"),
        ("Texte de la page quatre.", 4, "2"),
    ]


def test_a_file_without_labels_has_no_printed_label(tmp_path: Path) -> None:
    raw = read(draw(tmp_path / "guide.pdf", [[line("Un texte.")]]))

    assert raw.blocks[0].page_label is None


def test_larger_lines_are_headings_the_largest_first(tmp_path: Path) -> None:
    page = [
        heading("Vendre un terrain", 20),
        *map(line, FILLER),
        heading("Avant la vente", 15),
        *map(line, FILLER),
        heading("Après la vente", 15),
        *map(line, FILLER),
    ]

    raw = read(draw(tmp_path / "guide.pdf", [page]))

    assert headings(raw) == [(1, "Vendre un terrain"), (2, "Avant la vente"), (2, "Après la vente")]


def test_a_heading_on_two_lines_is_one_heading(tmp_path: Path) -> None:
    page = [
        heading("Vendre un terrain de la commune", 18),
        Text("à un habitant", 18, above=22),
        *map(paragraph, FILLER),
    ]

    raw = read(draw(tmp_path / "guide.pdf", [page]))

    assert headings(raw) == [(1, "Vendre un terrain de la commune à un habitant")]


def test_the_outline_makes_a_heading_of_a_line_in_the_size_of_the_text(tmp_path: Path) -> None:
    page = [line("Les délais"), *map(paragraph, FILLER)]

    with_outline = read(draw(tmp_path / "a.pdf", [page], outline=["Les délais"]))
    without = read(draw(tmp_path / "b.pdf", [page]))

    assert headings(with_outline) == [(1, "Les délais")]
    assert headings(without) == []


def test_a_word_broken_at_a_line_end_is_mended_and_a_compound_keeps_its_hyphen(tmp_path: Path) -> None:
    page = [
        line("La vente est ouverte aux collecti-"),
        line("vités du canton. La commune la refuse, et celle-"),
        line("ci le dit par écrit."),
    ]

    raw = read(draw(tmp_path / "guide.pdf", [page]))

    expected = "La vente est ouverte aux collectivités du canton. La commune la refuse, et celle-ci le dit par écrit."
    assert texts(raw) == [expected]


def test_bullets_are_list_items_with_their_wrapped_lines(tmp_path: Path) -> None:
    page = [
        line("Le dossier comprend :"),
        line("• le plan du terrain, que le service", indent=10),
        line("du cadastre délivre ;", indent=20),
        line("• l'avis des domaines.", indent=10),
        paragraph("Le maire le vérifie."),
    ]

    raw = read(draw(tmp_path / "guide.pdf", [page]))

    assert [(b.kind, b.text) for b in raw.blocks] == [
        (BlockKind.PARAGRAPH, "Le dossier comprend :"),
        (BlockKind.LIST_ITEM, "le plan du terrain, que le service du cadastre délivre ;"),
        (BlockKind.LIST_ITEM, "l'avis des domaines."),
        (BlockKind.PARAGRAPH, "Le maire le vérifie."),
    ]


def test_a_bullet_larger_and_lower_than_its_item_leaves_the_spaces_between_words(tmp_path: Path) -> None:
    page = [line("Le dossier comprend :")]
    for y in (600, 580):
        page += [Text("–", size=12, y=y), Text("le plan du lot", size=10, indent=18, y=y + 2)]

    raw = read(draw(tmp_path / "guide.pdf", [page]))

    assert texts(raw)[-2:] == ["le plan du lot", "le plan du lot"]


def test_a_paragraph_over_a_page_break_is_one_block_with_both_pages(tmp_path: Path) -> None:
    pages = [
        [*map(line, FILLER), paragraph("La commune peut, après délibération du conseil")],
        [line("municipal, vendre le terrain."), paragraph("Un autre texte,"), line("plus court.")],
    ]

    raw = read(draw(tmp_path / "guide.pdf", pages))

    assert [(b.text, b.page, b.page_end) for b in raw.blocks] == [
        (" ".join(FILLER), 1, 1),
        ("La commune peut, après délibération du conseil municipal, vendre le terrain.", 1, 2),
        ("Un autre texte, plus court.", 2, 2),
    ]


def test_a_paragraph_that_ended_is_not_joined_to_the_next_page(tmp_path: Path) -> None:
    raw = read(draw(tmp_path / "guide.pdf", [[line("Elle vend.")], [line("elle loue.")]]))

    assert texts(raw) == ["Elle vend.", "elle loue."]


def test_a_page_that_is_only_an_image_is_named(tmp_path: Path) -> None:
    raw = read(draw_images(tmp_path / "scan.pdf", ["Bordereau d'envoi du courrier.", "", "Signature du maire.", ""]))

    assert raw.blank_pages == (2, 4)
    assert [block.page for block in raw.blocks] == [1, 3]


def test_a_file_of_images_names_all_its_pages_and_holds_no_block(tmp_path: Path) -> None:
    raw = read(draw_images(tmp_path / "scan.pdf", ["", "", ""]))

    assert raw.blank_pages == (1, 2, 3)
    assert raw.pages == 3
    assert raw.blocks == ()


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("Vendre un terrain", "Vendre un terrain"),
        ("untitled", "Le grand titre de la couverture"),
        ("Microsoft Word - guide.docx", "Le grand titre de la couverture"),
    ],
)
def test_the_title_is_the_files_own_unless_a_tool_made_it_up(own: str, expected: str, tmp_path: Path) -> None:
    path = draw(
        tmp_path / "guide.pdf",
        [[heading("Le grand titre de la couverture", 24), *map(paragraph, FILLER)]],
        title=own,
    )

    assert read(path).metadata.title == expected


def test_a_file_protected_against_printing_only_is_read(tmp_path: Path) -> None:
    path = encrypt(draw(tmp_path / "guide.pdf", [[line("Un texte ouvert.")]]), user="", owner="secret")

    assert texts(read(path)) == ["Un texte ouvert."]


def test_a_file_that_needs_a_password_is_refused(tmp_path: Path) -> None:
    path = encrypt(draw(tmp_path / "guide.pdf", [[line("Un texte fermé.")]]), user="clef", owner="secret")

    error = refused(path)

    assert "mot de passe" in error.why
    assert "sans protection" in error.hint


def test_a_file_without_pages_read_after_a_locked_one_is_not_said_to_be_locked(tmp_path: Path) -> None:
    locked = encrypt(draw(tmp_path / "ferme.pdf", [[line("Un texte fermé.")]]), user="clef", owner="secret")
    empty = PdfWriter()
    empty.write(str(tmp_path / "sans-page.pdf"))

    assert "mot de passe" in refused(locked).why
    assert "sans aucune page" in refused(tmp_path / "sans-page.pdf").why


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vide.pdf"
    path.touch()

    error = refused(path)

    assert isinstance(error, NoText)
    assert "0 octet" in error.why


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_truncated_file_is_refused_or_fully_read(share: float, tmp_path: Path) -> None:
    pages = [[line(f"Texte de la page {n}.")] for n in range(1, 6)]
    whole = draw(tmp_path / "guide.pdf", pages)
    expected = texts(read(whole))
    data = whole.read_bytes()
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(data[: int(len(data) * share)])

    try:
        raw = read(torn)
    except UnreadableFile as error:
        assert "abîmé" in error.why or "aucune page" in error.why
        assert error.hint
    else:
        assert texts(raw) == expected


def test_a_file_whose_end_is_missing_is_refused_even_if_its_pages_can_be_found(tmp_path: Path) -> None:
    path = draw(tmp_path / "guide.pdf", [[line("Un texte.")]])
    path.write_bytes(path.read_bytes().replace(b"%%EOF", b""))

    assert "sa fin manque" in refused(path).why


def test_a_pdf_head_with_nothing_after_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tete.pdf"
    path.write_bytes(b"%PDF-1.7\n")

    assert "abîmé" in refused(path).why


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<!DOCTYPE html><html><body>Page introuvable</body></html>", "page web"),
        (b"Bonjour, ceci est une lettre.\n", "texte simple"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "image PNG"),
        (b"\x00\x01\x02\x03" * 10, "fichier binaire inconnu"),
    ],
)
def test_a_file_that_is_no_pdf_is_refused_with_what_it_looks_like(data: bytes, found: str, tmp_path: Path) -> None:
    path = tmp_path / "faux.pdf"
    path.write_bytes(data)

    error = refused(path)

    assert "mal nommé" in error.why
    assert found in error.why


def test_an_archive_named_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.pdf"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lettre.txt", "Bonjour")

    assert "ZIP" in refused(path).why


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "ne peut pas être ouvert" in refused(tmp_path / "absent.pdf").why


def test_every_block_has_a_page(tmp_path: Path) -> None:
    raw = read(draw(tmp_path / "guide.pdf", [[heading("Titre", 20), *map(line, FILLER)]] * 2))

    def placed(block: Block) -> bool:
        return block.page is not None and block.page_end is not None and block.page <= block.page_end

    assert raw.blocks
    assert all(map(placed, raw.blocks))
