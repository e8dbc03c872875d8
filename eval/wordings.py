"""Questions with other wordings of them, and questions near them that ask something else: eval/validated/*.jsonl."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict


class Wordings(BaseModel):
    """A line of the set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    paraphrases: tuple[str, ...]
    near: tuple[str, ...]


def load_wordings(path: Path) -> tuple[Wordings, ...]:
    """Every line of a file.

    Raises:
        ValidationError: a line is not of this form.
    """
    return tuple(Wordings.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
