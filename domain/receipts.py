"""What is kept of an answer, so that it can be made again, exported and asked about later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.types import Answer, Hit, Query


class ComposerKind(StrEnum):
    """Who chose an answer's words."""

    EXTRACTIVE = "extractive"
    LLM = "llm"
    VALIDATED = "validated"


@dataclass(frozen=True, slots=True)
class Recipe:
    """By what an answer was made. `prompts` is a digest of the texts shown, `model` names the language model if any."""

    composer: ComposerKind
    prompts: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with what it was made from: the hits that the retriever gave, best first.

    `validated` is the id and the version of the validated answer that it repeats.
    """

    answer: Answer
    hits: tuple[Hit, ...]
    recipe: Recipe
    validated: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A reply as it was given: to whom (`query.audience`), when (UTC), in which conversation."""

    query: Query
    reply: Reply
    asked_at: datetime
    conversation_id: str

    @property
    def id(self) -> str:
        """The answer's."""
        return self.reply.answer.id


@dataclass(frozen=True, slots=True)
class Replay:
    """An answer made again. `differences` tell, in French, what is not as it was; `changes` what has moved since.

    An answer is the same when there is no difference: changes do not touch it.
    """

    receipt: Receipt
    again: Answer | None
    differences: tuple[str, ...]
    changes: tuple[str, ...]
