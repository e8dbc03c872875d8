"""The lines of a PDF page, with their place and size: the only use of pypdf's text extraction."""

from __future__ import annotations

from dataclasses import dataclass

from pypdf import PageObject


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on a page: x and y of its start, in points from the bottom left; size in points."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in the file's order, its physical number from 1, and whether it shows anything at all."""

    number: int
    label: str | None
    lines: tuple[Line, ...]
    has_content: bool

    @property
    def blank(self) -> bool:
        """Whether the page shows something that no text explains: an image that only OCR could read."""
        return self.has_content and not any(c.isalnum() for line in self.lines for c in line.text)


def read_page(page: PageObject, number: int, label: str | None) -> Page:
    """The page's lines; fragments that pypdf gives for one line are joined."""
    lines: list[Line] = []
    fragments: list[tuple[str, float, float, float]] = []

    def close() -> None:
        text = "".join(fragment[0] for fragment in fragments).strip()
        shown = [fragment for fragment in fragments if fragment[0].strip()]
        if text and shown:
            lines.append(Line(text, shown[0][1], shown[0][2], max(fragment[3] for fragment in shown)))
        fragments.clear()

    def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        # The font's size is scaled by both matrices: many producers write size 1 and a matrix of 11.
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[2]) or 1.0
        for n, part in enumerate(text.split("\n")):
            if n:
                close()
            if part:
                fragments.append((part, x, y, size * scale))

    page.extract_text(visitor_text=visit)
    close()
    return Page(number, label, tuple(lines), page.get_contents() is not None)
