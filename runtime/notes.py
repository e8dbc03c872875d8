"""Writes a note as a file: Word (python-docx), LibreOffice (odfdo), HTML (Jinja2) or Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from io import BytesIO
from pathlib import Path

import docx
import odfdo
from jinja2 import Environment, FileSystemLoader

from assistant.note import Note, NoteBlock, NotePart


class NoteFormat(StrEnum):
    """What a note is written as."""

    DOCX = "docx"
    ODT = "odt"
    HTML = "html"
    MD = "md"


MEDIA_TYPES: Mapping[NoteFormat, str] = {
    NoteFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    NoteFormat.ODT: "application/vnd.oasis.opendocument.text",
    NoteFormat.HTML: "text/html; charset=utf-8",
    NoteFormat.MD: "text/markdown; charset=utf-8",
}
_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)
_DOCX_STYLES = {NotePart.ITEM: "List Bullet", NotePart.QUOTE: "Quote"}
_MARKED = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&])")
_MARKS = {NotePart.TITLE: "# ", NotePart.HEADING: "## ", NotePart.ITEM: "- ", NotePart.QUOTE: "> "}


def written(note: Note, as_format: NoteFormat) -> bytes:
    """The file's bytes."""
    return _WRITERS[as_format](note)


def _docx(note: Note) -> bytes:
    made = docx.Document()
    for block in note:
        if block.part in (NotePart.TITLE, NotePart.HEADING):
            made.add_heading(block.text, 0 if block.part is NotePart.TITLE else 1)
        else:
            made.add_paragraph(block.text, _DOCX_STYLES.get(block.part))
            if block.url:
                made.add_paragraph(block.url)
    made.core_properties.title = note[0].text
    made.core_properties.author = "Guichet"
    made.core_properties.language = "fr-FR"
    return _saved(made.save)


def _odt(note: Note) -> bytes:
    made = odfdo.Document("text")
    made.body.clear()
    for block in note:
        if block.part in (NotePart.TITLE, NotePart.HEADING):
            made.body.append(odfdo.Header(1 if block.part is NotePart.TITLE else 2, block.text))
            continue
        mark = "• " if block.part is NotePart.ITEM else ""
        made.body.append(odfdo.Paragraph(f"{mark}{block.text}"))
        if block.url:
            made.body.append(odfdo.Paragraph(block.url))
    made.meta.title = note[0].text
    return _saved(made.save)


def _html(note: Note) -> bytes:
    return _TEMPLATES.get_template("note.html").render(note=note, title=note[0].text).encode()


def _markdown(note: Note) -> bytes:
    return ("\n\n".join(_markdown_blocks(note)) + "\n").encode()


def _markdown_blocks(note: Note) -> Iterator[str]:
    for block in note:
        mark = _MARKS.get(block.part, "")
        lines = [_MARKED.sub(r"\\\1", line) for line in block.text.splitlines()]
        following = "\\\n" + ("> " if block.part is NotePart.QUOTE else "  " if block.part is NotePart.ITEM else "")
        yield mark + following.join(lines)
        if _is_web(block):
            yield f"<{block.url}>"


def _is_web(block: NoteBlock) -> bool:
    """Whether its address can be followed: addresses come from documents."""
    return bool(re.fullmatch(r"https?://[^\s<>]+", block.url))


def _saved(save: Callable[[BytesIO], None]) -> bytes:
    stream = BytesIO()
    save(stream)
    return stream.getvalue()


_WRITERS: Mapping[NoteFormat, Callable[[Note], bytes]] = {
    NoteFormat.DOCX: _docx,
    NoteFormat.ODT: _odt,
    NoteFormat.HTML: _html,
    NoteFormat.MD: _markdown,
}
_TEMPLATES.tests["web"] = _is_web
