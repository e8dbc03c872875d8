"""Hostile and broken files, by the name that says what they are: `build(name, folder)` writes one.

They are made here, byte by byte or with a library that writes the format; the largest takes 50 MB.
"""

from __future__ import annotations

import codecs
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

from tests.ingest.readers import offices, pdfs

MB = 1_000_000
SENTENCE = "Le maire délivre l'autorisation sous deux mois."
QUESTIONS = f"question,réponse\nQui délivre l'autorisation ?,{SENTENCE}\n"
_SECRET_ENTITY = '<!DOCTYPE t [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
_LAUGHS = (
    "<!DOCTYPE t [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)) + "]>"
)

Build = Callable[[Path], object]


def build(name: str, folder: Path) -> Path:
    """Write a file of FILES into a folder."""
    path = folder / name
    FILES[name](path)
    return path


def _bytes(*runs: bytes | tuple[bytes, int]) -> Build:
    """These bytes one after the other; (bytes, n) stands n times."""
    return lambda path: path.write_bytes(b"".join(run if isinstance(run, bytes) else run[0] * run[1] for run in runs))


def _late(make: Callable[[], Build]) -> Build:
    """What is large is made when it is written, not when this module is read."""

    def write(path: Path) -> None:
        make()(path)

    return write


def _pages(count: int) -> Build:
    """Each page has words of its own from top to bottom: no line is like that of another page."""

    def page(number: int) -> list[pdfs.Text]:
        words = ("commune", "voirie", "budget", "école", "bail", "marché", "cimetière")
        return [
            pdfs.line(f"{words[(number + rank) % 7]} {words[number * rank % 7]} : délibération {number}/{rank}.")
            for rank in range(15)
        ]

    return lambda path: pdfs.draw(path, map(page, range(1, count + 1)))


def _locked_pdf(path: Path) -> None:
    pdfs.encrypt(_one_page(path), user="secret", owner="secret")


def _print_locked_pdf(path: Path) -> None:
    pdfs.encrypt(_one_page(path), user="", owner="secret")


def _one_page(path: Path) -> Path:
    return pdfs.draw(path, [[pdfs.line(SENTENCE)]])


def _half_of(make: Build) -> Build:
    def write(path: Path) -> None:
        make(path)
        os.truncate(path, path.stat().st_size // 2)

    return write


def _over_the_limit(path: Path) -> None:
    path.write_bytes(b"mot\n")
    os.truncate(path, 101 * 1024 * 1024)


def _pdf(*objects: bytes, trailer: bytes = b"") -> Build:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % p for p in places
    )
    end = b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(body))
    return _bytes(body + table + end)


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


def _zeros(size: int, fill: bytes = b" ") -> bytes:
    """A zlib stream that unpacks to `size` spaces."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(fill * MB) for _ in range(size // MB)) + packer.flush()


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"


def _object_stream_bomb(path: Path) -> None:
    """Every object but the catalog stands in a compressed stream of 200 MB."""
    head = b"%PDF-1.7\n1 0 obj\n" + _CATALOG + b"\nendobj\n"
    bomb = b"5 0 obj\n" + _stream(b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", _zeros(200 * MB)) + b"\nendobj\n"
    entries = (
        (0, 0, 65535),
        (1, 9, 0),
        (2, 5, 0),
        (2, 5, 1),
        (2, 5, 2),
        (1, len(head), 0),
        (1, len(head) + len(bomb), 0),
    )
    table = b"".join(
        bytes([kind]) + place.to_bytes(4, "big") + rank.to_bytes(2, "big") for kind, place, rank in entries
    )
    cross = b"6 0 obj\n" + _stream(b"/Type/XRef/Size 7/W[1 4 2]/Root 1 0 R", table) + b"\nendobj\n"
    path.write_bytes(head + bomb + cross + b"startxref\n%d\n%%%%EOF\n" % (len(head) + len(bomb)))


def _word(**changes: bytes) -> Build:
    """A .docx, with parts changed: document="…" is word/document.xml."""
    parts: Mapping[str, bytes | None] = {f"word/{name}.xml": data for name, data in changes.items()}
    return lambda path: offices.repack(offices.word(path, lambda document: document.add_paragraph(SENTENCE)), parts)


def _libre(**parts: bytes) -> Build:
    paragraph = f"<text:p>{SENTENCE}</text:p>"
    changes: Mapping[str, bytes | None] = {f"{name}.xml": data for name, data in parts.items()}
    return lambda path: offices.repack(offices.libre(path, paragraph), changes)


def _sheet(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in QUESTIONS.splitlines():
        book.worksheets[0].append(row.split(","))
    book.save(path)
    return path


def _far_cell(path: Path) -> None:
    """A sheet of two rows, and one cell at the last row of the last column."""
    book = openpyxl.load_workbook(_sheet(path))
    book.worksheets[0]["XFD1048576"] = "loin"
    book.save(path)


def _giant_merge(path: Path) -> None:
    """A sheet whose 17 thousand million cells are one."""
    name = "xl/worksheets/sheet1.xml"
    sheet = offices.part(_sheet(path), name)
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="C1:XFD1048576"/></mergeCells>'
    offices.repack(path, {name: sheet.replace(b"</sheetData>", merge)})


def _nested_word(path: Path) -> None:
    deep = 3_000
    cell = "<w:tbl><w:tr><w:tc>", offices.para(SENTENCE), "</w:tc></w:tr></w:tbl>"
    document = (
        f'<w:document xmlns:w="{offices.W}"><w:body>{cell[0] * deep}{cell[1]}{cell[2] * deep}</w:body></w:document>'
    )
    _word(document=document.encode())(path)


def _repeated_columns(path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="1000000000"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row>'
    offices.libre(path, f"<text:p>{SENTENCE}</text:p><table:table>{row}</table:table>")


def _with(make: Build, name: str, data: bytes) -> Build:
    """An archive with one part more."""

    def write(path: Path) -> None:
        make(path)
        offices.repack(path, {name: data})

    return write


def _entity(doctype: str, root: str, name: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<{root}>&{name};</{root}>'.encode()


def _odf(doctype: str, name: str) -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    return _entity(doctype, "office:document-content", name).replace(b"content>&", f"content {names}>&".encode())


def _lying_archive(path: Path) -> None:
    """A .docx whose text says that it is small."""
    _word(document=_xml_of(100 * MB))(path)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("word/document.xml").file_size
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (4096).to_bytes(4, "little")))


def _xml_of(size: int) -> bytes:
    return f'<w:document xmlns:w="{offices.W}"><w:body>'.encode() + b" " * size + b"</w:body></w:document>"


_TEXT = f"# Autorisations\n\n{SENTENCE}\n"
_DEEP = 100_000
_ALIASES = "theme: &a0 [x]\n" + "".join(f"k{i}: &a{i} [{f'*a{i - 1},' * 10}]\n" for i in range(1, 10))

FILES: Mapping[str, Build] = {
    # PDF
    "mot-de-passe.pdf": _locked_pdf,
    "impression-interdite.pdf": _print_locked_pdf,
    "tronque.pdf": _half_of(_pages(20)),
    "vide.pdf": _bytes(b""),
    "500-pages.pdf": _pages(500),
    "images-seules.pdf": lambda path: pdfs.draw_images(path, ["", "", ""]),
    "pages-en-boucle.pdf": _pdf(_CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>"),
    "flux-de-200-Mo.pdf": _late(
        lambda: _pdf(_CATALOG, _PAGES, _PAGE, _stream(b"/Filter/FlateDecode", _zeros(200 * MB)))
    ),
    "objets-de-200-Mo.pdf": _object_stream_bomb,
    "tableaux-emboites.pdf": _pdf(_CATALOG, _PAGES, _PAGE.replace(b"4 0 R", b"[" * _DEEP)),
    "milliards-de-pages.pdf": _pdf(_CATALOG, b"<</Type/Pages/Kids[]/Count 2147483647>>"),
    "sections-en-boucle.pdf": _pdf(_CATALOG, _PAGES, _PAGE, b"null", trailer=b"/Prev 9"),
    "octets-au-hasard.pdf": _bytes(b"%PDF-1.7\n", (bytes(range(256)), 4000)),
    # wrong extensions
    "texte.pdf": _bytes(_TEXT.encode()),
    "pdf.docx": _one_page,
    "image.odt": _bytes(b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "word.md": _word(),
    "programme.txt": _bytes(b"\x7fELF\x02\x01\x01", (bytes(range(256)), 100)),
    # Word, LibreOffice, Excel
    "bombe.docx": _late(lambda: _word(document=_xml_of(100 * MB))),
    "bombe-menteuse.docx": _lying_archive,
    "bombe.odt": _late(lambda: _libre(content=_xml_of(100 * MB))),
    "bombe.xlsx": _late(lambda: _with(_sheet, "xl/sharedStrings.xml", _xml_of(100 * MB))),
    "entite-externe.docx": _word(document=_entity(_SECRET_ENTITY, "w:document", "secret")),
    "entite-externe.odt": _libre(content=_odf(_SECRET_ENTITY, "secret")),
    "entite-externe.xlsx": _with(_sheet, "xl/sharedStrings.xml", _entity(_SECRET_ENTITY, "sst", "secret")),
    "milliard-de-rires.docx": _word(document=_entity(_LAUGHS, "w:document", "a9")),
    "milliard-de-rires.odt": _libre(content=_odf(_LAUGHS, "a9")),
    "macros.docx": _with(_word(), "word/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
    "macros.odt": _with(_libre(), "Basic/Standard/Module1.xml", b"<script/>"),
    "macros.xlsx": _with(_sheet, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
    "hors-du-dossier.docx": _with(_word(), "../../evasion.xml", b"<a/>"),
    "tronque.docx": _half_of(_word()),
    "vide.xlsx": _bytes(b""),
    "cellule-lointaine.xlsx": _far_cell,
    "fusion-geante.xlsx": _giant_merge,
    "tableaux-emboites.docx": _nested_word,
    "colonnes-repetees.odt": _repeated_columns,
    # web pages, tables, data
    "balises-emboitees-50-Mo.html": _bytes((b"<div>", 10 * MB)),
    "balises-emboitees.html": _bytes((b"<div>", 20_000), SENTENCE.encode()),
    "cellules-etendues.html": _bytes(
        b"<html><body><table>", (b"<tr><td colspan=1000000 rowspan=1000000>x<td>y", 30), b"</table>", SENTENCE.encode()
    ),
    "rires.xhtml": _bytes(_entity(_LAUGHS, "html", "a9")),
    "entite-externe.xhtml": _bytes(_entity(_SECRET_ENTITY, "html", "secret")),
    "cellule-de-10-Mo.csv": _bytes(
        QUESTIONS.encode(), b'Et ensuite ?,"', (SENTENCE.encode(), 10 * MB // len(SENTENCE)), b'"\n'
    ),
    "guillemet-ouvert.csv": _bytes(QUESTIONS.encode(), b'Et ensuite ?,"', (b"mot,\n", MB)),
    "200-000-colonnes.csv": _bytes((b"a,", 200_000), b"\n", (b"1,", 200_000)),
    "listes-emboitees.json": _bytes((b"[", _DEEP), (b"]", _DEEP)),
    "objets-emboites.jsonl": _bytes((b'{"question":', _DEEP), b"1", (b"}", _DEEP)),
    "nombre-de-10-Mo.json": _bytes(b'{"@type":"FAQPage","mainEntity":', (b"9", 10 * MB), b"}"),
    # Markdown and text
    "citations-emboitees.md": _bytes((b">", _DEEP), SENTENCE.encode()),
    "listes-emboitees.md": _bytes((b"- ", _DEEP), SENTENCE.encode()),
    "crochets.md": _bytes((b"[", 20_000), (b"](", 20_000)),
    "etoiles.md": _bytes((b"**a *", 20_000)),
    "alias-emboites.md": _bytes(b"---\n", _ALIASES.encode(), b"---\n\n", SENTENCE.encode()),
    "une-ligne-de-4-Mo.txt": _bytes((b"mot ", MB)),
    "un-mot-de-5-Mo.txt": _bytes((b"a", 5 * MB)),
    "octets-nuls.txt": _bytes(_TEXT.encode().replace(b" ", b"\x00")),
    "cp1252.md": _bytes(_TEXT.encode("cp1252")),
    "utf-16.txt": _bytes(codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le")),
    "marque-d-ordre.md": _bytes(codecs.BOM_UTF8 + _TEXT.encode()),
    "marque-d-ordre.csv": _bytes(codecs.BOM_UTF8 + QUESTIONS.encode()),
    "cp1252.csv": _bytes(QUESTIONS.encode("cp1252")),
    "trop-gros.txt": _over_the_limit,
}
