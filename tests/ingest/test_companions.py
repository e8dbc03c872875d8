"""Sidecars and a folder's corpus.yaml: which files they are, what they say, and who wins."""

from __future__ import annotations

import dataclasses
import logging
import unicodedata
from pathlib import Path

import pytest

from domain.errors import BadMetadata, GuichetError
from domain.types import Metadata, Visibility
from ingest.companions import companions, is_companion
from ingest.isolation import IsolatedReader, ReadLimits
from ingest.readers import read_file

PUBLIC, ADHERENT = Visibility.PUBLIC, Visibility.ADHERENT
LIMITS = ReadLimits(seconds=60, memory_bytes=2**30, file_bytes=2**20)


def put(path: Path, text: str) -> Path:
    """A file, in folders made for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def metadata(path: Path) -> Metadata:
    """What the file's only document says of itself in the end."""
    (raw,) = read_file(path)
    return raw.metadata


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return put(tmp_path / "annexes" / "2025" / "note.md", "Le conseil délibère.\n")


def test_companions_are_the_sidecar_and_the_folders_files_nearest_first(note: Path, tmp_path: Path) -> None:
    sidecar = put(note.with_name("note.meta.yaml"), "theme: foncier\n")
    near = put(note.parent / "corpus.yaml", "theme: achats\n")
    top = put(tmp_path / "corpus.yml", "theme: achats\n")

    assert companions(note) == (sidecar, near, top)
    assert companions(tmp_path / "annexes" / "seul.md") == (top,)


def test_a_name_of_255_characters_has_its_folders_file_only(tmp_path: Path) -> None:
    longest = put(tmp_path / ("a" * 251 + ".txt"), "Le conseil délibère.")
    near = put(tmp_path / "corpus.yaml", "theme: achats\n")

    assert companions(longest) == (near,)
    assert metadata(longest).theme == "achats"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("corpus.yaml", True),
        ("corpus.yml", True),
        ("Corpus.YAML", True),
        ("guide.meta.yaml", True),
        ("guide.meta.yml", True),
        ("guide.yaml", False),
        ("corpus.md", False),
    ],
)
def test_what_describes_documents_is_none(name: str, expected: bool) -> None:
    assert is_companion(Path("dossier") / name) is expected


def test_a_folders_fields_stand_for_all_below_and_the_nearest_wins_field_by_field(note: Path, tmp_path: Path) -> None:
    put(tmp_path / "corpus.yaml", "publisher: Mairie\ntheme: achats\nvisibility: adherent\n")
    put(note.parent / "corpus.yaml", "theme: foncier\n")

    found = metadata(note)

    assert (found.publisher, found.theme, found.visibility) == ("Mairie", "foncier", ADHERENT)


def test_precedence_is_sidecar_then_front_matter_then_file_then_pattern_then_folder(note: Path) -> None:
    put(note, "---\ntype: b\nurl: https://b.fr\n---\n# Titre du texte\n\nLe conseil délibère.\n")
    put(note.with_name("note.meta.yaml"), "type: a\n")
    put(
        note.parent / "corpus.yaml",
        "type: e\npublisher: e\ntheme: e\ndate: 2025-05-05\n"
        "files:\n"
        "  '*.md': {type: d, publisher: d, theme: d}\n"
        "  note.md: {type: c, url: 'https://c.fr', title: Titre donné, publisher: c}\n",
    )

    found = metadata(note)

    assert (found.type, found.url, found.title) == ("a", "https://b.fr", "Titre donné")
    assert (found.publisher, found.theme, str(found.published)) == ("c", "d", "2025-05-05")


def test_a_title_in_the_front_matter_stands_before_the_folders(note: Path) -> None:
    put(note, "---\ntitle: Le sien\na_verifier: non\n---\nLe conseil délibère.\n")
    put(note.parent / "corpus.yaml", "a_verifier: oui\nfiles:\n  note.md:\n    title: Titre donné\n")

    assert (metadata(note).title, metadata(note).a_verifier) == ("Le sien", False)


def test_what_a_format_guesses_comes_last(tmp_path: Path) -> None:
    text = "<p>La commune loue ses terres par un bail rural à long terme, après délibération du conseil.</p>"
    page = put(tmp_path / "guide.html", f"<html><head><title>Accueil</title></head><body>{text * 3}</body></html>")
    guessed = metadata(page).title
    put(tmp_path / "corpus.yaml", "files:\n  guide.html:\n    title: Guide du foncier\n")

    assert guessed == "Accueil"
    assert metadata(page).title == "Guide du foncier"


@pytest.mark.parametrize(
    ("own", "sidecar", "named", "folder", "expected"),
    [
        (None, None, None, "adherent", ADHERENT),
        (None, None, "public", "adherent", PUBLIC),
        (None, None, "adherent", "public", ADHERENT),
        (None, "public", "adherent", "adherent", PUBLIC),
        ("public", None, "adherent", "adherent", PUBLIC),
        ("adherent", None, "public", "public", ADHERENT),
        ("adherent", "public", "public", "public", ADHERENT),
        (None, None, None, None, None),
    ],
)
def test_the_visibility_said_nearest_wins(
    own: str | None, sidecar: str | None, named: str | None, folder: str | None, expected: Visibility | None, note: Path
) -> None:
    if own:
        put(note, f"---\nvisibility: {own}\n---\nLe conseil délibère.\n")
    if sidecar:
        put(note.with_name("note.meta.yaml"), f"visibility: {sidecar}\n")
    files = f"files:\n  note.md:\n    visibility: {named}\n" if named else ""
    put(note.parent / "corpus.yaml", f"theme: foncier\n{f'visibility: {folder}' if folder else ''}\n{files}")

    assert metadata(note).visibility is expected


@pytest.mark.parametrize("first", ["'*.md'", "'no*'"])
def test_of_two_patterns_the_narrowest_visibility_counts_whatever_their_order(first: str, note: Path) -> None:
    second = "'no*'" if first == "'*.md'" else "'*.md'"
    rights = {"'*.md'": "public", "'no*'": "adherent"}
    lines = "".join(f"  {pattern}: {{visibility: {rights[pattern]}}}\n" for pattern in (first, second))
    put(note.parent / "corpus.yaml", f"files:\n{lines}")

    assert metadata(note).visibility is ADHERENT


@pytest.mark.parametrize(
    ("pattern", "reached"),
    [
        ("annexes/2025/note.md", True),
        ("./annexes/2025/note.md", True),
        ("annexes/", True),
        ("annexes/*", True),
        ("annexes/**/*.md", True),
        ("**/note.md", True),
        ("*.md", True),
        ("annexes/202?/note.md", True),
        ("note.md", False),
        ("annexes", False),
        ("annexes/*.pdf", False),
        ("ANNEXES/*", False),
    ],
)
def test_a_pattern_is_read_from_the_folder_of_its_file(
    pattern: str, reached: bool, note: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(tmp_path / "corpus.yaml", f"fichiers:\n  '{pattern}': {{theme: foncier}}\n")

    with caplog.at_level(logging.WARNING):
        theme = metadata(note).theme

    assert (theme == "foncier") is reached
    assert (f"« {pattern} » ne désigne aucun fichier" in caplog.text) is not reached


def test_a_name_with_brackets_or_decomposed_accents_is_matched(tmp_path: Path) -> None:
    bracketed = put(tmp_path / unicodedata.normalize("NFD", "Arrêté [2025].md"), "Le maire arrête.\n")
    put(tmp_path / "corpus.yaml", "files:\n  'Arrêté [2025].md': {theme: police}\n  'Arrêté [2025]*': {type: arrêté}\n")

    assert (metadata(bracketed).theme, metadata(bracketed).type) == ("police", "arrêté")


@pytest.mark.parametrize(
    "text",
    [
        "visibility: privé\n",
        "visibilty: adherent\n",
        "visibility:\n",
        "files:\n  note.md: {visibility: prive}\n",
        "files:\n  '*.md': {visibilite: adherent}\n",
    ],
)
def test_a_visibility_that_cannot_be_read_refuses_each_file_it_stands_for(text: str, note: Path) -> None:
    put(note.parent / "corpus.yaml", text)

    with pytest.raises(BadMetadata) as caught:
        read_file(note)

    assert caught.value.field == "visibility"
    assert "corpus.yaml" in str(caught.value)
    assert caught.value.hint


def test_a_bad_entry_refuses_its_own_files_only(note: Path) -> None:
    other = put(note.with_name("autre.md"), "Le maire signe.\n")
    put(note.parent / "corpus.yaml", "theme: foncier\nfiles:\n  note.md: {visibility: prive}\n")

    assert metadata(other).theme == "foncier"
    with pytest.raises(BadMetadata):
        read_file(note)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("title: Le même pour tous\n", "title"),
        ("files:\n  '*.md': {id: le-meme}\n", "id"),
        ("defaults:\n  visibility: adherent\n", "defaults"),
        ("files: [note.md]\n", "files"),
        ("files:\n  note.md: adherent\n", "note.md"),
        ("theme: [a\n", "YAML"),
        ("theme: a\ntheme: b\n", "YAML"),
        ("", "YAML"),
        ("  \n", "YAML"),
    ],
)
def test_a_folders_file_that_cannot_be_meant_so_is_refused(text: str, field: str, note: Path) -> None:
    put(note.parent / "corpus.yaml", text)

    with pytest.raises(BadMetadata) as caught:
        read_file(note)

    assert caught.value.field == field
    assert caught.value.hint


def test_comments_alone_say_nothing(note: Path) -> None:
    before = metadata(note)
    put(note.parent / "corpus.yaml", "# à compléter\nfiles:\n")

    assert metadata(note) == before


def test_an_unknown_field_is_named_once_for_the_whole_folder(note: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(note.with_name("autre.md"), "Le maire signe.\n")
    put(note.parent / "corpus.yaml", "auteur: Mairie\nfiles:\n  note.md: {couleur: vert}\n")

    with caplog.at_level(logging.WARNING), IsolatedReader(LIMITS) as reader:
        outcomes = list(reader.read_all(note.with_name(name) for name in ("note.md", "autre.md")))

    assert not any(isinstance(outcome, GuichetError) for outcome in outcomes)
    assert [caplog.text.count(name) for name in ("« auteur »", "« couleur »")] == [1, 1]


def test_a_folders_file_that_changed_is_read_again(note: Path) -> None:
    put(note.parent / "corpus.yaml", "theme: foncier\n")
    before = metadata(note)
    put(note.parent / "corpus.yaml", "theme: commande publique\n")

    assert metadata(note) == dataclasses.replace(before, theme="commande publique")


def test_a_table_keeps_what_its_rows_say_and_takes_the_rest_from_its_folder(tmp_path: Path) -> None:
    table = put(tmp_path / "faq.csv", "question;réponse;thème\nQui signe ?;Le maire.;Actes\nQuand ?;Lundi.;\n")
    put(tmp_path / "corpus.yaml", "theme: accueil\nvisibility: adherent\n")

    found = [raw.metadata for raw in read_file(table)]

    assert [(m.theme, m.visibility, m.type) for m in found] == [
        ("Actes", ADHERENT, "faq"),
        ("accueil", ADHERENT, "faq"),
    ]


def test_a_file_of_several_documents_cannot_be_given_one_title(tmp_path: Path) -> None:
    table = put(tmp_path / "faq.csv", "question;réponse\nQui signe ?;Le maire.\nQuand ?;Lundi.\n")
    put(tmp_path / "corpus.yaml", "files:\n  faq.csv: {title: La même}\n")

    with pytest.raises(BadMetadata) as caught:
        read_file(table)

    assert caught.value.path == str(tmp_path / "corpus.yaml")
