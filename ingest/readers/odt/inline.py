"""The text of an OpenDocument paragraph as it stands: comments, hidden text and prompts out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from odfdo import Element

from ingest.readers.odt.styles import Style, Styles, attribute, tag_of
from ingest.readers.office import RunningText

_CHARACTERS = {"text:s": " ", "text:tab": " ", "text:line-break": "\n"}
# Not text of the page: a comment, a prompt to be filled in, a label printed again, a pronunciation.
_UNSEEN = frozenset(
    {
        "office:annotation", "office:annotation-end", "text:hidden-text", "text:placeholder", "text:number",
        "text:ruby-text", "text:script", "office:event-listeners", "text:tracked-changes",
    }
)  # fmt: skip


@dataclass(slots=True)
class Inline(RunningText):
    """A paragraph's text, the notes it calls, the text boxes anchored in it."""

    notes: list[Element] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


def read_inline(paragraph: Element, styles: Styles, style: Style) -> Inline:
    """What a text:p or text:h holds; `style` is its own."""
    inline = Inline()
    _gather(paragraph, inline, styles, bold=style.bold)
    return inline


def boxes(drawing: Element) -> Iterator[Element]:
    """The parts of a drawing that hold paragraphs: text boxes, and shapes that are written in."""
    children = drawing.children
    if any(tag_of(child) in ("text:p", "text:list") for child in children):
        yield drawing
        return
    for child in children:
        if tag_of(child).startswith("draw:"):
            yield from boxes(child)


def _gather(node: Element, inline: Inline, styles: Styles, *, bold: bool) -> None:
    inline.add(_collapsed(node.text), bold=bold)
    for child in node.children:
        tag = tag_of(child)
        if tag == "text:note":
            inline.notes.append(child)
        elif tag in _CHARACTERS:
            inline.add(_CHARACTERS[tag], bold=bold)
        elif tag.startswith("draw:"):
            inline.boxes += boxes(child)
        elif tag == "text:span":
            style = styles.of("text", attribute(child, "text:style-name"))
            if not style.hidden:
                _gather(child, inline, styles, bold=bold or style.bold)
        elif tag not in _UNSEEN:
            _gather(child, inline, styles, bold=bold)
        inline.add(_collapsed(child.tail), bold=bold)


def _collapsed(text: str | None) -> str:
    """Line ends of the file are spaces (ODF 1.3, 6.1.2): only text:line-break breaks a line."""
    return (text or "").replace("\r", " ").replace("\n", " ")
