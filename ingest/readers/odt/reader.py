"""Reads LibreOffice texts with odfdo: headings, lists, tables, notes and text boxes in reading order."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import odfdo
from lxml import etree  # type: ignore[import-untyped]

from domain.types import Metadata, RawDocument
from ingest.readers.archive import guard_archive, torn
from ingest.readers.odt.body import Body
from ingest.readers.odt.styles import Styles
from ingest.readers.office import office_document
from ingest.readers.signature import TORN_ZIP
from ingest.readers.text_file import read_bytes

_MIMETYPE = b"application/vnd.oasis.opendocument.text"
_PARTS = ("content.xml", "styles.xml", "meta.xml")
_EMPTY = b'<office:document-%s xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
# What a torn document makes odfdo and lxml raise: they trust what the parts say of each other.
_TORN = (*TORN_ZIP, etree.LxmlError, AttributeError, TypeError, IndexError)


class OdtReader:
    """Reader of .odt files. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """One document, without pages: an .odt stores none.

        Page headers and footers, comments, hidden text, deletions, the table of contents and indexes are left out.

        Raises:
            UnreadableFile: another format, damaged, behind a password, or refused by the archive's guard.
            NoText: there is no text in it.
        """
        data = read_bytes(path)
        guard_archive(path, data, expected=".odt")
        try:
            document = odfdo.Document(_text_parts(data))
            pieces = tuple(Body(Styles(document)).pieces(document.body))
            metadata = Metadata(title=document.meta.title or "", published=_changed(document))
        except _TORN as exc:
            raise torn(path, exc) from exc
        return (office_document(path, metadata, pieces),)


def _text_parts(data: bytes) -> io.BytesIO:
    """The document without its pictures and objects, which odfdo would unpack, and without XML comments."""
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False)
    parts = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(parts, "w") as kept:
        kept.writestr("mimetype", _MIMETYPE)
        for name in _PARTS:
            if name == "content.xml" or name in whole.namelist():
                part = etree.fromstring(whole.read(name), parser)
                kept.writestr(name, etree.tostring(part))
            else:
                kept.writestr(name, _EMPTY % name.removesuffix(".xml").encode())
    parts.seek(0)
    return parts


def _changed(document: odfdo.Document) -> date | None:
    """When the text was last changed, else made; None when the dates are no dates."""
    try:
        moment = document.meta.date or document.meta.creation_date
    except ValueError:
        return None
    return moment.date() if moment else None
