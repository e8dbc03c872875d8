"""The text of a Word paragraph as it stands: insertions in, deletions, hidden text and field codes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.docx.xml import ALTERNATES, MATH, Node, W, shown_alternate, switch
from ingest.readers.office import RunningText

# Marks around text that is read: links, insertions, moved text at its new place, fields, content controls.
_TRANSPARENT = frozenset(
    W + name
    for name in (
        "hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdtContent", "fldSimple", "bdo", "dir", "ruby",
        "rubyBase",
    )
)  # fmt: skip
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_CHARACTERS = {W + "tab": " ", W + "ptab": " ", W + "cr": "\n", W + "noBreakHyphen": "-"}
_DRAWINGS = frozenset({W + "drawing", W + "pict", W + "object"})


@dataclass(slots=True)
class Inline(RunningText):
    """A paragraph's text, the notes it calls as (kind, id), the text boxes anchored in it."""

    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)
    codes: list[bool] = field(default_factory=list)

    def add(self, text: str, *, bold: bool) -> None:
        """Add text, unless it stands in a field's code."""
        if not any(self.codes):
            RunningText.add(self, text, bold=bold)


def read_inline(paragraph: Node, *, bold: bool = False) -> Inline:
    """What a w:p holds; `bold` is what its style says."""
    inline = Inline()
    _gather(paragraph, inline, bold)
    return inline


def is_placeholder(control: Node) -> bool:
    """Whether a content control (w:sdt) still shows its prompt: « Cliquez ici pour entrer du texte »."""
    return bool(switch(control, "sdtPr/showingPlcHdr"))


def _gather(node: Node, inline: Inline, bold: bool) -> None:
    for child in node:
        tag = child.tag
        if tag == W + "r":
            if not switch(child, "rPr/vanish"):
                own = switch(child, "rPr/b")
                _gather(child, inline, bold if own is None else own)
        elif tag == W + "t":
            inline.add(child.text or "", bold=bold)
        elif tag in _TRANSPARENT or (tag == W + "sdt" and not is_placeholder(child)):
            _gather(child, inline, bold)
        elif tag == ALTERNATES:
            _gather(shown_alternate(child), inline, bold)
        elif tag in _DRAWINGS:
            inline.boxes += _boxes(child)
        elif tag in _NOTES:
            inline.notes.append((_NOTES[tag], child.get(W + "id", "")))
        else:
            _gather_mark(child, inline, bold)


def _gather_mark(node: Node, inline: Inline, bold: bool) -> None:
    """A mark that stands for a character, a formula, or a side of a field."""
    if node.tag in _CHARACTERS:
        inline.add(_CHARACTERS[node.tag], bold=bold)
    elif node.tag == W + "br":
        inline.add("\n" if node.get(W + "type", "textWrapping") == "textWrapping" else " ", bold=bold)
    elif node.tag == W + "fldChar":
        _turn_field(node.get(W + "fldCharType"), inline.codes)
    elif node.tag in (MATH + "oMath", MATH + "oMathPara"):
        inline.add("".join(part.text or "" for part in node.iter(MATH + "t")), bold=bold)


def _turn_field(side: str | None, codes: list[bool]) -> None:
    """Follow a field's three marks (17.16.18): its code runs from « begin » to « separate », its result to « end »."""
    if side == "begin":
        codes.append(True)
    elif codes and side == "separate":
        codes[-1] = False
    elif codes and side == "end":
        codes.pop()


def _boxes(drawing: Node) -> Iterator[Node]:
    """The text boxes of a drawing; those within a box are found when the box is read."""
    for child in drawing:
        if child.tag == W + "txbxContent":
            yield child
        else:
            yield from _boxes(shown_alternate(child) if child.tag == ALTERNATES else child)
