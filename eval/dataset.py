"""Eval cases: questions with what a right answer must rest on and say."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.errors import BadMetadata, UnreadableFile
from domain.ids import digest
from domain.types import AnswerStatus, Audience
from eval.facts import Fact

SPLITS = ("dev", "test")
SAID = (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)
_HINTS = {
    "missing": "Ajoutez ce champ au cas.",
    "extra_forbidden": "Retirez ce champ, ou corrigez son nom.",
}


class Kind(StrEnum):
    """What a case tries."""

    DIRECT = "direct"
    PARAPHRASE = "paraphrase"
    TYPOS = "typos"
    TELEGRAPHIC = "telegraphic"
    MULTI_DOCUMENT = "multi_document"
    FOLLOW_UP = "follow_up"
    AMBIGUOUS = "ambiguous"
    UNANSWERED = "unanswered"
    OUT_OF_SCOPE = "out_of_scope"
    FALSE_PREMISE = "false_premise"
    INJECTION = "injection"
    STALE = "stale"
    PRIVATE = "private"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Relevant(_Frozen):
    """A document that answers, anchored by a quote of its text, so that chunking anew breaks nothing.

    Those of one `fact` are alternatives: one of them is enough. A case of several facts needs one of each.
    """

    document_id: str = Field(min_length=1)
    quote: str = Field(min_length=1)
    fact: str = ""


class Case(_Frozen):
    """One question of the eval set. `history` holds the questions asked before it, oldest first."""

    id: str = Field(min_length=1)
    question: str = Field(min_length=2)
    theme: str
    kind: Kind
    split: str = Field(pattern="^(dev|test)$")
    audience: Audience
    as_of: date
    history: tuple[str, ...] = ()
    relevant: tuple[Relevant, ...]
    expected_facts: tuple[Fact, ...]
    forbidden_facts: tuple[Fact, ...] = ()
    expected_status: AnswerStatus
    expected_warnings: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the sources answer it."""
        return self.expected_status in SAID


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


def cases_digest(cases: tuple[Case, ...]) -> str:
    """Changes whenever a case does, whatever the order of the files."""
    return digest(*sorted(case.model_dump_json() for case in cases), size=16)


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _case(file: Path, number: int, line: str) -> Case:
    where = f"{file}, ligne {number}"
    try:
        raw: Any = json.loads(line)
    except ValueError as exc:
        raise BadMetadata(where, "(ligne)", "ce n'est pas du JSON", hint="Un objet JSON par ligne.") from exc
    try:
        return Case.model_validate(raw)
    except ValidationError as exc:
        error = exc.errors()[0]
        field = ".".join(map(str, error["loc"])) or "(ligne)"
        why = "champ absent" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
        raise BadMetadata(where, field, why, hint=_HINTS.get(error["type"], "Corrigez la valeur.")) from exc
