"""Bytes → text, and the door to all readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import BadMetadata, NoText, UnreadableFile
from domain.types import Visibility
from ingest.readers import read_file, reader_for
from ingest.readers.text_file import MAX_TEXT_BYTES, decode, read_text

FRENCH = "L’œuvre coûte 12 € – « déjà » payée…\nÀ Sées, l'été.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig", "utf-16", "utf-32"])
def test_french_is_read_right_in_every_usual_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(FRENCH.encode(encoding))

    assert read_text(path) == FRENCH


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_both_orders_of_utf_16_are_read(mark: bytes, encoding: str) -> None:
    assert decode(mark + FRENCH.encode(encoding), path="note.txt") == FRENCH


def test_an_old_dos_file_keeps_its_accents() -> None:
    text = "DÉLIBÉRATION du conseil municipal réuni à l'hôtel de ville. Présents : onze élus.\n" * 4

    assert decode(text.encode("cp850"), path="note.txt") == text


def test_two_encodings_in_one_file_are_both_read_right() -> None:
    data = "Délibéré à Sées.\n".encode() + "Payé 12 €.\n".encode("cp1252")

    assert decode(data, path="note.txt") == "Délibéré à Sées.\nPayé 12 €.\n"


def test_windows_and_old_macintosh_line_ends_become_one_kind() -> None:
    assert decode(b"un\r\ndeux\rtrois\n", path="note.txt") == "un\ndeux\ntrois\n"


@pytest.mark.parametrize("data", [b"abc\x00def", bytes(range(1, 9)) * 40])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        decode(data, path="note.txt")

    assert "pas du texte" in caught.value.why


def test_a_torn_utf_16_file_is_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        decode(b"\xff\xfea", path="note.txt")

    assert "UTF-8" in caught.value.hint


@pytest.mark.parametrize(("data", "found"), [(b"%PDF-1.7\n", "un PDF"), (b"PK\x03\x04abc", "ZIP"), (b"{\\rtf1", "RTF")])
def test_another_format_under_a_text_name_is_refused_and_named(data: bytes, found: str, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(data)

    with pytest.raises(UnreadableFile) as caught:
        read_text(path)

    assert found in caught.value.why


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_a_file_of_white_space_holds_no_text(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "vide.txt"
    path.write_bytes(data)

    with pytest.raises(NoText):
        read_text(path)


def test_a_missing_file_is_refused_in_french(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_text(tmp_path / "absent.txt")

    assert "ne peut pas être ouvert" in caught.value.why


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gros.txt"
    with path.open("wb") as file:
        file.truncate(MAX_TEXT_BYTES + 1)

    with pytest.raises(UnreadableFile) as caught:
        read_text(path)

    assert "trop gros" in caught.value.why


@pytest.mark.parametrize("name", ["tableau.xls", "lettre.doc", "diapos.pptx", "sansextension"])
def test_a_format_that_no_reader_takes_is_refused_with_those_that_are(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("Bonjour", encoding="utf-8")

    assert reader_for(path) is None
    with pytest.raises(UnreadableFile) as caught:
        read_file(path)
    assert ".md" in caught.value.hint
    assert ".docx" in caught.value.hint


def test_an_extension_in_capitals_is_the_same_extension(tmp_path: Path) -> None:
    path = tmp_path / "NOTE.TXT"
    path.write_text("Un texte simple.", encoding="utf-8")

    assert read_file(path)[0].blocks[0].text == "Un texte simple."


def test_a_sidecar_completes_a_document(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Un texte simple.", encoding="utf-8")
    (tmp_path / "note.meta.yaml").write_text(
        "title: La vraie note\nvisibility: adherent\nreplaces: [ancienne]\n", encoding="utf-8"
    )

    metadata = read_file(path)[0].metadata

    assert (metadata.title, metadata.visibility, metadata.replaces) == (
        "La vraie note",
        Visibility.ADHERENT,
        ("ancienne",),
    )


@pytest.mark.parametrize(
    ("own", "beside", "expected"),
    [
        ("adherent", "public", Visibility.ADHERENT),
        ("public", "adherent", Visibility.ADHERENT),
        ("public", "public", Visibility.PUBLIC),
    ],
)
def test_a_sidecar_never_widens_access(own: str, beside: str, expected: Visibility, tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text(f"---\nvisibility: {own}\n---\nUn texte.\n", encoding="utf-8")
    (tmp_path / "note.meta.yml").write_text(f"visibility: {beside}\n", encoding="utf-8")

    assert read_file(path)[0].metadata.visibility is expected


def test_an_unusable_sidecar_stops_the_document(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Un texte simple.", encoding="utf-8")
    sidecar = tmp_path / "note.meta.yaml"
    sidecar.write_text("visibility: adhérants\n", encoding="utf-8")

    with pytest.raises(BadMetadata) as caught:
        read_file(path)

    assert caught.value.path == str(sidecar)
    assert caught.value.field == "visibility"


def test_a_sidecar_of_several_documents_cannot_name_them_all_alike(tmp_path: Path) -> None:
    body = "Un texte assez long pour être un corps.\n\n"
    resource = "{}\n\n" + body + "Type de ressource\nAutres\nRessource privée\nNon\nRésumé\n\n" + body
    path = tmp_path / "export.txt"
    path.write_text(resource.format("Un titre") + resource.format("Un autre"), encoding="utf-8")
    (tmp_path / "export.meta.yaml").write_text("title: Le même pour tous\n", encoding="utf-8")

    with pytest.raises(BadMetadata) as caught:
        read_file(path)

    assert caught.value.field == "title"
