"""Holds a draft to its evidence: what the cited text does not say is not said.

A sentence survives only if every number and legal reference in it stands in the very text that it
cites. Verbatim sentences pass by construction; the check is there for every composer.
"""

from __future__ import annotations

import logging
import re

from domain.references import find_references
from domain.text import plain_spaces
from domain.types import Draft, DraftSentence, Evidence

log = logging.getLogger(__name__)

_NUMBER = re.compile(r"\d+(?:[ .]\d{3})*(?:,\d+)?")


def hold(draft: Draft, evidence: Evidence) -> Draft:
    """The draft without the sentences that say more than what they cite."""
    return Draft(tuple(sentence for sentence in draft.sentences if _stands(sentence, evidence)))


def _stands(sentence: DraftSentence, evidence: Evidence) -> bool:
    cited = "\n".join(
        evidence.hits[s.number - 1].passage.text[s.start : s.end]
        for s in sentence.supports
        if 1 <= s.number <= len(evidence.hits)
    )
    if not cited:
        log.warning("sentence dropped: no citation")
        return False
    said = {
        "number": numbers(_without_references(sentence.text)) - numbers(cited),
        "reference": references(sentence.text) - references(cited),
    }
    for kind, unsupported in said.items():
        if unsupported:
            log.warning("sentence dropped: %d unsupported %s(s)", len(unsupported), kind)
            return False
    return True


def _without_references(text: str) -> str:
    """The text without its references: an article's number may stand in its source as part of a range only."""
    kept, end = [], 0
    for found in find_references(text):
        kept.append(text[end : found.span.start])
        end = found.span.end
    return " ".join([*kept, text[end:]])


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, digit groups joined: « 23 000 » and « 23000 » are one."""
    return frozenset(re.sub(r"[ .]", "", found) for found in _NUMBER.findall(plain_spaces(text)))


def references(text: str) -> frozenset[str]:
    """The legal references of a text, normalised; of a range, each article that it covers."""
    return frozenset(article for found in find_references(text) for article in found.articles)
