"""Builds the Word and LibreOffice documents of the demonstration corpus: `python -m corpus.build_office`.

A document is `modeles/sources/<name>.docx.txt.in` or `<name>.odt.txt.in`, in some of the marks of guide_blocks.py (`# `
and `## ` headings, `- ` items, `| a | b |` rows) and `^ ` for a footnote of the paragraph above; its first line, `% `,
is its title. Its metadata are in `modeles/corpus.yaml`. The same parts every time.
"""

from __future__ import annotations

import argparse
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
import odfdo
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

MODELS = Path(__file__).parent / "modeles"
MADE = datetime(2026, 11, 1, 9)
ZIP_TIME = (2026, 11, 1, 9, 0, 0)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DATES = re.compile(rb"<(meta:creation-date|dc:date)>[^<]*<")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the source: its mark and its text, or the cells of a table's rows."""

    mark: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def read_source(path: Path) -> tuple[str, tuple[Piece, ...]]:
    """The title and the pieces of a source."""
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return title.removeprefix("% "), tuple(_pieces(lines))


def _pieces(lines: Sequence[str]) -> Iterator[Piece]:
    for is_row, group in groupby(lines, key=lambda line: line.startswith("|")):
        if is_row:
            yield Piece("|", rows=tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in group))
            continue
        for line in group:
            mark, _, rest = line.partition(" ")
            yield Piece(mark, rest) if mark in {"#", "##", "-", "^"} else Piece("", line)


def write_word(source: Path, target: Path) -> None:
    """A .docx with heading styles, lists, tables and footnotes."""
    title, pieces = read_source(source)
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = "Guichet – corpus de démonstration"
    document.core_properties.created = document.core_properties.modified = MADE
    document.add_heading(title, 0)
    notes: list[str] = []
    for piece in pieces:
        match piece.mark:
            case "#" | "##":
                document.add_heading(piece.text, len(piece.mark))
            case "-":
                document.add_paragraph(piece.text, style="List Bullet")
            case "|":
                _word_table(document, piece.rows)
            case "^":
                notes.append(piece.text)
                call = f'<w:r xmlns:w="{_W}"><w:footnoteReference w:id="{len(notes)}"/></w:r>'
                document.paragraphs[-1]._p.append(parse_xml(call))
            case _:
                document.add_paragraph(piece.text)
    if notes:
        _add_footnotes(document, notes)
    made = io.BytesIO()
    document.save(made)
    _store(made, target)


def _word_table(document: Document, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = number == 0


def _add_footnotes(document: Document, notes: Sequence[str]) -> None:
    body = "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:footnote>'
        for n, text in enumerate(notes, start=1)
    )
    blob = f'<w:footnotes xmlns:w="{_W}">{body}</w:footnotes>'.encode()
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def write_libre(source: Path, target: Path) -> None:
    """An .odt with outline levels, lists, tables and notes."""
    title, pieces = read_source(source)
    document = odfdo.Document("text")
    document.meta.title = title
    document.meta.creation_date = document.meta.date = MADE
    body = document.body
    body.clear()
    last = odfdo.Paragraph(title, style="Title")
    body.append(last)
    for is_item, group in groupby(pieces, key=lambda piece: piece.mark == "-"):
        if is_item:
            body.append(odfdo.List([piece.text for piece in group]))
            continue
        for number, piece in enumerate(group):
            if piece.mark == "^":
                last.append(odfdo.Note("footnote", note_id=f"n{number}", citation="1", body=piece.text))
                continue
            made: Any = _libre_block(piece, number)
            body.append(made)
            last = made
    made_file = io.BytesIO()
    document.save(made_file)
    _store(made_file, target)


def _libre_block(piece: Piece, number: int) -> odfdo.Element:
    if piece.mark == "|":
        table = odfdo.Table(f"Tableau {number}", width=len(piece.rows[0]), height=len(piece.rows))
        table.set_values([list(row) for row in piece.rows])
        return table
    return odfdo.Header(len(piece.mark), piece.text) if piece.mark else odfdo.Paragraph(piece.text)


def _store(made: io.BytesIO, target: Path) -> None:
    """Write the archive anew, its parts in order, dated alike: the libraries stamp them with the clock."""
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(target, "w") as stored:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "meta.xml":
                data = _DATES.sub(rb"<\1>2026-11-01T09:00:00<", data)
            part = zipfile.ZipInfo(name, ZIP_TIME)
            part.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            stored.writestr(part, data)


def build(out: Path) -> None:
    """Write every document whose source is named `<id>.docx.txt.in` or `<id>.odt.txt.in`."""
    for source in sorted((MODELS / "sources").glob("*.txt.in")):
        target = out / source.name.removesuffix(".txt.in")
        (write_word if target.suffix == ".docx" else write_libre)(source, target)


def main() -> None:
    """Build into the corpus, or elsewhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=MODELS, help="folder the files are written to")
    build(parser.parse_args().out)


if __name__ == "__main__":
    main()
