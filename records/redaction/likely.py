"""Names that no pattern announces: each word's chance to be one, by what it may be and by the words around it.

A linear model: what is seen of a word (`seen`) each has a weight; their sum, the log-odds that the word is of a name,
is compared to a threshold. `python -m bench.name_weights` learns the weights from questions, the names drawn anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from domain.text import fold
from records.redaction import lists
from records.redaction.known import NOBODY, known_as
from records.redaction.words import is_first_name, is_ordinary, is_public, is_usual_name, usage

WEIGHTS = Path(__file__).with_name("weights.json")
_TOKEN = re.compile(r"\[[^\]\n]*\]|[^\W\d_](?:[\w'’-]*\w)?|\d[\d.,/]*|[^\w\s]|\n")
_PARTICLES = frozenset(lists.PARTICLES.split())
_CALLED = frozenset(lists.CALLED.split())
_WORDS_TOO = frozenset(lists.FIRST_NAMES_AND_WORDS.split())
_PLACED = frozenset(lists.PLACED.split())
_LONGEST = 40  # characters of a name
_LOUD = 0.5  # of the words
_TOWN = 4  # how often French says it
# What is between two words of a name, and before one.
_LINK = re.compile(r" (?:(?:[Vv]an|[Dd]e[nr]?|[Ll]e|[Ll]a|[Bb]en|[Ee]l|[Vv]on|d['’]) ?){0,2}")
_BEFORE_IT = re.compile(
    r"(?:(?<=\[nom\] )|(?<![^\W_]))"
    r"((?:[Vv]an|[Vv]on|[Bb]en|[Oo]uld|[Aa]ït|[Mm]ac|[Ee]l|(?<=\[nom\] )(?:L[ea]|D[eu])) )\Z"
)
_EDGE = "|"
_ELIDED = "ldjns"
_COMMON = 4  # how often French says a word to take it for one whose apostrophe is missing
_WORDY = 3  # how often French says a common noun
_ARTICLES = frozenset(("le", "la", "les", "un", "une", "du", "des", "au", "aux", "ce", "cet", "cette"))
_CLUBS = frozenset(
    ("foot", "football", "fc", "sport", "sports", "basket", "rugby", "judo", "tennis", "handball", "cyclo")
)
_OF = frozenset(("de", "du", "des", "d", "le", "la", "les"))
_GOVERNED = frozenset(lists.GOVERNED.split())


class Word(NamedTuple):
    """A token, what it may be alone, and the key by which others see it."""

    text: str
    start: int
    end: int
    key: str
    kind: str
    own: tuple[str, ...]
    candidate: bool
    often: int


def likely(text: str) -> list[tuple[int, int]]:
    """Where words that are likely a name are, runs of them together."""
    found: list[tuple[int, int]] = []
    for start, end in _likely_words(text):
        if found and _LINK.fullmatch(text, found[-1][1], start):
            found[-1] = (found[-1][0], end)
        elif particle := _BEFORE_IT.search(text, max(0, start - 12), start):
            found.append((particle.start(1), end))
        else:
            found.append((start, end))
    return found


def _likely_words(text: str) -> Iterator[tuple[int, int]]:
    words = read(text)
    candidates = [at for at, word in enumerate(words) if word.candidate and not _is_called(words, at)]
    if not candidates:
        return
    weights, threshold = _weights()
    loud = how_loud(words)
    for index in candidates:
        if sum(weights.get(one, 0) for one in seen(words, index, loud)) > threshold:
            yield words[index].start, words[index].end


@cache
def _weights() -> tuple[dict[str, int], int]:
    told = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return told["weights"], told["threshold"]


def read(text: str) -> list[Word]:
    """The words, numbers and signs of a text, in order."""
    return [Word(found[0], found.start(), found.end(), *_alone(found[0])) for found in _TOKEN.finditer(text)]


def how_loud(words: Sequence[Word]) -> str:
    """How a text uses capitals: all, none or some."""
    said = [word.text for word in words if word.kind[0] in "clu"]
    if sum(word.isupper() for word in said) > _LOUD * len(said):
        return "loud"
    return "some" if any(word[0].isupper() for word in said[1:]) else "none"


@lru_cache(maxsize=8_000)
def _alone(text: str) -> tuple[str, str, tuple[str, ...], bool, int]:
    """A token's key, kind, what is seen of it alone, if it may be a name, and how often French says it."""
    if text[0].isdigit() or len(text) > _LONGEST:
        return "#", "#", (), False, 0
    if not text[0].isalpha():
        return text, text if len(text) > 1 else "." if text in ".!?;:\n" else ",", (), False, 0
    key = _bare(fold(text))
    shape = "u" if text.isupper() and len(text) > 1 else "c" if text[0].isupper() else "l"
    if key in _PARTICLES and shape != "u":
        return key, f"{shape}P", (), False, 0
    code, often, ordinary = _code(key), _often(key), is_ordinary(text)
    surname, first_name, commune = code[0], code[1], code[2:]
    usual = "F" if is_first_name(text) else "S" if is_usual_name(text) else ""
    town = bool(commune) and often >= _TOWN
    kind = shape + (usual or ("O" if ordinary else "T" if town else "U" if code == NOBODY else "N"))
    own = (
        f"shape {shape}",
        f"size {shape}{min(len(text), 9 if shape == 'u' else 6)}",
        f"name {shape}{code}",
        f"surname {shape}{surname} {often}",
        f"first {shape}{first_name} {often}",
        f"town {shape}{commune} {often}",
        f"kind {kind} {often}",
        f"ordinary {shape}{ordinary:d} {surname}{first_name}",
        f"end {shape}{key[-3:]}",
        f"begin {kind}{key[:3]}",
        f"hyphen {shape}{'-' in key:d}{chr(39) in key:d}",
        f"called {shape}{key in _CALLED:d}",
    )
    may_be = bool(usual) or _may_be(shape, max(surname, first_name), often, ordinary=ordinary)
    return key, kind, own, may_be and not _is_no_name(text, key, shape), often


def _may_be(shape: str, borne: str, often: int, *, ordinary: bool) -> bool:
    """Whether a word that is no usual name may be one: how many bear it, against what else it says."""
    if ordinary:
        return shape != "l" and borne >= "3"
    return shape != "l" or borne >= "1" or often == 0


def _is_no_name(text: str, key: str, shape: str) -> bool:
    """Whether a word is never one: a town hall's, a small or a common one, or one without its apostrophe (lélu)."""
    if len(text) <= 2 or key in _PARTICLES or is_public(key) or any(map(str.isdigit, text)):
        return True
    return shape == "l" and (key in _WORDS_TOO or (key[0] in _ELIDED and _often(key[1:]) >= _COMMON))


def _bare(key: str) -> str:
    """A word without the article elided before it."""
    return key[2:] if key[:2] in ("l'", "d'") else key[3:] if key[:3] == "qu'" else key


def _code(key: str) -> str:
    """The code of a word, or the least known of a double one's parts."""
    code = known_as(key)
    if code != NOBODY or "-" not in key:
        return code
    parts = [known_as(part) for part in key.split("-") if part]
    return min(parts, key=lambda one: max(one[:2]), default=NOBODY)


def _often(key: str) -> int:
    """How often French says a word, from 0, never, to 7, always: powers of ten."""
    share = usage().get(key, 0.0)
    level = 0
    while share >= 10**-8 and level < 7:
        share /= 10
        level += 1
    return level


def seen(words: Sequence[Word], index: int, loud: str) -> Iterator[str]:
    """What is seen of a word: alone, then with the words before and after, up to two."""
    word = words[index]
    kind = word.kind
    before, before_kind = _at(words, index - 1)
    earlier, earlier_kind = _at(words, index - 2)
    after, after_kind = _at(words, index + 1)
    later, later_kind = _at(words, index + 2)
    ahead = _ahead(words, index)
    yield f"loud {loud} {kind}"
    yield f"ahead {ahead}"
    yield f"ahead {ahead} {kind}"
    yield f"called {ahead in _CALLED} {ahead in _PLACED} {kind}"
    yield from word.own
    yield f"< {before}"
    yield f"<w {before in _ARTICLES} {word.often} {kind}"
    yield f"< {before} {kind}"
    yield f"<< {earlier}"
    yield f"<< {earlier} {before}"
    yield f"> {after}"
    yield f"> {after} {kind}"
    yield f">> {later}"
    yield f">> {after} {later}"
    yield f"<k {before_kind} {kind}"
    yield f">k {kind} {after_kind}"
    yield f"<>k {before_kind} {kind} {after_kind}"
    yield f">>k {kind} {after_kind} {later_kind}"
    yield f"<<k {earlier_kind} {before_kind} {kind}"
    yield f">e {kind[0]} {after[-2:]}"
    yield f">>e {kind[0]} {later[-2:]}"
    yield f"<e {kind[0]} {before[-2:]}"


def _is_called(words: Sequence[Word], index: int) -> bool:
    """Whether a word is of the name of a place, a company or a law, or a common noun after its article."""
    word, (before, _) = words[index], _at(words, index - 1)
    if before in _ARTICLES and word.often >= _WORDY:
        return True
    if _at(words, index + 1)[0] in _CLUBS:
        return True
    if before in _OF and _at(words, index - 2)[0] in _GOVERNED:
        return True
    return _ahead(words, index) in _CALLED


def _ahead(words: Sequence[Word], index: int) -> str:
    """The word before the run of capitals, articles and particles that a word is in."""
    at = index - 1
    while at >= 0 and (words[at].kind[0] in "cu" or words[at].kind == "lP") and words[at].key not in _CALLED:
        at -= 1
    return words[at].key if at >= 0 else _EDGE


def _at(words: Sequence[Word], index: int) -> tuple[str, str]:
    return (words[index].key, words[index].kind) if 0 <= index < len(words) else (_EDGE, _EDGE)
