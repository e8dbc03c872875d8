"""Reads tables of questions and answers: CSV, Excel, JSON Lines, JSON-LD. Each entry is a document of its own.

What a column is: faq/table.py. From a row to a document: faq/entries.py. From an answer to blocks: faq/answer.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from domain.errors import UnreadableFile
from domain.types import RawDocument
from ingest.readers.faq.entries import documents
from ingest.readers.faq.json import Objects, load_json, schema_entries
from ingest.readers.faq.sheets import visible_sheets
from ingest.readers.faq.table import HEADER_ROWS, Row, header_index, no_header, recognise, table_rows, warn
from ingest.readers.text_file import read_text

_DELIMITERS = ";,\t|"  # French Excel first


class CsvReader:
    """Reader of .csv and .tsv files. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """One document a row; the delimiter is the one under which a question and an answer column are found."""
        text = read_text(path)
        delimiter = _delimiter(text)
        records = tuple(_records(text, delimiter, path))
        header = header_index(records)
        if header is None:
            raise no_header(path, records[:HEADER_ROWS])
        _refuse_spilled(records, header, delimiter, path)
        return documents(table_rows(records, header, path=str(path)), path)


class XlsxReader:
    """Reader of .xlsx files. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """One document a row of every visible sheet that has a question and an answer column."""
        rows: list[Row] = []
        tops: list[tuple[Any, ...]] = []
        found = False
        for name, records in visible_sheets(path):
            header = header_index(records)
            if header is None:
                tops += records[:HEADER_ROWS]
                if records:
                    warn(f"{path} : la feuille « {name} » n'a pas de colonnes question et réponse, elle n'est pas lue")
                continue
            found = True
            rows += table_rows(records, header, path=str(path), sheet=name)
        if not found:
            raise no_header(path, tops)
        return documents(rows, path)


class JsonLinesReader:
    """Reader of .jsonl and .ndjson files. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """One document a line, each of which holds one object."""
        objects = Objects(path)
        lines = ((number, line) for number, line in enumerate(read_text(path).split("\n"), 1) if line.strip())
        return documents(
            [objects.row(load_json(line, path, first_line=number), f"ligne {number}") for number, line in lines], path
        )


class JsonLdReader:
    """Reader of .json and .jsonld files. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """One document a schema.org Question, wherever it stands, or an object of a plain list."""
        loaded = load_json(read_text(path), path)
        objects = Objects(path)
        if (
            isinstance(loaded, list)
            and loaded
            and not any("@type" in item for item in loaded if isinstance(item, dict))
        ):
            return documents([objects.row(item, f"élément {number}") for number, item in enumerate(loaded, 1)], path)
        entries = schema_entries(loaded)
        if not entries:
            hint = (
                'Formes attendues : {"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "…", '
                '"acceptedAnswer": {"@type": "Answer", "text": "…"}}]}, ou une liste '
                '[{"question": "…", "answer": "…"}].'
            )
            raise UnreadableFile(str(path), "ce fichier JSON n'est pas une liste de questions-réponses", hint=hint)
        return documents([objects.row(entry, f"question {number}") for number, entry in enumerate(entries, 1)], path)


def _delimiter(text: str) -> str:
    """Under which the header names the most columns; without a header, which cuts the first lines the most.

    Sounder than csv.Sniffer, which counts commas, and French answers are full of them.
    """

    def known(delimiter: str) -> tuple[int, int]:
        rows = tuple(islice(_lenient(text, delimiter), HEADER_ROWS))
        header = header_index(rows)
        columns = recognise(rows[header]) if header is not None else None
        return (len(columns.fields) + 2 if columns else 0, max((len(row) for row in rows), default=0))

    return max(_DELIMITERS, key=known)


def _lenient(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        return  # a delimiter that is not the file's: what was cut so far is enough to judge it


def _records(text: str, delimiter: str, path: Path) -> Iterator[list[str]]:
    """Every record, blank ones included, as a spreadsheet counts them.

    Raises:
        UnreadableFile: a quote is not closed, or something follows a closing quote.
    """
    done = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            done += 1
            yield record
    except csv.Error as exc:
        hint = (
            "Un guillemet ouvert n'est pas fermé, ou du texte suit un guillemet fermant : doublez les guillemets qui "
            "font partie du texte, ou enregistrez de nouveau le tableau depuis votre tableur."
        )
        raise UnreadableFile(str(path), f"ligne {done + 1} : guillemets incorrects", hint=hint) from exc


def _refuse_spilled(records: tuple[list[str], ...], header: int, delimiter: str, path: Path) -> None:
    """A delimiter that was not quoted cuts an answer in two: its end would be lost without a word."""
    width = len(records[header])
    for number, record in enumerate(records[header:], header + 1):
        if any(cell.strip() for cell in record[width:]):
            shown = "tabulation" if delimiter == "\t" else delimiter
            hint = f"Mettez entre guillemets la réponse qui contient le séparateur « {shown} »."
            why = f"ligne {number} : {len(record)} valeurs pour {width} colonnes"
            raise UnreadableFile(str(path), why, hint=hint)
