"""Eval cases: questions with what a right answer must rest on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.errors import BadMetadata, UnreadableFile
from domain.types import AnswerStatus, Audience

SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Relevant:
    """A document that answers, anchored by a quote of its text, so that chunking anew breaks nothing."""

    document_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question of the eval set."""

    id: str
    question: str
    theme: str
    kind: str
    split: str
    audience: Audience
    as_of: date
    relevant: tuple[Relevant, ...]
    expected_facts: tuple[str, ...]
    expected_status: AnswerStatus


def load_cases(path: Path, split: str = "all") -> tuple[Case, ...]:
    """The cases of a JSON Lines file, or of every one in a folder.

    Raises:
        UnreadableFile: no such file, or no case of this split.
        BadMetadata: a line is not a case; file, line and field are named.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise UnreadableFile(str(path), "aucun fichier de cas", hint="Donnez un fichier .jsonl ou son dossier.")
    cases = [_case(file, n, line) for file in files for n, line in enumerate(_lines(file), start=1) if line.strip()]
    chosen = tuple(case for case in cases if split in ("all", case.split))
    if not chosen:
        raise UnreadableFile(str(path), f"aucun cas de la partie « {split} »", hint="Parties : dev, test, all.")
    return chosen


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _case(file: Path, number: int, line: str) -> Case:
    where = f"{file}, ligne {number}"
    try:
        raw = json.loads(line)
    except ValueError as exc:
        raise BadMetadata(where, "(ligne)", "ce n'est pas du JSON", hint="Un objet JSON par ligne.") from exc
    try:
        case = Case(
            id=raw["id"],
            question=raw["question"],
            theme=raw["theme"],
            kind=raw["kind"],
            split=raw["split"],
            audience=Audience(raw["audience"]),
            as_of=date.fromisoformat(raw["as_of"]),
            relevant=tuple(Relevant(r["document_id"], r["quote"]) for r in raw["relevant"]),
            expected_facts=tuple(raw["expected_facts"]),
            expected_status=AnswerStatus(raw["expected_status"]),
        )
    except KeyError as exc:
        raise BadMetadata(where, str(exc.args[0]), "champ absent", hint="Complétez le cas.") from exc
    except (ValueError, TypeError, AttributeError) as exc:
        raise BadMetadata(where, "(valeur)", str(exc), hint="Corrigez la valeur.") from exc
    if case.split not in SPLITS:
        raise BadMetadata(where, "split", f"« {case.split} »", hint="Parties : dev ou test.")
    return case
