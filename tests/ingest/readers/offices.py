"""Small real Word and LibreOffice files, and ways to spoil them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_NAMES = (
    f'xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0" xmlns:table="{_ODF}:table:1.0" '
    f'xmlns:style="{_ODF}:style:1.0" xmlns:draw="{_ODF}:drawing:1.0" xmlns:fo="{_ODF}:xsl-fo-compatible:1.0" '
    f'xmlns:meta="{_ODF}:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
)
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def word(
    path: Path, write: Callable[[Document], object], *, title: str = "", notes: str = "", endnotes: str = ""
) -> Path:
    """A .docx that `write` fills; `notes` and `endnotes` are the w:footnote and w:endnote of its parts."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.modified = datetime(2025, 3, 4, 10)
    write(document)
    _add_notes(document, "footnotes", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES, notes)
    _add_notes(document, "endnotes", CONTENT_TYPE.WML_ENDNOTES, RELATIONSHIP_TYPE.ENDNOTES, endnotes)
    document.save(str(path))
    return path


def word_xml(
    path: Path,
    body: str,
    *,
    prepare: Callable[[Document], object] = lambda document: None,
    title: str = "",
    notes: str = "",
    endnotes: str = "",
) -> Path:
    """A .docx whose body is this XML, as Word writes it; `prepare` adds styles or numbers."""

    def write(document: Document) -> None:
        prepare(document)
        for node in parse_xml(f"<w:body {_WORD_NAMES}>{body}</w:body>"):
            document.element.body.insert_element_before(node, "w:sectPr")

    return word(path, write, title=title, notes=notes, endnotes=endnotes)


def _add_notes(document: Document, name: str, content_type: str, relation: str, notes: str) -> None:
    if notes:
        separator = f'<w:{name[:-1]} w:type="separator" w:id="-1"><w:p><w:r><w:t>———</w:t></w:r></w:p></w:{name[:-1]}>'
        blob = f"<w:{name} {_WORD_NAMES}>{separator}{notes}</w:{name}>".encode()
        part = Part(PackURI(f"/word/{name}.xml"), content_type, blob, document.part.package)
        document.part.relate_to(part, relation)


def run(text: str, properties: str = "") -> str:
    """A w:r with its properties."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(content: str, properties: str = "") -> str:
    """A w:p with its properties; `content` is text or XML."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{content if content.startswith('<') else run(content)}</w:p>"


def libre(
    path: Path,
    body: str,
    *,
    automatic: str = "",
    styles: str = "",
    title: str = "",
    changed: str = "2025-03-04T10:00:00",
) -> Path:
    """An .odt with this office:text, as LibreOffice writes it; `automatic` and `styles` are its styles."""
    parts = {
        "mimetype": ODT_TYPE,
        "content.xml": _odf_part(
            "content",
            f"<office:automatic-styles>{automatic}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body>",
        ),
        "styles.xml": _odf_part("styles", f"<office:styles>{_NAMED_STYLES}{styles}</office:styles>"),
        "meta.xml": _odf_part(
            "meta", f"<office:meta><dc:title>{title}</dc:title><dc:date>{changed}</dc:date></office:meta>"
        ),
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"/>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _odf_part(name: str, content: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<office:document-{name} {_ODF_NAMES} office:version="1.3">{content}</office:document-{name}>'


def _named(name: str, parent: str, level: str = "") -> str:
    outline = f' style:default-outline-level="{level}"' if level else ""
    return f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{parent}"{outline}/>'


_NAMED_STYLES = (
    _named("Standard", "")
    + _named("Heading", "Standard")
    + _named("Heading_20_1", "Heading", "1")
    + _named("Heading_20_2", "Heading", "2")
    + _named("Title", "Heading")
    + _named("Contents_20_1", "Index")
)


def repack(path: Path, changes: Mapping[str, bytes | None]) -> Path:
    """The archive with parts added or replaced, or removed where the change is None."""
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **changes}.items():
            if content is not None:
                archive.writestr(name, content)
    path.write_bytes(made.getvalue())
    return path


def part(path: Path, name: str) -> bytes:
    """A part of an archive."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)
