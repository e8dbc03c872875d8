"""What a PDF page shows, as values: words and straight rules with their places, in points from its bottom left."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space between them: left and right edges, baseline, size of the font."""

    text: str
    x0: float
    x1: float
    y: float
    size: float

    @property
    def top(self) -> float:
        """The height of its capitals."""
        return self.y + 0.75 * self.size

    @property
    def bottom(self) -> float:
        """The depth of its descenders."""
        return self.y - 0.2 * self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, upright or level: an edge of a table or of a frame."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page shows, upright.

    `asides` are texts at a right angle to the words. `blank` says that the page shows something that its
    words do not say: only OCR could read it. `empty` says that nothing at all was found on it.
    """

    number: int
    label: str | None
    words: tuple[Word, ...]
    asides: tuple[str, ...]
    rules: tuple[Rule, ...]
    blank: bool
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The page's visible box in its own axes, to be seen after some quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @property
    def size(self) -> Point:
        """Width and height as seen."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def place(self, x: float, y: float) -> Point:
        """Where a point of the page's own axes is seen."""
        match self.turns:
            case 1:
                return y - self.bottom, self.right - x
            case 2:
                return self.right - x, self.top - y
            case 3:
                return self.top - y, x - self.left
            case _:
                return x - self.left, y - self.bottom

    def box(self, box: Box) -> Box:
        """Where a box of the page's own axes is seen."""
        (ax, ay), (bx, by) = self.place(box[0], box[1]), self.place(box[2], box[3])
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
