"""The Markdown reader."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.errors import BadMetadata, NoText, UnreadableFile
from domain.types import Block, BlockKind, RawDocument, Visibility
from ingest.readers.markdown import MarkdownReader, to_blocks


def read(text: str, folder: Path, *, name: str = "fiche-essai.md") -> RawDocument:
    """The file's only document."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (raw,) = MarkdownReader().read(path)
    return raw


def test_front_matter_becomes_metadata_and_leaves_the_text(tmp_path: Path) -> None:
    text = (
        "---\nid: vente-terrain\ntitle: Vendre un terrain\ndate: 2025-03-01\nvisibility: adherent\n"
        "valid_until: 31/12/2026\na_verifier: oui\n---\n# Vendre un terrain\n\nLe conseil délibère.\n"
    )

    raw = read(text, tmp_path)

    assert raw.metadata.id == "vente-terrain"
    assert raw.metadata.published == date(2025, 3, 1)
    assert raw.metadata.valid_until == date(2026, 12, 31)
    assert raw.metadata.visibility is Visibility.ADHERENT
    assert raw.metadata.a_verifier is True
    assert raw.blocks == (Block(BlockKind.PARAGRAPH, "Le conseil délibère."),)


@pytest.mark.parametrize(("above", "where"), [("", "ligne 4"), ("\n\n", "ligne 6")])
def test_broken_front_matter_names_its_line_in_the_file(above: str, where: str, tmp_path: Path) -> None:
    broken = "---\ntitle: Vendre\ntheme: [foncier\nurl: https://exemple.fr\n---\nUn texte.\n"

    with pytest.raises(BadMetadata) as caught:
        read(above + broken, tmp_path)

    assert where in str(caught.value)
    assert caught.value.hint


def test_front_matter_without_an_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadMetadata) as caught:
        read("---\nvisibility: adherent\n\nUn texte.\n", tmp_path)

    assert "n'est pas fermé" in caught.value.why


def test_two_rules_around_a_paragraph_are_no_front_matter(tmp_path: Path) -> None:
    raw = read("---\n\nUn texte encadré\n\n---\n\nLa suite.\n", tmp_path)

    assert [block.text for block in raw.blocks] == ["Un texte encadré", "La suite."]


@pytest.mark.parametrize(
    ("text", "title", "first"),
    [
        ("---\ntitle: Le vrai\n---\n# Un autre\n\nTexte.\n", "Le vrai", "Un autre"),
        ("---\ntitle: Le Vrai\n---\n# le vrai !\n\nTexte.\n", "Le Vrai", "Texte."),
        ("# Le titre\n\nTexte.\n", "Le titre", "Texte."),
        ("Avant.\n\n# Le titre\n\nTexte.\n", "Le titre", "Avant."),
        ("## Une section\n\nTexte.\n", "Fiche essai", "Une section"),
        ("Texte.\n", "Fiche essai", "Texte."),
    ],
)
def test_the_title_is_the_front_matters_then_the_first_top_heading_then_the_file_name(
    text: str, title: str, first: str, tmp_path: Path
) -> None:
    raw = read(text, tmp_path)

    assert raw.metadata.title == title
    assert raw.blocks[0].text == first


def test_headings_keep_their_depth() -> None:
    blocks = to_blocks("# Un\n\n## Deux\n\nTrois\n-----\n\n#### Quatre\n")

    assert [(b.kind, b.level) for b in blocks] == [(BlockKind.HEADING, n) for n in (1, 2, 2, 4)]


def test_nested_lists_keep_their_depth_and_their_numbers() -> None:
    text = "- a\n  - b\n    1. c\n    2. d\n- e\n\n3. f\n4. g\n"

    assert [(b.text, b.level) for b in to_blocks(text)] == [
        ("a", 0), ("b", 1), ("1. c", 2), ("2. d", 2), ("e", 0), ("3. f", 0), ("4. g", 0),
    ]  # fmt: skip


def test_a_second_paragraph_of_an_item_is_not_numbered_again() -> None:
    assert [b.text for b in to_blocks("1. Un\n\n   Suite\n\n2. Deux\n")] == ["1. Un", "Suite", "2. Deux"]


def test_each_row_of_a_table_can_be_read_alone() -> None:
    text = "| Seuil | Procédure |\n|---|---|\n| 60 000 € | gré à gré |\n| | *adaptée* |\n"

    assert [(b.kind, b.text) for b in to_blocks(text)] == [
        (BlockKind.TABLE_ROW, "Seuil : 60 000 € ; Procédure : gré à gré"),
        (BlockKind.TABLE_ROW, "Procédure : adaptée"),
    ]


def test_comments_and_scripts_are_dropped_and_the_text_of_html_kept() -> None:
    text = (
        "<!-- note interne -->\n\nUn <b>mot</b> gras.<!-- caché -->\n\n<div><p>Encadré</p><script>x()</script></div>\n"
    )

    assert [b.text for b in to_blocks(text)] == ["Un mot gras.", "Encadré"]


def test_inline_marks_are_removed_and_links_keep_their_words() -> None:
    text = "Un **mot**, *un autre*, `L. 411-1`, [la fiche](https://exemple.fr) et\nla suite.\n"

    assert [b.text for b in to_blocks(text)] == ["Un mot, un autre, L. 411-1, la fiche et la suite."]


def test_quotes_are_kept() -> None:
    assert [b.text for b in to_blocks("> Le maire signe.\n")] == ["Le maire signe."]


def test_a_model_of_letter_in_a_fence_is_kept_and_code_is_dropped() -> None:
    text = "```\nMadame,\n\nVeuillez agréer.\n```\n\n```python\nprint()\n```\n"

    assert [b.text for b in to_blocks(text)] == ["Madame,", "Veuillez agréer."]


def test_an_indented_paragraph_is_a_paragraph() -> None:
    assert [b.text for b in to_blocks("Un.\n\n    Deux.\n")] == ["Un.", "Deux."]


@pytest.mark.parametrize("text", ["<!-- rien -->\n", "---\ntitle: Vide\n---\n", "```python\nx\n```\n"])
def test_a_file_without_text_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(NoText):
        read(text, tmp_path)


def test_a_quotation_and_a_list_nested_deep_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    items = "\n".join("  " * depth + f"- point {depth}" for depth in range(15))
    path.write_text(f"# Note\n\n{items}\n\n{'> ' * 30}Un texte cité.\n", encoding="utf-8")

    (raw,) = MarkdownReader().read(path)

    assert [block.text for block in raw.blocks] == [*(f"point {depth}" for depth in range(15)), "Un texte cité."]


def test_nesting_beyond_what_can_be_read_is_refused_and_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text("> " * 5_000 + "Un texte perdu ?\n", encoding="utf-8")

    with pytest.raises(UnreadableFile, match="imbriquées") as caught:
        MarkdownReader().read(path)

    assert "\u00a0" not in caught.value.why
    assert caught.value.hint
