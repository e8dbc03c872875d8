"""A question that takes for granted what the sources deny: « Le CAPE durant cinq ans, faut-il le renouveler ? ».

What is taken for granted stands in a clause before the question proper (after « comme », « puisque », « vu que »,
around a present participle, or as a statement of its own), in what somebody is said to have said (« on nous dit que »),
or in what the question names (« l'agrément obligatoire »). It is denied by the sentence of the evidence that speaks of
the same thing, when that sentence gives another value of the same kind, or denies the verb. A clause about the asker's
own case (« notre budget étant de 40 000 € ») takes nothing for granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.guard import denies, miscounts, stems
from assistant.values import find_values
from domain.dependence import depends, limits
from domain.text import plain_apostrophes
from domain.types import Evidence, Support

ABOUT = 0.3  # of the clause's words, in a sentence and its document's title, for it to speak of the same thing
DENYING = 0.4  # in the sentence alone, when no value tells that it is the contrary
BEST_HITS = 4

_GIVEN = re.compile(
    r"^\s*(?:et |mais |alors )?(?:comme\b|puisqu(?:e |')|vu qu(?:e |')|étant donné qu(?:e |')|sachant qu(?:e |')|"
    r"dès lors qu(?:e |')|du fait qu(?:e |')|maintenant qu(?:e |'))(?P<clause>[^?]+?),",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(
    r"^(?P<clause>[^,?]*?\b(?!avant|pendant|durant le|durant la|autant|tant\b)\w{2,}ant\b[^?]*?),", re.IGNORECASE
)
_ASKING = (
    r"(?:à |de |pour |par |en |dans |sous |avec |jusqu'à |d')?(?:comment|combien|quell?e?s?|lesquell?e?s?|"
    r"laquelle|lequel|qui|quand|où|pourquoi|que|quoi|est-ce|qu'est-ce|faut-il|\w+-(?:t-)?(?:on|il|elle|nous|vous|je|ils|elles))\b"
)
_STATED = re.compile(rf"^(?P<clause>(?!{_ASKING})[^?]{{15,}}?)\s?(?:[:;,.]|\bdonc\b) (?={_ASKING})", re.IGNORECASE)
_ASIDE = re.compile(
    r"^\s*(?:pour|si|quand|lorsqu|dans|sur|après|avant|depuis|à|en (?!tant)|chez|sans|bonjour|sous|\w+ez\b)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:est|sont|a|ont|peut|peuvent|doit|doivent|faut|va|vaut|reste|oblige|impose|interdit|permet|compte|dure|exige|"
    r"suffit|prévoit|autorise|garde|donne|fixe|limite|s'applique|en tant que|avec)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:dit|disent|affirme\w*|assure\w*|soutien\w*|prétend\w*|paraît|parait|explique\w*|croyais|croyait|pensais|"
    r"pensait|croit|pense|lu|entendu) (?:que |qu')(?P<clause>[^?,;]+)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:l'|le |la |les |notre |nos |votre |son |leur |du |des )(?P<clause>[^\W\d_]+ "
    r"(?:obligatoire|interdit|autorisé|permis|gratuit|facultatif)e?s?\b[^,?:;]*)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:mais pas|et non|périmée?s?|supprimée?s?|abrogée?s?|abandonnée?s?|étai(?:t|ent)|n'(?:a|ont) plus)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\s*non\b", re.IGNORECASE)
_TIE = 1e-6
_NO_STATEMENT = re.compile(r"\?\s*\Z|: [^;]+; [^;:]+ :")  # a question, or the row of a table
_OWN = re.compile(r"\b(?:notre|nos|mon|ma|mes|votre|j'|je|on a|nous avons|nous sommes)\b", re.IGNORECASE)


def correction(question: str, evidence: Evidence) -> Support | None:
    """The sentence that denies what the question takes for granted; None when there is none, or nothing to deny."""
    clause = taken_for_granted(question)
    if not clause:
        return None
    about = [near for near in _sentences(evidence, stems(clause)) if near.with_title >= ABOUT]
    taken = find_values(clause)
    if about and not taken:  # what the nearest sentence says is then all there is to go by
        about = [max(about, key=_nearness)]
    denying = max((near for near in about if _denied(clause, near)), key=_nearness, default=None)
    affirming = (
        near
        for near in about
        if taken & find_values(near.text) and not _GONE.search(near.text) and not _denied(clause, near)
    )
    if denying is None:
        return None
    # As near, a « Non, … » answers the very question; between two values, the one that was said stands.
    allowed = _nearness(denying) + (_TIE if _NO.match(denying.text) else 0.0)
    return None if any(_nearness(near) >= allowed for near in affirming) else denying.where


def _nearness(near: _Near) -> float:
    return near.with_title + near.alone


def taken_for_granted(question: str) -> str:
    """The clause of a question that states instead of asking; empty without one."""
    plain = plain_apostrophes(question)
    match = _GIVEN.match(plain) or _PARTICIPLE.match(plain) or _stated(plain) or _SAID.search(plain)
    if match is None or _OWN.search(match["clause"]):
        match = _NAMED.search(plain)
    return match["clause"] if match else ""


def _stated(plain: str) -> re.Match[str] | None:
    """What a question states before it asks: with a verb, and not only where or when."""
    match = _STATED.match(plain)
    return match if match and _VERB.search(match["clause"]) and not _ASIDE.match(match["clause"]) else None


@dataclass(frozen=True, slots=True)
class _Near:
    """A sentence, and the shares of the clause's words that it holds, with its document's title and alone."""

    text: str
    where: Support
    with_title: float
    alone: float


def _sentences(evidence: Evidence, subject: frozenset[str]) -> Iterator[_Near]:
    """The sentences of the first hits that can be read alone, or that limit the one before them."""
    for number, hit in enumerate(evidence.hits[:BEST_HITS] if subject else (), start=1):
        for span in hit.passage.sentences:
            text = hit.passage.text[span.start : span.end]
            if (limits(text) or not depends(text)) and not _NO_STATEMENT.search(text):
                held = subject & stems(text)
                titled = subject & (held | stems(hit.document.title))
                where = Support(number, span.start, span.end)
                yield _Near(text, where, len(titled) / len(subject), len(held) / len(subject))


def _denied(clause: str, near: _Near) -> bool:
    taken, said = find_values(clause), find_values(near.text)
    kinds = {value.kind for value in taken}
    if not taken & said and any(value.kind in kinds for value in said):
        return True
    if near.alone < DENYING:
        return False
    return miscounts(clause, near.text) or ((denies(near.text) or bool(_GONE.search(near.text))) and not denies(clause))
