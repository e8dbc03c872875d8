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

FIRST_NAMES = frozenset(lists.FIRST_NAMES.split())
_FIRST_NAMES_AND_WORDS = frozenset(lists.FIRST_NAMES_AND_WORDS.split())
_SURNAMES = frozenset(lists.SURNAMES.split())
_NO_NAME = frozenset(f"{lists.CIVIL} {lists.PUBLIC} {lists.REGIONS}".split())

# Shares of all the words that French says.
_COMMON = 10**-4.4  # Zipf 4.6
_USUAL = 10**-4.7  # Zipf 4.3
_SAID = 10**-6.6  # Zipf 2.4
_KNOWN = 10**-8  # Zipf 1
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
def _usage() -> dict[str, float]:
    """How often French says a word, by its folded form: the most of those that fold alike."""
    usage: dict[str, float] = {}
    for word, often in get_frequency_dict("fr").items():
        key = word if word.isascii() else word.translate(_UNACCENTED)
        if often > usage.get(key, 0.0):
            usage[key] = often
    return usage


@lru_cache(maxsize=20_000)
def is_first_name(word: str) -> bool:
    """Whether a word, or the first part of a double one, is a usual first name, as it is written."""
    said, double, _ = fold(word).partition("-")
    return said in FIRST_NAMES and not (word[:1].islower() and not double and said in _FIRST_NAMES_AND_WORDS)


def is_usual_name(word: str) -> bool:
    """Whether a word is a usual first name or surname, whatever else it says."""
    return is_first_name(word) or fold(word) in _SURNAMES


def is_said(word: str) -> bool:
    """Whether French says a word at all: a town's name, if no one's, that is known."""
    return _usage().get(fold(word), 0.0) >= _SAID


def is_common(word: str) -> bool:
    """Whether a word is among the two thousand that French says most."""
    return _usage().get(fold(word), 0.0) >= _COMMON


@lru_cache(maxsize=20_000)
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
    usage = _usage()
    often = usage.get(said, 0.0)
    if often >= _USUAL or any(usage.get(form, 0.0) > often * _FAMILY for form in _family(said) if often):
        return True
    return word.islower() and any(usage.get(form, 0.0) > _KNOWN for form in _infinitives(said))


def _family(word: str) -> set[str]:
    """The plural, the feminine and other forms that an ordinary word has, and a name has not."""
    longer = {f"{word}s", f"{word}e", f"{word}es"}
    return longer | {word.removesuffix(end) for end in _FORMS if word.endswith(end)}


def _infinitives(word: str) -> set[str]:
    """What a word would be a form of, were it a verb's."""
    stems = {word.removesuffix(end) for end in _CONJUGATED if word.endswith(end) and len(word) > len(end) + 2}
    return {f"{stem}{end}" for stem in stems for end in ("er", "ir", "re", "tre")}
