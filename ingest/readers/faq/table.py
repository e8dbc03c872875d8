"""The columns of a table of questions and answers, told by their names, French or English."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from domain.errors import BadMetadata, UnreadableFile
from domain.text import fold
from ingest.metadata import parse_metadata

log = logging.getLogger(__name__)

HEADER_ROWS = 20
"""Above the header a table may have a title, a date, blank lines."""
MAX_NAMED_COLUMNS = 12

# By order of preference: beside a « question », a « titre » is not the question.
_QUESTION = (
    "question", "questions", "question posee", "libelle de la question", "intitule de la question", "q",
    "intitule", "titre", "title",
)  # fmt: skip
_ANSWER = ("reponse", "reponses", "texte de la reponse", "answer", "answers", "r")
_REFERENCES = (
    "references", "references juridiques", "reference juridique", "textes", "textes de reference",
    "textes applicables", "base legale", "bases legales", "fondement juridique", "fondements juridiques",
)  # fmt: skip
_FIELD_NAMES = {
    "id": ("id", "identifiant"),
    "type": ("type", "type de document"),
    "date": (
        "date", "date de publication", "publie le", "date de mise a jour", "mise a jour", "mis a jour le",
        "derniere mise a jour", "maj", "updated", "published",
    ),
    "url": ("url", "lien", "lien web", "adresse web", "link"),
    "publisher": ("publisher", "editeur", "source", "organisme", "emetteur"),
    "theme": ("theme", "themes", "thematique", "thematiques", "categorie", "category", "rubrique"),
    # All that could say who may read: a restriction must be understood or refused, never ignored.
    "visibility": (
        "visibility", "visibilite", "acces", "diffusion", "audience", "confidentialite", "confidentiel", "prive",
        "privee", "ressource privee", "restreint", "reserve",
    ),
    "valid_from": ("valid from", "debut de validite", "valide a partir du", "valable a partir du", "en vigueur le"),
    "valid_until": ("valid until", "fin de validite", "valide jusqu'au", "valable jusqu'au", "date de fin"),
    "replaces": ("replaces", "remplace"),
    "a_verifier": ("a verifier", "to check"),
    "demonstration": ("demonstration", "demo"),
}  # fmt: skip
_FIELDS = {name: field for field, names in _FIELD_NAMES.items() for name in names}
_EXPECTED = (
    "Donnez au tableau une ligne d'en-tête avec une colonne « question » et une colonne « réponse », et au besoin : "
    "id, thème, date, lien, éditeur, visibilité, valid_from, valid_until, références, à vérifier."
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand in a row: `fields` are the columns of the metadata, `others` those that are not known."""

    names: tuple[str, ...]
    question: int
    answer: int
    references: int | None
    fields: Mapping[str, int]
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it was found; `where` says which, for a person: « feuille « FAQ », ligne 7 »."""

    columns: Columns
    values: Sequence[Any]
    where: str

    def value(self, column: int | None) -> Any:
        """What a cell holds, None beyond the row's end."""
        return self.values[column] if column is not None and column < len(self.values) else None

    def text(self, column: int | None) -> str:
        """What a cell says."""
        return as_text(self.value(column))


def as_text(value: Any) -> str:
    """A cell as a person reads it, without control characters."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case date():  # datetimes too
            return value.strftime("%d/%m/%Y")
        case float():
            return f"{value:.15g}".replace(".", ",")
        case _:
            return _CONTROLS.sub("", str(value)).strip()


def recognise(cells: Iterable[Any]) -> Columns | None:
    """What the cells of a header mean, None when they name no question or no answer."""
    names = tuple(as_text(cell) for cell in cells)
    folded = [_folded(name) for name in names]
    question, answer, references = (_first(folded, wanted) for wanted in (_QUESTION, _ANSWER, _REFERENCES))
    if question is None or answer is None:
        return None
    fields: dict[str, int] = {}
    others = []
    for index, name in enumerate(folded):
        if index in (question, answer, references):
            continue
        field = _FIELDS.get(name)
        if field is None or field in fields:
            others.append(index)
        else:
            fields[field] = index
    return Columns(names, question, answer, references, fields, tuple(others))


def checked(columns: Columns, *, path: str, used: Sequence[int]) -> Columns:
    """The same columns; those among `used` that are not known are named in the log.

    Raises:
        BadMetadata: a column looks like a mistyped « visibilité », or two columns give it.
    """
    ignored = [columns.names[index] for index in columns.others if index in used]
    parse_metadata(dict.fromkeys(name for name in ignored if _field(name) is None), path=path)
    if any(_field(name) == "visibility" for name in ignored):
        why = "deux colonnes disent qui peut lire"
        raise BadMetadata(path, "visibility", why, hint="Gardez une seule colonne « visibilité ».")
    if ignored:
        shown = ", ".join(f"« {name} »" if name else "sans nom" for name in ignored[:MAX_NAMED_COLUMNS])
        warn(f"{path} : colonnes ignorées : {shown}")
    return columns


def header_index(records: Sequence[Sequence[Any]]) -> int | None:
    """Which of the first records names a question and an answer column."""
    return next((i for i, record in enumerate(records[:HEADER_ROWS]) if recognise(record) is not None), None)


def table_rows(records: Sequence[Sequence[Any]], header: int, *, path: str, sheet: str = "") -> Iterator[Row]:
    """The rows below the header, numbered as a spreadsheet does; a header that is repeated is none.

    Raises:
        BadMetadata: the columns do not say plainly who may read.
    """
    columns = recognise(records[header])
    if columns is None:
        raise ValueError(f"record {header} is not a header")
    body = records[header + 1 :]
    used = [i for i in range(len(columns.names)) if any(as_text(record[i]) for record in body if i < len(record))]
    columns = checked(columns, path=path, used=used)
    # A column that nobody filled says nothing; filled here and there, each blank cell of it is a doubt.
    columns = replace(columns, fields={field: i for field, i in columns.fields.items() if i in used})
    if any(as_text(cell) for record in body for cell in record[len(columns.names) :]):
        warn(f"{path} : ce qui est écrit à droite de l'en-tête n'est pas lu")
    if any(as_text(cell) for record in records[:header] for cell in record):
        warn(f"{path} : les lignes au-dessus de l'en-tête (ligne {header + 1}) ne sont pas lues")
    place = f"feuille « {sheet} », " if sheet else ""
    for number, record in enumerate(body, header + 2):
        row = Row(columns, record, f"{place}ligne {number}")
        if [row.text(i) for i in (columns.question, columns.answer)] != [
            columns.names[i] for i in (columns.question, columns.answer)
        ]:
            yield row


def no_header(path: Path, records: Sequence[Sequence[Any]]) -> UnreadableFile:
    """The error for a table without a question and an answer column; `records` are its first ones."""
    widest = max(records, key=lambda record: sum(bool(as_text(cell)) for cell in record), default=())
    names = [as_text(cell)[:60] for cell in widest if as_text(cell)][:MAX_NAMED_COLUMNS]
    found = f"colonnes trouvées : {', '.join(f'« {name} »' for name in names)}" if names else "aucune colonne trouvée"
    return UnreadableFile(str(path), f"pas de colonnes « question » et « réponse » ({found})", hint=_EXPECTED)


def warn(warning: str) -> None:
    """Say what is left aside, for the person who runs the ingest."""
    log.warning(warning)


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", fold(name)).strip(" :*?")


def _field(name: str) -> str | None:
    return _FIELDS.get(_folded(name))


def _first(folded: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((folded.index(name) for name in wanted if name in folded), None)
