"""What a PDF page draws besides text: straight rules, and how much of it lies under images."""

from __future__ import annotations

import math
from collections.abc import Iterator
from ctypes import c_float
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from ingest.readers.pdf.sheet import Box, Frame, Point, Rule

MAX_OBJECTS = 20_000  # of a page: more are a map or a drawing, whose lines make no table
MAX_SEGMENTS = 1_000  # of a path: the same
MAX_FORM_DEPTH = 5
MIN_RULE = 4.0  # points: a shorter stroke is the end of a thick line
STRAIGHT = 1.0  # points: how far from level or upright a rule may be

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page's rules, the share (0..1) of it under images, the number of its paths and of all objects on it."""

    rules: tuple[Rule, ...]
    images: float
    paths: int
    objects: int


def read_drawing(page: Any, frame: Frame) -> Drawing:
    """The drawing of a `pypdfium2.PdfPage`, seen in this frame."""
    rules: list[Rule] = []
    covered, paths = 0.0, 0
    for kind, obj, around in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            covered += _area_on_page(frame.box(_image_box(obj, around)), frame)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
            rules += (rule for side in _sides(obj, around) if (rule := _rule(frame, *side)))
    width, height = frame.size
    objects = pdfium.FPDFPage_CountObjects(page)
    return Drawing(tuple(rules), min(covered / max(width * height, 1.0), 1.0), paths, objects)


def _objects(page: Any) -> Iterator[tuple[int, Any, Matrix]]:
    """(kind, object, matrix of the forms around it) in drawing order, forms opened."""
    left = MAX_OBJECTS
    count = min(pdfium.FPDFPage_CountObjects(page), left)
    pending = [(pdfium.FPDFPage_GetObject(page, n), _IDENTITY, 0) for n in range(count)]
    while pending and left:
        obj, around, depth = pending.pop()
        left -= 1
        kind = pdfium.FPDFPageObj_GetType(obj)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind, obj, around
        elif depth < MAX_FORM_DEPTH:
            inner = _product(_matrix(obj), around)
            held = range(min(pdfium.FPDFFormObj_CountObjects(obj), left))
            pending += [(pdfium.FPDFFormObj_GetObject(obj, n), inner, depth + 1) for n in held]


def _image_box(obj: Any, around: Matrix) -> Box:
    """An image is the unit square under its matrix."""
    matrix = _product(_matrix(obj), around)
    corners = [_moved((x, y), matrix) for x in (0.0, 1.0) for y in (0.0, 1.0)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _area_on_page(box: Box, frame: Frame) -> float:
    width, height = frame.size
    left, bottom, right, top = box
    return max(min(right, width) - max(left, 0.0), 0.0) * max(min(top, height) - max(bottom, 0.0), 0.0)


def _sides(obj: Any, around: Matrix) -> Iterator[tuple[Point, Point]]:
    """The straight segments of a path, in the page's axes; those of a path with too many are left out."""
    count = pdfium.FPDFPath_CountSegments(obj)
    if count > MAX_SEGMENTS:
        return
    matrix = _product(_matrix(obj), around)
    x, y = c_float(), c_float()
    start = last = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(obj, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = _moved((x.value, y.value), matrix)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, here
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield here, start
        last = here


def _rule(frame: Frame, a: Point, b: Point) -> Rule | None:
    left, bottom, right, top = frame.box((*a, *b))
    width, height = right - left, top - bottom
    if not math.isfinite(width + height) or min(width, height) > STRAIGHT or max(width, height) < MIN_RULE:
        return None
    if width >= height:
        level = (bottom + top) / 2
        return Rule(left, level, right, level)
    upright = (left + right) / 2
    return Rule(upright, bottom, upright, top)


def _matrix(obj: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(obj, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    x, y = _moved((e, f), outer)
    return (
        a * outer[0] + b * outer[2], a * outer[1] + b * outer[3],
        c * outer[0] + d * outer[2], c * outer[1] + d * outer[3],
        x, y,
    )  # fmt: skip


def _moved(point: Point, matrix: Matrix) -> Point:
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
