"""Reads Word documents with python-docx: headings, lists, tables, notes and text boxes in reading order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from lxml import etree  # type: ignore[import-untyped]

from domain.errors import UnreadableFile
from domain.types import Metadata, RawDocument
from ingest.readers.archive import guard_archive, torn
from ingest.readers.docx.body import Body
from ingest.readers.docx.numbering import Numbering
from ingest.readers.docx.styles import Styles
from ingest.readers.docx.xml import Node, W
from ingest.readers.office import office_document
from ingest.readers.signature import TORN_ZIP
from ingest.readers.text_file import read_bytes

_STRICT = b"http://purl.oclc.org/ooxml/officeDocument"
_NOTE_PARTS = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}
# What a torn document makes python-docx raise besides its own errors: it trusts what its parts say of each other.
_TORN = (*TORN_ZIP, OpcError, PythonDocxError, etree.LxmlError, AttributeError, TypeError, IndexError)


class DocxReader:
    """Reader of .docx files. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """One document, without pages: Word stores none that can be trusted.

        Page headers and footers, comments, hidden text, deletions and the table of contents are left out.

        Raises:
            UnreadableFile: another format, damaged, behind a password, or refused by the archive's guard.
            NoText: there is no text in it.
        """
        data = read_bytes(path)
        guard_archive(path, data, expected=".docx")
        try:
            _refuse_strict(data, path)
            document = docx.Document(io.BytesIO(data))
            numbering = Numbering(_related(document, RELATIONSHIP_TYPE.NUMBERING))
            body = Body(Styles(document.styles.element), numbering, dict(_notes(document)))
            pieces = tuple(body.pieces(document.element.body))
            metadata = _metadata(document)
        except _TORN as exc:
            raise torn(path, exc) from exc
        return (office_document(path, metadata, pieces),)


def _refuse_strict(data: bytes, path: Path) -> None:
    """Word's other .docx (ISO 29500 « strict ») has other names for everything, and python-docx reads none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        strict = _STRICT in archive.read("_rels/.rels")
    if strict:
        hint = "Dans Word : Enregistrer sous, type « Document Word (.docx) », et non « Document Open XML strict »."
        raise UnreadableFile(str(path), "le document est au format « Open XML strict », qui n'est pas lu", hint=hint)


def _related(document: Document, kind: str) -> Node | None:
    """The root of a part that the document names, None when it names none."""
    try:
        part = document.part.part_related_by(kind)
    except KeyError:
        return None
    return part.element if isinstance(part, XmlPart) else parse_xml(part.blob)


def _notes(document: Document) -> Iterator[tuple[tuple[str, str], Node]]:
    """(kind, id) and element of each note; the lines that part notes from text have a w:type and are none."""
    for kind, part in _NOTE_PARTS.items():
        root = _related(document, part)
        for note in () if root is None else root.findall(W + kind):
            if note.get(W + "type", "normal") == "normal":
                yield (kind, note.get(W + "id", "")), note


def _metadata(document: Document) -> Metadata:
    """The title and the date of the last change; python-docx makes properties up where a document has none."""
    try:
        document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    except KeyError:
        return Metadata()
    properties = document.core_properties
    changed: datetime | None = properties.modified or properties.created
    return Metadata(title=properties.title, published=changed.date() if changed else None)
