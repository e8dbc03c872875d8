"""The guard of ZIP containers, on archives spoiled one way at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from domain.errors import NoText, UnreadableFile
from ingest.readers import archive as guard
from ingest.readers.archive import guard_archive
from tests.ingest.readers.offices import libre, para, part, repack, word_xml

Make = Callable[..., Path]

ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def a_docx(folder: Path, name: str = "note.docx") -> Path:
    return word_xml(folder / name, para("Le conseil délibère."))


def an_odt(folder: Path, name: str = "note.odt") -> Path:
    return libre(folder / name, "<text:p>Le conseil délibère.</text:p>")


def an_xlsx(folder: Path, name: str = "faq.xlsx") -> Path:
    book = openpyxl.Workbook()
    book.create_sheet("Questions")["A1"] = "Question"
    book.save(folder / name)
    return folder / name


def passes(path: Path) -> bool:
    """Whether the guard lets a file through; it raises where it does not."""
    guard_archive(path, path.read_bytes(), expected=path.suffix)
    return True


def refused(path: Path) -> UnreadableFile:
    """The error for a file that must not be read; it always names the file and a mend."""
    with pytest.raises(UnreadableFile) as caught:
        passes(path)
    assert str(path) in str(caught.value)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("make", [a_docx, an_odt, an_xlsx])
def test_sound_documents_pass(make: Make, tmp_path: Path) -> None:
    assert passes(make(tmp_path))


def test_an_empty_file_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "vide.docx"
    path.write_bytes(b"")

    assert isinstance(refused(path), NoText)


@pytest.mark.parametrize(
    ("make", "name", "found"),
    [
        (an_xlsx, "faux.docx", "un classeur Excel (.xlsx)"),
        (an_odt, "faux.docx", "un document LibreOffice (.odt)"),
        (a_docx, "faux.odt", "un document Word (.docx)"),
        (a_docx, "faux.xlsx", "un document Word (.docx)"),
    ],
)
def test_another_container_is_named(make: Make, name: str, found: str, tmp_path: Path) -> None:
    why = refused(make(tmp_path, name)).why

    assert "mal nommé" in why
    assert found in why


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7\n", "un PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "un ancien document Word"),
        (b"Bonjour,", "du texte simple"),
        (b"<html><body>Bonjour</body></html>", "une page web"),
        (bytes(600), "un fichier binaire inconnu"),
    ],
)
def test_what_is_no_archive_is_named(content: bytes, found: str, tmp_path: Path) -> None:
    path = tmp_path / "note.docx"
    path.write_bytes(content)

    assert found in refused(path).why


def test_a_plain_archive_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "note.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lettre.txt", "Bonjour")

    assert "une archive ZIP" in refused(path).why


@pytest.mark.parametrize("make", [a_docx, an_odt])
@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
def test_a_truncated_archive_is_refused(make: Make, kept: float, tmp_path: Path) -> None:
    path = make(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])

    assert "tronqué ou abîmé" in refused(path).why


def test_passwords_are_told(tmp_path: Path) -> None:
    office = tmp_path / "office.docx"
    office.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    libre_parts = an_odt(tmp_path, "parts.odt")
    manifest = part(libre_parts, "META-INF/manifest.xml").replace(
        b"/>", b"><manifest:encryption-data/></manifest:manifest>"
    )
    repack(libre_parts, {"META-INF/manifest.xml": manifest})
    whole = repack(an_odt(tmp_path, "tout.odt"), {"encrypted-package": b"\x00\x01"})
    flagged = a_docx(tmp_path, "zip.docx")
    flagged.write_bytes(_with_encrypted_flag(flagged.read_bytes()))

    for path in (office, libre_parts, whole, flagged):
        error = refused(path)
        assert "mot de passe" in error.why
        assert "sans mot de passe" in error.hint


def _with_encrypted_flag(data: bytes) -> bytes:
    """Bit 0 of the flags (bytes 8-9) in the first entry of the central directory."""
    entry = data.index(b"PK\x01\x02")
    return data[: entry + 8] + bytes([data[entry + 8] | 1]) + data[entry + 9 :]


@pytest.mark.parametrize(
    ("make", "member"),
    [
        (a_docx, "word/vbaProject.bin"),
        (an_xlsx, "xl/vbaProject.bin"),
        (an_xlsx, "xl/macrosheets/sheet1.xml"),
        (an_odt, "Basic/Standard/Module1.xml"),
        (an_odt, "Scripts/python/bonjour.py"),
    ],
)
def test_macros_are_refused_with_the_mend(make: Make, member: str, tmp_path: Path) -> None:
    path = repack(make(tmp_path), {member: b"Sub Bonjour"})

    error = refused(path)

    assert "macros" in error.why
    assert error.hint == f"Enregistrez une copie sans macro ({path.suffix})."


def test_a_macro_document_under_a_plain_name_is_refused(tmp_path: Path) -> None:
    path = a_docx(tmp_path)
    types = part(path, "[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert plain in types
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    repack(path, {"[Content_Types].xml": types.replace(plain, macro)})

    assert "macros" in refused(path).why


def test_an_empty_macro_library_is_no_macro(tmp_path: Path) -> None:
    lists = b'<!DOCTYPE l PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd"><l/>'

    assert passes(repack(an_odt(tmp_path), {"Basic/script-lc.xml": lists, "Basic/Standard/script-lb.xml": lists}))


@pytest.mark.parametrize(
    ("make", "member"),
    [
        (a_docx, "word/document.xml"),
        (a_docx, "word/_rels/document.xml.rels"),
        (a_docx, "customXml/secret.bin"),
        (an_odt, "content.xml"),
        (an_odt, "META-INF/manifest.xml"),
        (an_xlsx, "xl/workbook.xml"),
    ],
)
@pytest.mark.parametrize("declared", [ENTITIES, EXTERNAL])
def test_entities_are_refused_wherever_they_stand(make: Make, member: str, declared: bytes, tmp_path: Path) -> None:
    path = repack(make(tmp_path), {member: b'<?xml version="1.0"?>' + declared + b"<d>&a;</d>"})

    error = refused(path)

    assert "entités" in error.why
    assert member in error.why


def test_entities_in_another_encoding_are_seen(tmp_path: Path) -> None:
    text = (b'<?xml version="1.0" encoding="UTF-16"?>' + ENTITIES + b"<d/>").decode().encode("utf-16")

    assert "entités" in refused(repack(a_docx(tmp_path), {"word/document.xml": text})).why


def test_a_drawing_with_entities_is_left_alone(tmp_path: Path) -> None:
    assert passes(repack(an_odt(tmp_path), {"Pictures/blason.svg": ENTITIES + b"<svg/>"}))


def test_a_manifest_of_openoffice_2_is_read(tmp_path: Path) -> None:
    path = an_odt(tmp_path)
    named = b'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'

    assert passes(repack(path, {"META-INF/manifest.xml": named + part(path, "META-INF/manifest.xml")}))


@pytest.mark.parametrize(
    "name", ["../../evasion.xml", "word/../../evasion.xml", "/etc/evasion.xml", "..\\evasion.xml", "C:/e"]
)
def test_names_that_leave_the_archive_are_refused(name: str, tmp_path: Path) -> None:
    assert "nom interdit" in refused(repack(a_docx(tmp_path), {name: b"x"})).why


def test_a_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path = repack(a_docx(tmp_path), {"word/media/image1.bmp": bytes(40 * 2**20)})
    assert path.stat().st_size < 2**20

    error = refused(path)

    assert "40 Mio" in error.why


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = repack(a_docx(tmp_path), {f"word/media/{n}.png": b"" for n in range(guard.MAX_MEMBERS)})

    assert "parties" in refused(path).why


@pytest.mark.parametrize(("size", "read"), [(guard.MAX_XML_BYTES, True), (guard.MAX_XML_BYTES + 1, False)])
def test_a_part_of_text_has_a_largest_size(size: int, read: bool, tmp_path: Path) -> None:
    path = a_docx(tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/annexe.xml", b"<d>" + bytes(size - 3))

    if read:
        assert passes(path)
    else:
        assert "trop grosse (64 Mio)" in refused(path).why
