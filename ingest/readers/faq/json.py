"""JSON texts → the entries they hold: one object each, whose keys are the columns of a table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain.errors import UnreadableFile
from ingest.readers.faq.table import Columns, Row, checked, no_header, recognise

# Of schema.org/Question and schema.org/FAQPage: read by name below, or nothing that an answer needs.
_SCHEMA_KEYS = frozenset(
    {
        "name", "text", "headline", "mainEntity", "mainEntityOfPage", "acceptedAnswer", "suggestedAnswer",
        "answerCount", "upvoteCount", "author", "publisher", "inLanguage", "dateCreated", "datePublished",
        "dateModified", "url", "image", "description", "isPartOf", "hasPart", "about", "breadcrumb", "position",
        "potentialAction", "primaryImageOfPage", "thumbnailUrl", "speakable", "keywords",
    }
)  # fmt: skip
_DATES = ("dateCreated", "datePublished", "dateModified")  # the last one known is the one to show
_PAGES = ("FAQPage", "QAPage", "WebPage")


class Objects:
    """Objects of one file as rows; their keys are judged once for each set of keys."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._columns: dict[tuple[str, ...], Columns] = {}

    def row(self, loaded: Any, where: str) -> Row:
        """An object as a row.

        Raises:
            UnreadableFile: not an object, no question or answer among its keys, or one that is not text.
            BadMetadata: its keys do not say plainly who may read.
        """
        if not isinstance(loaded, dict):
            why = f'{where} : un objet {{"question": "…", "answer": "…"}} était attendu'
            raise UnreadableFile(str(self._path), why, hint="Écrivez un objet JSON pour chaque question.")
        row = Row(self._known(tuple(loaded), where), tuple(loaded.values()), where)
        columns = row.columns
        for column in (columns.question, columns.answer, columns.references):
            if isinstance(row.value(column), dict | list):
                why = f"{where} : du texte était attendu dans « {columns.names[column or 0]} »"
                raise UnreadableFile(str(self._path), why, hint="Mettez le texte entre guillemets.")
        return row

    def _known(self, names: tuple[str, ...], where: str) -> Columns:
        if names not in self._columns:
            columns = recognise(names)
            if columns is None:
                error = no_header(self._path, [names])
                raise UnreadableFile(str(self._path), f"{where} : {error.why}", hint=_OBJECT_HINT)
            self._columns[names] = checked(columns, path=str(self._path), used=range(len(names)))
        return self._columns[names]


_OBJECT_HINT = "Chaque objet doit avoir les champs « question » et « answer » (ou « réponse »)."


class _GivenTwice(Exception):
    """A key stands twice in one object. Python's ValueError is for a number too long to be one."""


def load_json(text: str, path: Path, *, first_line: int = 1) -> Any:
    """The value of a JSON text; `first_line` is where it starts in its file.

    Raises:
        UnreadableFile: not JSON, a key given twice in one object, or nested too deep.
    """
    hint = "Vérifiez les guillemets, les virgules et les accolades à cet endroit."
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as exc:
        why = f"ligne {exc.lineno + first_line - 1}, colonne {exc.colno} : ce n'est pas du JSON"
        raise UnreadableFile(str(path), why, hint=hint) from exc
    except (_GivenTwice, ValueError, RecursionError) as exc:
        told = {RecursionError: "trop d'objets imbriqués", _GivenTwice: str(exc)}.get(type(exc), "nombre trop long")
        raise UnreadableFile(str(path), f"ligne {first_line} ou suivantes : {told}", hint=hint) from exc


def schema_entries(loaded: Any) -> list[Mapping[str, Any]]:
    """The schema.org Questions of a JSON-LD text in order, wherever they stand, with what their page says of all."""
    found: list[Mapping[str, Any]] = []
    waiting: list[tuple[Any, Mapping[str, Any]]] = [(loaded, {})]
    while waiting:
        node, shared = waiting.pop()
        if isinstance(node, list):
            waiting += ((child, shared) for child in reversed(node))
        elif isinstance(node, dict) and _is(node, "Question") and len(node.keys() - {"@type", "@id"}) > 0:
            question = node.get("name") or node.get("text")
            found.append({**shared, **_said(node), "question": question, "answer": _answer(node)})
        elif isinstance(node, dict):
            below = {**shared, **_said(node)} if _is(node, *_PAGES) else shared
            waiting += ((child, below) for child in reversed(node.values()) if isinstance(child, dict | list))
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """With two visibilities, the last must not silently win."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _GivenTwice(f"le champ « {key} » est donné deux fois")
        made[key] = value
    return made


def _is(node: Mapping[str, Any], *wanted: str) -> bool:
    types = node.get("@type")
    return any(
        isinstance(name, str) and re.split(r"[/:#]", name)[-1] in wanted
        for name in (types if isinstance(types, list) else [types])
    )


def _answer(node: Mapping[str, Any]) -> Any:
    accepted = node.get("acceptedAnswer")
    texts = [
        answer.get("text") if isinstance(answer, dict) else answer
        for answer in (accepted if isinstance(accepted, list) else [accepted])
    ]
    return "\n\n".join(str(text) for text in texts if text)


def _said(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a page or a question says of itself, under the names of a table's columns."""
    said = {key: value for key, value in node.items() if not key.startswith("@") and key not in _SCHEMA_KEYS}
    publisher = node.get("publisher")
    dates = [node[name] for name in _DATES if node.get(name)]
    own = {
        "date": dates[-1] if dates else None,
        "publisher": publisher.get("name") if isinstance(publisher, dict) else publisher,
        "url": url if re.match(r"https?://", url := str(node.get("url", ""))) else None,
    }
    return {key: value for key, value in own.items() if value} | said
