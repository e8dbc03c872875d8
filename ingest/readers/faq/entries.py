"""Rows of questions and answers → documents, each with a key that stays its own when the table changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from domain.errors import BadMetadata, NoText, UnreadableFile
from domain.ids import MAX_SLUG_CHARS, digest, slug
from domain.text import fold
from domain.types import Block, BlockKind, Metadata, RawDocument
from ingest.metadata import parse_metadata
from ingest.readers.faq.answer import answer_blocks, one_line
from ingest.readers.faq.table import Row, as_text, warn

FAQ_TYPE = "faq"
MAX_KEY_CHARS = MAX_SLUG_CHARS - 6
"""Leaves room for the number of a twin: a key that the document's id would cut is no key."""
MAX_NAMED_ROWS = 10
_DIGEST_CHARS = 8
# What a formula that failed shows in Excel: such a cell says nothing (ECMA-376 part 1, 18.17.3).
_FORMULA_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#NOM?", "#NOMBRE!"})


@dataclass(frozen=True, slots=True)
class _Entry:
    where: str
    id: str
    metadata: Metadata
    blocks: tuple[Block, ...]


def documents(rows: Iterable[Row], path: Path) -> tuple[RawDocument, ...]:
    """One document a row: its title is the question, its blocks the answer. Rows without either are passed over.

    An entry that says exactly what another says is left out.

    Raises:
        NoText: no row has a question.
        UnreadableFile: rows with a question and no answer, or the reverse, or a formula's error.
        BadMetadata: a field of a row has an unusable value, or two rows have one id.
    """
    entries: list[_Entry] = []
    incomplete: dict[str, list[str]] = {"question sans réponse": [], "réponse sans question": []}
    for row in rows:
        question = one_line(row.text(row.columns.question))
        blocks = answer_blocks(row.text(row.columns.answer), path=f"{path} ({row.where})")
        if question and blocks:
            entries.append(_entry(row, question, blocks, path))
        elif question or blocks:
            incomplete["question sans réponse" if question else "réponse sans question"].append(row.where)
    _refuse_incomplete(incomplete, path)
    if not entries:
        raise NoText(str(path), "le fichier ne contient aucune question", hint="Ajoutez au moins une question.")
    entries = _distinct(entries, path)
    keys = _keys(entries, path)
    return tuple(RawDocument(entry.metadata, entry.blocks, key) for entry, key in zip(entries, keys, strict=True))


def _entry(row: Row, question: str, blocks: tuple[Block, ...], path: Path) -> _Entry:
    columns = row.columns
    for column in (columns.question, columns.answer, columns.references):
        if row.text(column) in _FORMULA_ERRORS:
            why = f"{row.where} : la formule donne l'erreur « {row.text(column)} »"
            raise UnreadableFile(str(path), why, hint="Corrigez la formule, ou remplacez-la par son texte.")
    if references := one_line(row.text(columns.references)):
        blocks = (*blocks, Block(BlockKind.PARAGRAPH, f"Références : {references}"))
    return _Entry(row.where, row.text(columns.fields.get("id")), _metadata(row, question, path), blocks)


def _metadata(row: Row, question: str, path: Path) -> Metadata:
    """What a row says of its entry. A blank cell says nothing, but never of who may read: there it is refused.

    `id` is the entry's key in this file, not a document's id of its own: two tables may both count from 1.
    """
    said: dict[str, Any] = {"title": question, "type": FAQ_TYPE}
    for field, column in row.columns.fields.items():
        value = _value(field, row.value(column))
        if field != "id" and (value != "" or field == "visibility"):
            said[field] = value
    try:
        return parse_metadata(said, path=str(path)).metadata
    except BadMetadata as exc:
        faulty = row.columns.fields.get(exc.field)
        named = f", colonne « {row.columns.names[faulty]} »" if faulty is not None else ""
        raise BadMetadata(exc.path, exc.field, f"{row.where}{named} : {exc.why}", hint=exc.hint) from exc


def _value(field: str, value: Any) -> Any:
    """A cell as metadata.py wants it: dates, lists and what it must refuse as they are, the rest as text."""
    if isinstance(value, dict | list) or (isinstance(value, date) and field in ("date", "valid_from", "valid_until")):
        return value
    text = as_text(value)
    return [part for part in re.split(r"[;,\s]+", text) if part] or "" if field == "replaces" else text


def _refuse_incomplete(incomplete: dict[str, list[str]], path: Path) -> None:
    told = [f"{what} ({_listed(places)})" for what, places in incomplete.items() if places]
    if told:
        hint = (
            "Complétez ou supprimez ces entrées (le titre d'une rubrique va dans une colonne « thème ») ; "
            "si la cellule contient une formule, ouvrez le tableau dans votre tableur et enregistrez-le."
        )
        raise UnreadableFile(str(path), " ; ".join(told), hint=hint)


def _listed(places: Sequence[str]) -> str:
    more = f" et {len(places) - MAX_NAMED_ROWS} autres" if len(places) > MAX_NAMED_ROWS else ""
    return ", ".join(places[:MAX_NAMED_ROWS]) + more


def _distinct(entries: Sequence[_Entry], path: Path) -> list[_Entry]:
    seen: dict[tuple[Metadata, tuple[Block, ...]], _Entry] = {}
    for entry in entries:
        first = seen.setdefault((entry.metadata, entry.blocks), entry)
        if first is not entry:
            warn(f"{path} : {entry.where} répète {first.where}, elle n'est lue qu'une fois")
    return list(seen.values())


def _keys(entries: Sequence[_Entry], path: Path) -> list[str]:
    """The key of each entry: its id, else words of its question, numbered only among equal questions.

    Raises:
        BadMetadata: two entries have one id.
    """
    own: dict[str, _Entry] = {}
    for entry in entries:
        if entry.id and (first := own.setdefault(_key(entry.id), entry)) is not entry:
            why = f"{entry.where} : « {entry.id} » est déjà l'identifiant de l'entrée « {first.id} » ({first.where})"
            raise BadMetadata(str(path), "id", why, hint="Donnez un identifiant différent à chaque entrée.")
    taken, times, keys = set(own), Counter[str](), []
    for entry in entries:
        base = _key(entry.id or entry.metadata.title)
        key = base
        while not entry.id and key in taken:
            times[base] += 1
            key = f"{base}-{times[base] + 1}"
        taken.add(key)
        keys.append(key)
    return keys


def _key(text: str) -> str:
    """Words of a text; a digest follows those of a long one, as many questions begin alike."""
    words = slug(text)
    if len(words) <= MAX_KEY_CHARS:
        return words
    return f"{words[: MAX_KEY_CHARS - _DIGEST_CHARS - 1].strip('-')}-{digest(fold(text), size=_DIGEST_CHARS // 2)}"
