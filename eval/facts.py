"""What an answer is expected to say, compared by value and not by spelling."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from assistant.guard import references
from assistant.values import Value, ValueKind, find_values
from domain.text import fold

_NEGATES = re.compile(
    r"\bn(?:e|')\s?(?:\w+\s){0,4}?(?:pas|plus|jamais|aucun\w*|que|ni|guere)\b|\baucun|\binterdi|\bexclu|\bimpossible"
)


class FactType(StrEnum):
    """How a fact is compared."""

    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    DURATION = "duration"
    DATE = "date"
    REFERENCE = "reference"
    YES_NO = "yes_no"
    TEXT = "text"


_VALUES = {
    FactType.AMOUNT: ValueKind.AMOUNT,
    FactType.PERCENTAGE: ValueKind.PERCENTAGE,
    FactType.DURATION: ValueKind.DURATION,
    FactType.DATE: ValueKind.DATE,
}


class Fact(BaseModel):
    """A fact of a case. `alternatives` say the same otherwise: any of them will do.

    A value (amount, percentage, duration, date) is said when the text states it in any spelling (assistant/values.py);
    a reference, when the text cites it, alone or inside a range; a text, when its letters stand in the text, accents
    and case apart; a yes or a no, as `said_yes_or_no` tells.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: FactType
    value: str
    alternatives: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _readable(self) -> Self:
        for spelling in (self.value, *self.alternatives):
            if self.type in _VALUES and len(_of_kind(spelling, _VALUES[self.type])) != 1:
                raise ValueError(f"« {spelling} » n'est pas une valeur de type {self.type}")
            if self.type is FactType.REFERENCE and len(references(spelling)) != 1:
                raise ValueError(f"« {spelling} » n'est pas une référence")
            if self.type is FactType.YES_NO and spelling not in ("oui", "non"):
                raise ValueError(f"« {spelling} » n'est ni oui ni non")
        return self

    def said_in(self, text: str) -> bool:
        """Whether the text says it."""
        return any(self._said(spelling, text) for spelling in (self.value, *self.alternatives))

    def _said(self, spelling: str, text: str) -> bool:
        if self.type in _VALUES:
            return _of_kind(spelling, _VALUES[self.type]) <= find_values(text)
        if self.type is FactType.REFERENCE:
            return references(spelling) <= references(text)
        if self.type is FactType.YES_NO:
            return said_yes_or_no(text) == spelling
        return fold(spelling) in fold(text)


def said_yes_or_no(text: str) -> str:
    """How an answer decides: by its first word when that is « oui » or « non », else « non » when its first sentence
    denies or forbids (« ne … pas », « aucun », « interdit »), else « oui ».
    """
    folded = fold(text)
    if opening := re.match(r"(oui|non)\b", folded):
        return opening[1]
    first = re.split(r"(?<=[a-z)»])[.!?]\s", folded, maxsplit=1)[0]
    return "non" if _NEGATES.search(first) else "oui"


def _of_kind(text: str, kind: ValueKind) -> frozenset[Value]:
    return frozenset(value for value in find_values(text) if value.kind is kind)
