"""One value, bound or negation of a sentence changed, as a careless writer or a weak model would."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from assistant.guard import references
from assistant.values import find_stated
from domain.references import find_references

_DIGITS = re.compile(r"(?<![\w,.-])\d[\d \u00a0\u202f]*\d(?:,\d+)?|(?<![\w,.-])\d(?:,\d+)?")
_WORDS = {
    "deux": "trois", "trois": "quatre", "quatre": "cinq", "cinq": "six", "six": "sept", "sept": "huit", "huit": "neuf",
    "neuf": "dix", "dix": "onze", "douze": "treize", "quinze": "seize", "vingt": "trente", "trente": "quarante",
    "la moitié": "le quart", "un tiers": "deux tiers", "deux tiers": "un tiers",
}  # fmt: skip
_MONTHS = {"janvier": "mars", "avril": "mai", "juillet": "octobre", "octobre": "juillet", "décembre": "juin"}
_BOUNDS = {
    "au plus": "au moins", "au moins": "au plus", "moins de": "plus de", "plus de": "moins de",
    "au maximum": "au minimum", "jusqu'à": "au moins", "inférieur à": "supérieur à", "supérieur à": "inférieur à",
    "au-delà de": "en dessous de", "à partir de": "jusqu'à", "avant le": "après le",
}  # fmt: skip
_DENIED = re.compile(r"\b(?:ne |n['’])(?P<verb>[^\W\d_]+) (?P<mark>pas|plus|jamais)\b")
_CAN = re.compile(r"\b(?P<verb>peut|peuvent|doit|doivent)\b")


def mutations(sentence: str, cited: str) -> Iterator[tuple[str, str]]:
    """(kind, mutated sentence): every mutation that makes the sentence say what the cited text does not."""
    for kind, mutate in _MUTATORS.items():
        for mutated in mutate(sentence):
            if mutated != sentence and _says_more(kind, mutated, cited):
                yield kind, mutated


def _says_more(kind: str, mutated: str, cited: str) -> bool:
    """Whether the mutation made a new statement: 5 changed to 6 says nothing new where 6 stands too."""
    if kind == "bound":
        sides = {(s.value, s.bound) for s in find_stated(cited)}
        values = {value for value, _ in sides}
        flipped = {(s.value, s.bound) for s in find_stated(mutated) if s.bound} - sides
        return any(value in values and (value, None) not in sides for value, _ in flipped)
    if kind == "reference":
        return bool(references(mutated) - references(cited))
    return True


def _other_digits(sentence: str) -> Iterator[str]:
    chance = random.Random(sentence)
    inside = [found.span for found in find_references(sentence)]
    for match in _DIGITS.finditer(sentence):
        if any(span.start <= match.start() < span.end for span in inside):
            continue
        digits = list(match.group())
        places = [n for n, c in enumerate(digits) if c.isdigit()]
        place = chance.choice(places)
        digits[place] = chance.choice([d for d in "123456789" if d != digits[place]])
        yield sentence[: match.start()] + "".join(digits) + sentence[match.end() :]


def _other_reference(sentence: str) -> Iterator[str]:
    for found in find_references(sentence):
        text = sentence[found.span.start : found.span.end]
        match = re.search(r"\d+", text)
        if match:
            other = str(int(match.group()) + 1)
            yield (
                sentence[: found.span.start]
                + text[: match.start()]
                + other
                + text[match.end() :]
                + sentence[found.span.end :]
            )


def _swapped(pairs: dict[str, str]) -> Callable[[str], Iterator[str]]:
    def swap(sentence: str) -> Iterator[str]:
        for one, other in pairs.items():
            for match in re.finditer(rf"(?<![\w-]){one}(?![\w-])", sentence):
                yield sentence[: match.start()] + other + sentence[match.end() :]

    return swap


def _affirmed(sentence: str) -> Iterator[str]:
    for match in _DENIED.finditer(sentence):
        yield sentence[: match.start()] + match["verb"] + sentence[match.end() :]


def _denied(sentence: str) -> Iterator[str]:
    for match in _CAN.finditer(sentence):
        if not re.search(r"\bn(?:e |['’])$", sentence[: match.start()]):
            yield f"{sentence[: match.start()]}ne {match['verb']} pas{sentence[match.end() :]}"


_MUTATORS: dict[str, Callable[[str], Iterator[str]]] = {
    "number": _other_digits,
    "word": _swapped(_WORDS),
    "date": _swapped(_MONTHS),
    "reference": _other_reference,
    "bound": _swapped(_BOUNDS),
    "affirmed": _affirmed,
    "denied": _denied,
}
