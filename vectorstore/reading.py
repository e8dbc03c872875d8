"""How a question is read before it is searched: its faults mended, its acronyms spelt out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.types import Reading
from vectorstore.acronyms import Acronym, Expander
from vectorstore.rules import asked_references
from vectorstore.spelling import Speller

SHOUTED_WORDS = 3  # a text of so many words in capitals is a question typed so, not an acronym


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads questions with the words and the acronyms of the documents that their asker may read."""

    speller: Speller
    expander: Expander

    def read(self, text: str, *, spelling: bool = True, acronyms: bool = True) -> Reading:
        """The question as it is searched; each step can be left out, to measure it."""
        mended, mends = (text, ()) if not spelling else self.speller.mend(_lowered(text))
        explained = self.expander.explained(mended) if acronyms else ()
        shortened = self.expander.shortened(mended) if acronyms else ()
        return Reading(
            text=mended,
            spelt_out=_spelt_out(mended, explained),
            expansions=(*(acronym.long for acronym in explained), *shortened),
            mends=mends,
            acronyms=tuple((acronym.short, acronym.long) for acronym in explained),
            references=tuple(sorted(asked_references(mended))),
        )


def _lowered(text: str) -> str:
    return text.lower() if text.isupper() and len(text.split()) >= SHOUTED_WORDS else text


def _spelt_out(text: str, acronyms: tuple[Acronym, ...]) -> str:
    """« la SCIC » as « la société coopérative d'intérêt collectif (SCIC) »: some documents say one, some the other."""
    for acronym in acronyms:
        both = f"{acronym.long[0].lower()}{acronym.long[1:]} ({acronym.short})"
        text = re.sub(rf"(?<!\w){re.escape(acronym.short)}(?!\w)", lambda _, both=both: both, text)  # type: ignore[misc]
    return text
