"""How far a person's name goes: the words that a cue announces, or that say so by themselves, one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from domain.text import fold
from records.redaction import lists
from records.redaction.words import is_acronym, is_common, is_first_name, is_ordinary, is_usual_name

_PARTICLES = frozenset(lists.PARTICLES.split())
_CALLED = frozenset(lists.CALLED.split())
_PLACED = _CALLED.union(lists.PLACED.split())
_ARTICLES = frozenset(lists.ARTICLES.split())
_OF_TIMES = frozenset(lists.FIRST_NAMES_OF_TIMES.split())
_OF_PLACES = frozenset(lists.FIRST_NAMES_OF_PLACES.split())
_MOST_WORDS = 6
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def is_particle(word: str) -> bool:
    """Whether a word comes before a surname: `le`, `de`, `ben`."""
    return word.lower().rstrip("'’") in _PARTICLES


def may_name(word: str) -> bool:
    """Whether a word, once announced, is someone's name: it is not one that French or a town hall uses."""
    if word.isupper() and (len(word) <= 4 or is_acronym(word)):
        return is_usual_name(word)
    return is_usual_name(word) or not is_ordinary(word)


def taken(words: Sequence[str]) -> int:
    """How many of these words are a name, from the first one."""
    count, before = 0, ""
    for index, word in enumerate(words):
        if is_particle(word) or len(word.rstrip(".")) == 1:
            if is_first_name(before) and word.isupper() and not is_particle(word):
                count = index + 1  # Paul D.
        elif may_name(word) or _goes_on(word, before, bool(count)):
            count = index + 1
        else:
            break
        before = word
    return count


def _goes_on(word: str, before: str, named: bool) -> bool:
    """Whether a word that may be ordinary is a name after the one before: Paul Boulanger, LE BEC."""
    if word.istitle() and named:
        return is_first_name(before) or not is_common(word)
    return before.isupper() and is_particle(before) and not is_common(word)


def signs(words: Sequence[str]) -> bool:
    """Whether these words, alone at the end of a text, are someone: a first name, with or without a surname."""
    if not is_first_name(words[0].title()):
        return False
    return len(words) == 1 or may_name(words[-1])


def people(text: str) -> list[tuple[int, int]]:
    """Where a usual first name and a surname are, or two capitalised words that French does not know."""
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
    loud = 2 * sum(word.isupper() for word, _, _ in words) > len(words)
    firsts = [is_first_name(word) for word, _, _ in words]
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(words):
        length = 0
        if any(firsts[index : index + 2]) or (words[index][0][0].isupper() and not loud):
            length = _person(_run(text, words[index : index + _MOST_WORDS]), _before(text, words, index), loud)
        if length > 0:
            found.append((words[index][1], words[index + length - 1][2]))
        index += abs(length) or 1
    return found


def _run(text: str, words: Sequence[tuple[str, int, int]]) -> list[str]:
    """The words that follow the first one, with nothing but a space between: with a capital, if it has one."""
    capital = words[0][0][0].isupper()
    run = [words[0][0]]
    for (_, _, end), (word, start, _) in pairwise(words):
        if text[end:start] != " " or not (is_particle(word) or not capital or word[0].isupper()):
            break
        run.append(word)
    return run


def _before(text: str, words: Sequence[tuple[str, int, int]], index: int) -> str:
    """The word before, folded; none if a stop or a comma is between."""
    if not index or text[words[index - 1][2] : words[index][1]] not in (" ", ' "', " «", " « "):
        return ""
    before = fold(words[index - 1][0]).removeprefix("l'").removeprefix("d'")
    elected = before.startswith("municipa") and index > 1 and fold(words[index - 2][0]).startswith("conseill")
    return "" if elected else before


def _person(run: Sequence[str], before: str, loud: bool) -> int:
    """How many words of a run are a person that nothing announces; none most of the time.

    Less than none: they are the name of a school, of a street.
    """
    word, other = run[0], run[1] if len(run) > 1 else ""
    if is_first_name(word) or (is_first_name(other) and _reversed(word, other)):
        length = taken(run)
        if before in _CALLED:
            return -length
        return length if length > 1 or _alone(word, before, run) else 0
    if not loud and before not in _PLACED and other and _unknown(word) and _unknown(other):
        return taken(run)
    return 0


def _alone(word: str, before: str, run: Sequence[str]) -> bool:
    """Whether a first name is someone's without a surname: it says nothing else, and no title goes on."""
    if len(run) > 1 and not is_particle(run[1]):
        return False
    if not word.istitle() or len(word) < 3 or fold(word) in _OF_PLACES or before in _ARTICLES:
        return False
    return is_first_name(word.lower()) or (before != "" and fold(word) not in _OF_TIMES)


def _reversed(word: str, other: str) -> bool:
    """Whether a word is the surname said before a first name."""
    alike = other[0].isupper() is word[0].isupper()
    return alike and len(word) > 3 and not is_particle(word) and not is_ordinary(word)


def _unknown(word: str) -> bool:
    return len(word) > 2 and word[0].isupper() and not word.isupper() and may_name(word) and not is_particle(word)
