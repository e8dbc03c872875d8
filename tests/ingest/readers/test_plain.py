"""The plain text reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import BadMetadata
from domain.types import BlockKind, RawDocument, Visibility
from ingest.readers.plain import PlainReader

LONG = "Le conseil municipal délibère sur le prix, les conditions et le calendrier de la vente du terrain."


def read(text: str, folder: Path, *, name: str = "note.txt") -> RawDocument:
    """The file's only document."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (raw,) = PlainReader().read(path)
    return raw


def seen(raw: RawDocument) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in raw.blocks]


@pytest.mark.parametrize(
    ("text", "title", "blocks"),
    [
        (f"Vendre un terrain\n\n{LONG}\n", "Vendre un terrain", [LONG]),
        (f"{LONG}\n\nLa suite.\n", "Note", [LONG, "La suite."]),
        ("Une seule ligne\n", "Note", ["Une seule ligne"]),
        (f"- un point\n\n{LONG}\n", "Note", ["un point", LONG]),
        (f"---\ntitle: Le vrai\n---\nUn autre\n\n{LONG}\n", "Le vrai", ["Un autre", LONG]),
        (f"---\ntitle: Le vrai\n---\nLE VRAI\n\n{LONG}\n", "Le vrai", [LONG]),
    ],
)
def test_the_title_is_the_front_matters_then_a_first_line_alone_then_the_file_name(
    text: str, title: str, blocks: list[str], tmp_path: Path
) -> None:
    raw = read(text, tmp_path)

    assert raw.metadata.title == title
    assert [block.text for block in raw.blocks] == blocks


def test_the_file_name_makes_a_title_without_its_hyphens(tmp_path: Path) -> None:
    raw = read("Un texte.\n", tmp_path, name="guide-des_marches_2024-2025.txt")

    assert raw.metadata.title == "Guide des marches 2024-2025"


def test_front_matter_gives_rights(tmp_path: Path) -> None:
    raw = read("---\nvisibility: adherent\n---\nUn texte.\n", tmp_path)

    assert raw.metadata.visibility is Visibility.ADHERENT


def test_mistyped_rights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadMetadata) as caught:
        read("---\nvisibilty: adherent\n---\nUn texte.\n", tmp_path)

    assert "« visibilty »" in str(caught.value)


def test_wrapped_lines_are_one_paragraph_with_broken_words_mended(tmp_path: Path) -> None:
    text = (
        f"Titre\n\nLa vente est ouverte aux collecti-\nvités du canton, et celles-\nci décident ensemble.\n\n{LONG}\n"
    )

    assert seen(read(text, tmp_path))[0] == (
        BlockKind.PARAGRAPH,
        "La vente est ouverte aux collectivités du canton, et celles-ci décident ensemble.",
    )


def test_lines_too_long_to_be_wrapped_are_paragraphs_of_their_own(tmp_path: Path) -> None:
    text = f"Titre\n\n{LONG} {LONG}\n{LONG} Fin.\n"

    assert [block.text for block in read(text, tmp_path).blocks] == [f"{LONG} {LONG}", f"{LONG} Fin."]


def test_lists_are_items_with_their_wrapped_lines_and_their_depth(tmp_path: Path) -> None:
    text = "Titre\n\nIl faut :\n- le plan du terrain,\n  signé du maire ;\n    - sa copie ;\n1. une lettre.\n"

    raw = read(text, tmp_path)

    assert [(b.kind, b.text, b.level) for b in raw.blocks] == [
        (BlockKind.PARAGRAPH, "Il faut :", 0),
        (BlockKind.LIST_ITEM, "le plan du terrain, signé du maire ;", 0),
        (BlockKind.LIST_ITEM, "sa copie ;", 1),
        (BlockKind.LIST_ITEM, "1. une lettre.", 0),
    ]


def test_a_short_line_alone_above_text_is_a_heading(tmp_path: Path) -> None:
    text = f"Titre\n\n{LONG}\n\nAvant la vente\n\n{LONG}\n\nArticle 3\n\n{LONG}\n"

    headings = [t for kind, t in seen(read(text, tmp_path)) if kind is BlockKind.HEADING]
    assert headings == ["Avant la vente", "Article 3"]


def test_several_short_lines_in_a_row_are_no_headings(tmp_path: Path) -> None:
    text = f"Titre\n\nOdile Tessier\n\nKarim Vasseur\n\nJeanne Morel\n\n{LONG}\n"

    kinds = [kind for kind, text in seen(read(text, tmp_path)) if text in ("Karim Vasseur", "Jeanne Morel")]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


def test_the_last_line_is_never_a_heading(tmp_path: Path) -> None:
    assert seen(read(f"Titre\n\n{LONG}\n\nFin de la note\n", tmp_path))[-1][0] is BlockKind.PARAGRAPH


TABLE = [("Étape", "Délai"), ("Déclaration d'intention", "deux mois"), ("Congé", "dix-huit mois")]
ROWS = ["Étape : Déclaration d'intention ; Délai : deux mois", "Étape : Congé ; Délai : dix-huit mois"]


@pytest.mark.parametrize(
    "lines",
    [[f"{a:<30}{b}" for a, b in TABLE], [f"  {a:<25}{b}" for a, b in TABLE], [f"{a}\t{b}" for a, b in TABLE]],
    ids=["spaces", "indented", "tabs"],
)
def test_a_table_set_in_columns_gives_rows_that_repeat_their_header(lines: list[str], tmp_path: Path) -> None:
    raw = read("\n".join(["Vendre un terrain", "", "Les délais", "", *lines, "", LONG]), tmp_path)

    assert seen(raw) == [
        (BlockKind.HEADING, "Les délais"),
        *((BlockKind.TABLE_ROW, row) for row in ROWS),
        (BlockKind.PARAGRAPH, LONG),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["Le maire  signe l'acte.", "Le conseil vote le  prix.", "Le notaire  publie."],  # two spaces by chance
        ["Le maire  signe.", "Le préfet relit."],
        ["-  le plan", "-  l'avis", "-  le devis"],
    ],
    ids=["ragged", "two lines", "list"],
)
def test_gaps_that_make_no_columns_make_no_table(lines: list[str], tmp_path: Path) -> None:
    raw = read("\n".join(["Vendre un terrain", "", *lines, "", LONG]), tmp_path)

    assert not [block for block in raw.blocks if block.kind is BlockKind.TABLE_ROW]
