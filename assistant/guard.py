"""Holds a draft to its evidence: what the cited text does not say is not said.

A sentence survives only if each of its values, numbers and legal references stands in the very text that it cites, on
the same side (« au plus » is not « au moins »), and if it neither denies what is affirmed there, nor affirms what is
denied, nor drops or invents an exception. Verbatim sentences pass by construction; the check is there for every
composer. It is arithmetic on words: it proves no paraphrase right, it stops those that are wrong in a way that costs.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.values import digits_for_words, find_stated, find_values, months
from domain.dependence import limits
from domain.memo import memo
from domain.references import find_references
from domain.text import fold, normalise_spaces, plain_apostrophes, plain_spaces, words
from domain.types import Draft, DraftSentence, Evidence

log = logging.getLogger(__name__)

SAME_SUBJECT = 0.5  # of a sentence's words of four letters or more, for a cited sentence to be the one that it retells
SAME_WORDS = 0.85  # of them, for a sentence to be that one with a word or two changed
SUBJECT_LETTERS = 4
STEM_LETTERS = 5  # « adhérer » and « adhésion » are told apart, « louer » and « louée » are not
GROUNDED = 0.5  # of a sentence's words, in the text that it cites: with less, it says something else

_NUMBER = re.compile(r"\d+(?:[ .]\d{3})*(?:,\d+)?")
_COUNTED = re.compile(rf"(?<![\w,.-])(?P<number>{_NUMBER.pattern}) (?P<thing>[^\W\d_]{{3,}})")
_COMPARED = re.compile(rf"\b(?P<side>plus|moins) d(?:e |')(?P<number>{_NUMBER.pattern}|une?) (?P<thing>[^\W\d_]{{3,}})")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\bart\.)\s+(?=[A-ZÀ-Ü«])|\n+")
_EXCEPTION = re.compile(r"\b(?:sauf|hormis|excepté\w*|à l'exception|à l'exclusion|sous réserve|hors)\b(?! taxes?)")
_NAMED_LAW = re.compile(r"\bloi (?:d[eu] |pour |relative |n°|du |des |d')?\s*[«\"]?\s*(?P<name>[A-ZÉÈ][\w-]+)")
_DENIES = frozenset({"ne", "n"})
_CLITICS = frozenset({"le", "la", "les", "l", "lui", "leur", "y", "en", "se", "s", "nous", "vous", "me", "m"})
_MARKS = frozenset({"pas", "plus", "jamais", "aucun", "aucune", "ni", "nul", "nulle", "guere", "point"})
_MARK_WITHIN = 8  # words after the verb
_OPPOSITES = (
    ("obligatoire", "facultati"), ("interdi", "autoris"), ("interdi", "permis"), ("gratuit", "payant"),
    ("public", "prive"), ("avant", "apres"), ("superieur", "inferieur"), ("possible", "impossible"),
    ("legal", "illegal"), ("necessaire", "inutile"), ("exoner", "assujetti"),
)  # fmt: skip


class Reason(StrEnum):
    """Why a sentence is dropped."""

    NO_CITATION = "no_citation"
    VALUE = "value"
    NUMBER = "number"
    REFERENCE = "reference"
    LAW = "law"
    COUNT = "count"
    BOUND = "bound"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    EXCEPTION = "exception"
    UNGROUNDED = "ungrounded"


@dataclass(frozen=True, slots=True)
class Held:
    """What is left of a draft, and why each dropped sentence was dropped."""

    draft: Draft
    dropped: tuple[Reason, ...] = ()


def hold(draft: Draft, evidence: Evidence) -> Held:
    """The draft without the sentences that say more than what they cite, or its contrary.

    A rule goes with the exception that limits it: when « Toutefois, … » is dropped, so is the sentence before.
    """
    kept: list[DraftSentence] = []
    dropped: list[Reason] = []
    for sentence in draft.sentences:
        reason = fault(sentence.text, _cited(sentence, evidence))
        if reason is None:
            kept.append(sentence)
            continue
        dropped.append(reason)
        if limits(sentence.text) and kept:
            kept.pop()
            dropped.append(Reason.EXCEPTION)
    for reason in dropped:
        log.warning("sentence dropped: %s", reason)
    return Held(Draft(tuple(kept)), tuple(dropped))


def fault(text: str, cited: str) -> Reason | None:
    """What a sentence says that the text it cites does not; None when it may stand."""
    if not cited:
        return Reason.NO_CITATION
    if normalise_spaces(text) in normalise_spaces(cited):
        return None
    bare = without_references(text)
    checks = (
        (Reason.REFERENCE, bool(references(text) - references(cited))),
        (Reason.VALUE, bool(find_values(text) - find_values(cited)) or bool(months(text) - months(cited))),
        (Reason.NUMBER, bool(numbers(bare) - numbers(cited))),
        (Reason.LAW, bool(_laws(text) - _laws(cited))),
        (Reason.BOUND, _bound_flipped(text, cited) or bool(_compared(bare) - _compared(cited))),
        (Reason.COUNT, miscounts(bare, cited)),
        (Reason.UNGROUNDED, likeness(text, cited) < GROUNDED),
    )
    failed = next((reason for reason, fails in checks if fails), None)
    return failed or _contradicted(text, cited)


def _cited(sentence: DraftSentence, evidence: Evidence) -> str:
    return "\n".join(evidence.quoted(s) for s in sentence.supports if 1 <= s.number <= len(evidence.hits))


def likeness(text: str, cited: str) -> float:
    """The share of a sentence's words of SUBJECT_LETTERS or more whose beginning stands in a text; 1 without any."""
    said = stems(text)
    return len(said & stems(cited)) / len(said) if said else 1.0


@memo("stems", size=8_000)
def stems(text: str) -> frozenset[str]:
    """The beginnings of a text's words of SUBJECT_LETTERS or more."""
    return frozenset(word[:STEM_LETTERS] for word in _subject(text))


def denies(text: str) -> bool:
    """Whether a text denies something: « ne … pas », « Non, … »."""
    return bool(_denied(text)) or text.lstrip().casefold().startswith("non")


def without_references(text: str) -> str:
    """The text without its references: an article's number may stand in its source as part of a range only."""
    kept, end = [], 0
    for found in find_references(text):
        kept.append(text[end : found.span.start])
        end = found.span.end
    return " ".join([*kept, text[end:]])


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, digit groups joined, those in words too: « 23 000 », « 23000 », « trois associés ».

    « un » and « une » are articles more often than numbers: the number 1 counts in digits only.
    """
    plain = plain_spaces(text)
    return frozenset([*_figure_counts(text), *_figures(plain)])


def references(text: str) -> frozenset[str]:
    """The legal references of a text, normalised; of a range, each article that it covers."""
    return frozenset(article for found in find_references(text) for article in found.articles)


def unsaid(text: str, source: str) -> tuple[object, ...]:
    """The values, numbers and references that a text says and its source does not."""
    return tuple(one for read in (find_values, numbers, references) for one in read(text) - read(source))


def _figures(text: str) -> list[str]:
    """The numbers in digits, in order, digit groups joined."""
    return [re.sub(r"[ .]", "", found) for found in _NUMBER.findall(text)]


def _laws(text: str) -> frozenset[str]:
    """The proper names that laws go by: « loi Égalim », « loi Sapin »."""
    return frozenset(fold(found["name"]) for found in _NAMED_LAW.finditer(plain_apostrophes(text)))


def _bound_flipped(text: str, cited: str) -> bool:
    """Whether a value bounded on one side is bounded there on the other side only."""
    there = find_stated(cited)
    for stated in find_stated(text):
        sides = {other.bound for other in there if other.value == stated.value} - {None}
        if stated.bound and sides and stated.bound not in sides:
            return True
    return False


def _compared(text: str) -> frozenset[tuple[str, ...]]:
    """The counts that a text compares to: « plus d'une voix », « moins de trois associés »."""
    plain = digits_for_words(plain_apostrophes(plain_spaces(text)))
    return frozenset(tuple(map(fold, match.groups())) for match in _COMPARED.finditer(plain))


def miscounts(text: str, cited: str) -> bool:
    """Whether a thing is counted otherwise there, and never so: « trois cas » for « deux cas »."""
    there = _counts(cited)
    return any(thing in there and not said & there[thing] for thing, said in _counts(text).items())


def _counts(text: str) -> dict[str, set[str]]:
    """{thing: the numbers that stand just before it}."""
    found: dict[str, set[str]] = {}
    for match in _COUNTED.finditer(digits_for_words(plain_spaces(text))):
        found.setdefault(fold(match["thing"]), set()).add(re.sub(r"[ .]", "", match["number"]))
    return found


def _contradicted(text: str, cited: str) -> Reason | None:
    """Beside the cited sentence that it retells: what is denied, opposite or excepted in one and not in the other."""
    retold = _retold(text, cited)
    if not retold:
        return None
    if _close(text, retold) and _figure_counts(text) - _figure_counts(retold):
        return Reason.NUMBER
    if _negation_flipped(text, retold) or _negation_flipped(retold, text):
        return Reason.NEGATION
    said, source = (fold(part) for part in (text, retold))
    for one, other in (*_OPPOSITES, *((b, a) for a, b in _OPPOSITES)):
        if _holds(said, one) and not _holds(source, one) and _holds(source, other) and not _holds(said, other):
            return Reason.OPPOSITE
    if bool(_EXCEPTION.search(said)) is not bool(_EXCEPTION.search(source)):
        return Reason.EXCEPTION
    return None


def _holds(folded: str, opening: str) -> bool:
    """Whether a word opens so; « prive » is not in « deprive », nor « possible » in « impossible »."""
    return bool(re.search(rf"\b{opening}", folded))


def _retold(text: str, cited: str) -> str:
    """The cited sentence that holds most of the words of this one; none when none holds enough."""
    subject = _subject(text)
    if not subject:
        return ""
    found = [(len(subject & _subject(one)), one) for one in _SENTENCE_END.split(cited)]
    most, best = max(found, key=lambda pair: pair[0])
    return best if most >= SAME_SUBJECT * len(subject) else ""


def _close(text: str, retold: str) -> bool:
    """Whether nearly every word of a sentence is in the one that it retells: then each number stands there as often."""
    subject = _subject(text)
    return len(subject & _subject(retold)) >= SAME_WORDS * len(subject)


def _figure_counts(text: str) -> Counter[str]:
    """How often each number stands in a text, in digits or words, but for « un » and « une »."""
    found = Counter(_figures(digits_for_words(plain_spaces(text))))
    del found["1"]
    return found


def _subject(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text) if len(word) >= SUBJECT_LETTERS)


def _negation_flipped(text: str, other: str) -> bool:
    """Whether what one denies is affirmed in the other: « ne peut pas voter » and « peut voter »."""
    denied, there = _denied(text), _denied(other)
    if (denied.keys() - there.keys()) & _pairs(other):
        return True
    verbs, elsewhere = Counter(verb for verb, _ in denied.elements()), {verb for verb, _ in there}
    said, answered = Counter(words(text)), Counter(words(other))
    return any(answered[verb] and verb not in elsewhere and said[verb] == count for verb, count in verbs.items())


def _denied(text: str) -> Counter[tuple[str, str]]:
    """The verbs of a text under a negation, each with the next word of some length: (peut, voter)."""
    found: Counter[tuple[str, str]] = Counter()
    said = words(text)
    for n, word in enumerate(said):
        if word not in _DENIES:
            continue
        verb = next((k for k in range(n + 1, len(said)) if said[k] not in _CLITICS), len(said))
        within = range(verb + 1, min(verb + 1 + _MARK_WITHIN, len(said)))
        mark = next((k for k in within if said[k] in _MARKS), None)
        if mark is not None and said[verb].isalpha():
            found[said[verb], _next(said, mark if mark == verb + 1 else verb)] += 1
    return found


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    """Each word of a text that is not denied, with the next word of some length."""
    said = words(text)
    return frozenset(Counter((word, _next(said, n)) for n, word in enumerate(said)) - _denied(text))


def _next(said: Sequence[str], n: int) -> str:
    return next((word for word in said[n + 1 :] if len(word) >= SUBJECT_LETTERS and word not in _MARKS), "")
