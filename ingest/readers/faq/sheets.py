"""The visible sheets of an Excel workbook, as rows of plain values."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.cell_range import CellRange

from ingest.readers.archive import guard_archive, torn
from ingest.readers.faq.table import warn
from ingest.readers.signature import TORN_ZIP
from ingest.readers.text_file import read_bytes

_TORN = (*TORN_ZIP, ParseError, TypeError, AttributeError, IndexError)
"""openpyxl checks little: what a part is missing surfaces as any of these."""

Record = tuple[Any, ...]
T = TypeVar("T")


def visible_sheets(path: Path) -> Iterator[tuple[str, tuple[Record, ...]]]:
    """Each visible sheet's name and its rows, without blank ends; formulas give the values that were saved.

    Raises:
        UnreadableFile: not an Excel workbook, or one that is torn, locked, dangerous (see archive.py).
    """
    data = read_bytes(path)
    guard_archive(path, data, expected=".xlsx")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles and validations that openpyxl leaves aside
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in workbook.worksheets:
                if sheet.sheet_state == "visible":
                    yield sheet.title, _records(sheet)
                else:
                    warn(f"{path} : la feuille masquée « {sheet.title} » n'est pas lue")
    except _TORN as exc:
        raise torn(path, exc) from exc


def _records(sheet: Any) -> tuple[Record, ...]:
    sheet.reset_dimensions()  # some programs write a false one, and what stands outside would be lost
    rows = [_without_blank_end([_value(cell) for cell in row]) for row in sheet.iter_rows()]
    _fill_merged(rows, sheet)
    return tuple(tuple(row) for row in _without_blank_end(rows))


def _without_blank_end(items: list[T]) -> list[T]:
    """Rows that were coloured to the bottom of the sheet and cells to its right end hold nothing."""
    last = next((i for i in range(len(items), 0, -1) if items[i - 1] not in (None, "", [])), 0)
    return items[:last]


def _value(cell: ReadOnlyCell | EmptyCell) -> Any:
    value = cell.value
    if isinstance(value, str):
        return unescape(value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{value * 100:.15g} %".replace(".", ",")
    return value


def _fill_merged(rows: list[list[Any]], sheet: Any) -> None:
    """A cell that runs over several rows stands in each: a theme, and above all who may read.

    openpyxl reads merged cells only with the whole sheet in memory, so they are read here.
    """
    with sheet._get_source() as part:
        xml = part.read()
    for _, node in iterparse(io.BytesIO(xml)) if b"mergeCell" in xml else ():
        if node.tag.endswith("}mergeCell"):
            _fill(rows, CellRange(node.get("ref")))
        elif node.tag.endswith("}row"):
            node.clear()


def _fill(rows: list[list[Any]], merged: CellRange) -> None:
    column = merged.min_col - 1
    first, *below = rows[merged.min_row - 1 : merged.max_row] or [[]]
    if column < len(first):
        for row in below:
            row.extend([None] * (column + 1 - len(row)))
            row[column] = first[column]
