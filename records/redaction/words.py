"""What a word of a question is: a first name, a surname, an ordinary French word, or none that French knows.

How usual a word is comes from wordfreq's French list, read without its accents: it takes about a second at first use. A
word that is rare there, and whose plural or feminine is not there either, is no ordinary word: it may be a name.
Words are compared folded (`domain.text.fold`).
"""

from __future__ import annotations

from functools import cache, lru_cache

from wordfreq import get_frequency_dict

from domain.text import fold
from records.redaction import lists
from records.redaction.known import NOBODY, known_as

FIRST_NAMES = frozenset(lists.FIRST_NAMES.split())
_FIRST_NAMES_AND_WORDS = frozenset(lists.FIRST_NAMES_AND_WORDS.split())
_SURNAMES = frozenset(lists.SURNAMES.split())
_NO_NAME = frozenset(f"{lists.CIVIL} {lists.PUBLIC} {lists.FIRMS} {lists.REGIONS}".split())

# Shares of all the words that French says.
_COMMON = 10**-4.4  # Zipf 4.6
_USUAL = 10**-4.7  # Zipf 4.3
_SAID = 10**-6.6  # Zipf 2.4
_KNOWN = 10**-8  # Zipf 1
_RARE = 10**-6.4  # Zipf 2.6
_HEARD = 10**-5.5  # Zipf 3.5
_NAMED_FAMILY = 1 / 2  # the same of what is a surname too
_FAMILY = 1 / 1000  # of how often a word is said, its plural at least

_UNACCENTED = str.maketrans("àâäáãçéèêëíîïñóôöõúùûüÿ", "aaaaaceeeeiiinoooouuuuy") | {ord("œ"): "oe", ord("æ"): "ae"}
_ELIDED = frozenset(("l", "d", "n", "m", "s", "t", "j", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"))
_SAINTS = frozenset(("saint", "sainte", "st", "ste"))
_IN_PLACES = _SAINTS.union(
    ("sur", "sous", "en", "les", "lez", "la", "le", "de", "des", "du", "aux", "au", "et", "d", "l")
)
_FORMS = ("s", "e", "es", "x", "r", "re", "nt", "ment")
_CONJUGATED = (
    *("e", "es", "a", "ai", "ez", "ons", "ent", "ant", "ait", "aient", "era", "erez", "erait"),
    *("t", "it", "is", "ira", "issent", "issait"),
)


@cache
def usage() -> dict[str, float]:
    """How often French says a word, by its folded form: the most of those that fold alike."""
    often_said: dict[str, float] = {}
    for word, often in get_frequency_dict("fr").items():
        key = word if word.isascii() else word.translate(_UNACCENTED)
        if often > often_said.get(key, 0.0):
            often_said[key] = often
    return often_said


@lru_cache(maxsize=8_000)
def is_first_name(word: str) -> bool:
    """Whether a word, or the first part of a double one, is a usual first name, as it is written."""
    said, double, _ = fold(word).partition("-")
    return said in FIRST_NAMES and not (word[:1].islower() and not double and said in _FIRST_NAMES_AND_WORDS)


def is_usual_name(word: str) -> bool:
    """Whether a word is a usual first name or surname, whatever else it says."""
    return is_first_name(word) or fold(word) in _SURNAMES


def is_public(word: str) -> bool:
    """Whether a folded word is a town hall's, a company's, a law's or a region's: no one's."""
    return word in _NO_NAME


def is_said(word: str) -> bool:
    """Whether French says a word at all: a town's name, if no one's, that is known."""
    return usage().get(fold(word), 0.0) >= _SAID


def is_surname(word: str) -> bool:
    """Whether a word is someone's surname, in the State's lists, and French does not say it otherwise."""
    said = fold(word)
    return known_as(said) >= "1" and not is_common(said) and (said in _SURNAMES or not is_ordinary(word))


def is_acronym(word: str) -> bool:
    """Whether five or six letters in capitals are no one's name: many that are have been counted."""
    return len(word) <= 6 and known_as(fold(word)) == NOBODY and word.isalpha()


def is_common(word: str) -> bool:
    """Whether a word is among the two thousand that French says most."""
    return usage().get(fold(word), 0.0) >= _COMMON


@lru_cache(maxsize=8_000)
def is_ordinary(word: str) -> bool:
    """Whether a word, capital or not, is one that French or a town hall uses, and no usual name.

    A double word is ordinary if all its parts are, and a place that begins with Saint is no one's name either.
    """
    said = fold(word).rstrip("'-")
    elided, apostrophe, bare = said.partition("'")
    if apostrophe and elided in _ELIDED:
        return elided not in ("l", "d") or is_ordinary(bare)
    first, *others = said.split("-")
    if others:
        place = first in _SAINTS or not _IN_PLACES.isdisjoint(others[:-1])
        return place or all(is_ordinary(part) for part in (first, *others) if part)
    if said in _NO_NAME:
        return True
    if said in FIRST_NAMES or said in _SURNAMES:
        return False
    often = usage().get(said, 0.0)
    if often >= _USUAL or (often and _has_family(said, often)):
        return True
    return word.islower() and any(usage().get(form, 0.0) > _KNOWN for form in _infinitives(said))


def _has_family(word: str, often: float) -> bool:
    """Whether French says other forms of a word, as it does of an ordinary one: the more so if it is a surname too."""
    family = max(usage().get(form, 0.0) for form in _family(word))
    return family > often * (_NAMED_FAMILY if _is_rather_a_name(word, often) else _FAMILY)


def _is_rather_a_name(word: str, often: float) -> bool:
    """Whether a word is known as a surname more than as a word: the more bear it, the more French may say it."""
    borne = known_as(word)[0]
    return (borne >= "2" and often < _RARE) or (borne == "4" and often < _HEARD)


def _family(word: str) -> set[str]:
    """The plural, the feminine and other forms that an ordinary word has, and a name has not."""
    longer = {f"{word}s", f"{word}e", f"{word}es"}
    if word.endswith("au"):
        longer.add(f"{word}x")
    elif word.endswith("eux"):
        longer.add(f"{word[:-1]}se")
    return longer | {word.removesuffix(end) for end in _FORMS if word.endswith(end)}


def _infinitives(word: str) -> set[str]:
    """What a word would be a form of, were it a verb's."""
    stems = {word.removesuffix(end) for end in _CONJUGATED if word.endswith(end) and len(word) > len(end) + 2}
    return {f"{stem}{end}" for stem in stems for end in ("er", "ir", "re", "tre")}
