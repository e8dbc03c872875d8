from __future__ import annotations

import os
import socket
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.errors import UnreadableFile
from ingest.discover import discover, vanished
from ingest.readers import READ_SUFFIXES

NOBODY = 65534


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# Titre\n\nUn texte.\n", encoding="utf-8")


def found(root: Path) -> list[str]:
    return [file.relative.removeprefix(f"{root.name}/") for file in discover(root).files]


def refusals(root: Path) -> dict[str, UnreadableFile]:
    return {os.path.relpath(error.path, root): error for error in discover(root).refused}


@contextmanager
def ordinary_user() -> Iterator[Path]:
    """A folder of an account that permissions hold for: they do not hold for root, who may run the tests."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        was = os.geteuid()
        if was == 0:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield Path(folder).resolve()
        finally:
            os.seteuid(was)


def test_every_format_that_a_reader_takes_is_found_whatever_its_case(tmp_path: Path) -> None:
    make(tmp_path, *(f"a{suffix}" for suffix in READ_SUFFIXES), "B.PDF", "sous/dossier/c.Docx")

    assert found(tmp_path) == sorted([*(f"a{suffix}" for suffix in READ_SUFFIXES), "B.PDF", "sous/dossier/c.Docx"])
    assert refusals(tmp_path) == {}


def test_what_is_no_document_is_passed_over_in_silence(tmp_path: Path) -> None:
    make(tmp_path, ".cache.md", ".git/notes.md", "~$guide.docx", ".~lock.guide.odt#", "Thumbs.db", "desktop.ini")
    make(
        tmp_path, ".DS_Store", "guide.pdf", "guide.meta.yaml", "corpus.yaml", "@eaDir/guide.pdf", "page_fichiers/a.css"
    )

    assert found(tmp_path) == ["guide.pdf"]
    assert refusals(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("arrêté.doc", "Enregistrez-le en .docx ou .odt."),
        ("arrêté.docm", "Enregistrez-le en .docx ou .odt."),
        ("note.rtf", "Enregistrez-le en .docx ou .odt."),
        ("note.pages", "Enregistrez-le en .docx ou .odt."),
        ("tableau.XLS", "Enregistrez-le en .xlsx ou .csv."),
        ("tableau.ods", "Enregistrez-le en .xlsx ou .csv."),
        ("exposé.ppt", "Exportez-le en PDF."),
        ("exposé.odp", "Exportez-le en PDF."),
        ("scan.jpeg", "Numérisez le document en PDF."),
        ("envoi.zip", "Décompressez cette archive dans le dossier."),
        ("message.eml", "Enregistrez le message en PDF et ses pièces jointes dans le dossier."),
    ],
)
def test_a_kind_that_is_not_read_is_refused_with_its_own_mend(tmp_path: Path, name: str, mend: str) -> None:
    make(tmp_path, name)

    error = refusals(tmp_path)[name]

    assert error.why == f"le format « {Path(name).suffix.lower()} » n'est pas lu"
    assert error.hint == mend


@pytest.mark.parametrize(("name", "kind"), [("plan.dwg", ".dwg"), ("LISEZMOI", "sans extension")])
def test_an_unknown_kind_is_refused_with_the_list_of_those_that_are_read(tmp_path: Path, name: str, kind: str) -> None:
    make(tmp_path, name)

    error = refusals(tmp_path)[name]

    assert error.why == f"le format « {kind} » n'est pas lu"
    assert all(suffix in error.hint for suffix in (".docx", ".odt", ".pdf", ".xlsx"))


def test_a_file_given_by_name_is_held_to_the_same_rules(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b.doc")

    assert [(file.path, file.root) for file in discover(tmp_path / "a.md").files] == [(tmp_path / "a.md", tmp_path)]
    assert [error.path for error in discover(tmp_path / "b.doc").refused] == [str(tmp_path / "b.doc")]


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="introuvable") as caught:
        discover(tmp_path / "absent")

    assert caught.value.hint == "Vérifiez le chemin, ou créez le dossier."


def test_a_path_under_a_folder_that_is_closed_to_us_is_an_error_that_says_so() -> None:
    with ordinary_user() as root:
        make(root, "ferme/dossier/a.md")
        (root / "ferme").chmod(0)
        try:
            with pytest.raises(UnreadableFile, match="fermé au compte de Guichet"):
                discover(root / "ferme" / "dossier")
        finally:
            (root / "ferme").chmod(0o755)


def test_rights_written_in_a_misnamed_file_beside_a_document_are_told_of(tmp_path: Path) -> None:
    make(tmp_path, "guide.pdf", "guide.yaml", "facts.yaml")

    assert list(refusals(tmp_path)) == ["guide.yaml"]
    assert ".meta.yaml" in refusals(tmp_path)["guide.yaml"].hint


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "secret/paie.md", "secret/autre/a.md", "public/a.md")
    root = tmp_path / "public"
    (root / "fichier.md").symlink_to(tmp_path / "secret" / "paie.md")
    (root / "dossier").symlink_to(tmp_path / "secret")

    assert found(root) == ["a.md"]
    assert refusals(root)["fichier.md"].why == f"ce lien sort du dossier ({tmp_path / 'secret' / 'paie.md'})"
    assert "Copiez le fichier" in refusals(root)["dossier"].hint


def test_a_link_inside_the_folder_gives_its_file_once(tmp_path: Path) -> None:
    make(tmp_path, "b/guide.md", ".store/note.md")
    (tmp_path / "a.md").symlink_to(tmp_path / "b" / "guide.md")
    (tmp_path / "c").symlink_to(tmp_path / "b")
    (tmp_path / "d.md").symlink_to(tmp_path / ".store" / "note.md")

    assert found(tmp_path) == [".store/note.md", "b/guide.md"]
    assert refusals(tmp_path) == {}


def test_links_that_turn_round_end(tmp_path: Path) -> None:
    make(tmp_path, "a/guide.md")
    (tmp_path / "a" / "encore").symlink_to(tmp_path)
    (tmp_path / "x.md").symlink_to(tmp_path / "y.md")
    (tmp_path / "y.md").symlink_to(tmp_path / "x.md")
    (tmp_path / "perdu.md").symlink_to(tmp_path / "absent.md")

    assert found(tmp_path) == ["a/guide.md"]
    assert {error.why for error in refusals(tmp_path).values()} == {"ce lien ne mène à aucun fichier"}
    assert sorted(refusals(tmp_path)) == ["perdu.md", "x.md", "y.md"]


def test_pipes_and_sockets_are_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube.md")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "prise.md"))

        assert found(tmp_path) == []
        assert sorted(refusals(tmp_path)) == ["prise.md", "tube.md"]
        assert "pas un fichier ordinaire" in refusals(tmp_path)["tube.md"].why


def test_a_closed_folder_is_a_refused_line_and_the_rest_is_found() -> None:
    with ordinary_user() as root:
        make(root, "ferme/a.md", "ouvert/b.md")
        (root / "ferme").chmod(0)

        assert found(root) == ["ouvert/b.md"]
        assert refusals(root)["ferme"].why == "dossier illisible (Permission denied)"
        assert refusals(root)["ferme"].hint == "Donnez le droit de lire ce dossier."

        (root / "ferme").chmod(0o700)


def test_a_file_in_a_closed_folder_has_not_vanished() -> None:
    with ordinary_user() as root:
        make(root, "ferme/a.md")
        known = [str(root / "ferme" / "a.md"), str(root / "parti.md"), "/ailleurs/c.md"]
        (root / "ferme").chmod(0)

        assert vanished(root, known) == (str(root / "parti.md"),)

        (root / "ferme").chmod(0o700)


@pytest.mark.parametrize(
    "name",
    [
        "compte..rendu..md",
        "  deux espaces .md",
        unicodedata.normalize("NFD", "délibération été.md"),
        "é" * 126 + ".md",
        "a" * 252 + ".md",
        "l'arrêté « n° 3 » \n (copie).md",
    ],
)
def test_any_name_that_a_disk_holds_is_found_as_it_is_written(tmp_path: Path, name: str) -> None:
    make(tmp_path, name)

    assert found(tmp_path) == [name]
    assert refusals(tmp_path) == {}


def test_a_name_that_is_not_utf8_is_refused_in_letters_that_can_be_shown(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"d\xe9lib\xe9ration.md")).write_text("# Titre")
    (tmp_path / os.fsdecode(b"archiv\xe9")).mkdir()
    make(tmp_path, "a.md")

    assert found(tmp_path) == ["a.md"]
    assert sorted(refusals(tmp_path)) == ["archiv\\xe9", "d\\xe9lib\\xe9ration.md"]
    assert refusals(tmp_path)["archiv\\xe9"].why == "son nom n'est pas écrit en UTF-8"
    assert all(str(error).encode() for error in discover(tmp_path).refused)
