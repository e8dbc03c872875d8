"""What a run of the eval found, as one JSON file: what was measured, on what, case by case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import UnreadableFile
from domain.types import AnswerStatus
from eval.dataset import Case

FORMAT = 1


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Found(_Frozen):
    """A search result."""

    document_id: str
    passage_id: str
    score: float


class Cited(_Frozen):
    """A citation of the answer. `exact` says that its quote is, letter for letter, what stands at its place."""

    document_id: str
    passage_id: str
    quote: str
    page: int | None
    exact: bool


class Said(_Frozen):
    """A sentence of the answer, and the quotes that it cites."""

    text: str
    quotes: tuple[str, ...]


class CaseRun(_Frozen):
    """A case searched and asked. `leaks` names what of private documents reached an asker without the right."""

    case: Case
    ranking: tuple[Found, ...]
    status: AnswerStatus
    text: str
    sentences: tuple[Said, ...]
    citations: tuple[Cited, ...]
    warnings: tuple[str, ...]
    confidence: float
    leaks: tuple[str, ...]
    search_ms: float
    ask_ms: float

    def timeless(self) -> dict[str, Any]:
        """All but the times, which no two runs share."""
        return self.model_dump(mode="json", exclude={"search_ms", "ask_ms"})


class Setting(_Frozen):
    """What was measured, and on what."""

    date: str
    model: str
    retriever: str
    machine: str
    corpus_digest: str
    cases_digest: str


class Run(_Frozen):
    """A whole run."""

    format: int = FORMAT
    setting: Setting
    cases: tuple[CaseRun, ...]

    def write(self, path: Path) -> None:
        """One JSON file, a case a line, so that two runs compare with any tool. Its owner alone may read it.

        It holds what members were told.
        """
        head = {"format": self.format, "setting": self.setting.model_dump(mode="json")}
        lines = ",\n".join(case.model_dump_json() for case in self.cases)
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(f'{json.dumps(head, ensure_ascii=False)[:-1]}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Run:
        """The run of a file.

        Raises:
            UnreadableFile: no such file, or not a run of this format.
        """
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except OSError as exc:
            raise UnreadableFile(str(path), "fichier de mesures illisible") from exc
        except ValidationError as exc:
            hint = "Donnez un fichier écrit par « ./guichet eval --json », de cette version."
            raise UnreadableFile(str(path), "ce n'est pas un fichier de mesures", hint=hint) from exc
