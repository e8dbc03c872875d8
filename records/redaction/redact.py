"""Takes personal data out of a question before it is searched, written or logged.

No model: numbers and parcels by their shape (`patterns.py`), addresses (`addresses.py`), names by what
announces them (`names.py`) and by how usual their words are in French (`people.py`, `words.py`).
What an answer depends on stays: amounts, dates, articles, SIRET and the names of communes. Each is replaced by a word
in brackets: the question stays readable. How much is found is measured by `python -m bench.redaction`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import takewhile

from domain.text import normalise, plain_spaces
from records.redaction import addresses
from records.redaction import names as cues
from records.redaction import patterns as shapes
from records.redaction.homes import is_home
from records.redaction.likely import likely
from records.redaction.people import is_particle, people, signs, taken
from records.redaction.words import is_said, is_surname

# What a text must hold for something to be looked for in it, and what is looked for.
_SHAPES = (
    (shapes.MAIL_SIGN, shapes.MAIL),
    ("", shapes.SPELLED),
    (r"\d", shapes.NUMBERED + addresses.NUMBERED),
    (r"\d{5}", addresses.POSTED),
    (r"(?i:n[°o] ?|num[ée]ro |,? au )\d", addresses.NUMBERED_AFTER),
    (r"\d", tuple((label, rf"(?P<doubt>){pattern}") for label, pattern in shapes.DOUBTFUL)),
    ("", addresses.PLACES),
)
_NO_ONES = re.compile(shapes.NO_ONES)
_BEFORE = 80  # characters in which to look for what a number is of
_FIRST_OF_TWO = re.compile(r"(?!(?i:d[aeiu]|des|dos|la|les?|van|von|den|ben|el) )\S+ (?=\S)")
_BETWEEN = re.compile(r"( ?[,/] ?| et | ou | )")
_MOST_TIMES = 3


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled by the first question, not by the import: all take a second, and most commands read no question."""
    return re.compile(pattern)


def redacted(text: str) -> str:
    """The text, its characters and spaces made plain, without the personal data that a pattern knows.

    A name that one found is taken out wherever it is said again. What is left is read again: a name that was taken out
    may announce another.
    """
    return _until_it_stays(_without_shapes(_plain(text)), _once)


def by_rules(text: str) -> str:
    """The same without what is only likely a name: what the weights of `likely.py` are learnt on."""
    return _until_it_stays(_without_shapes(_plain(text)), _by_rules_once)


def _plain(text: str) -> str:
    return re.sub(r"[ \t\r]+", " ", plain_spaces(normalise(text))).replace(" \n", "\n")


def _until_it_stays(text: str, once: Callable[[str], str]) -> str:
    for _ in range(_MOST_TIMES):
        before, text = text, once(text)
        if text == before:
            break
    return text


def _once(text: str) -> str:
    text = _by_rules_once(text)
    found = likely(text)
    names = [text[start:end] for start, end in found]
    for start, end in reversed(found):
        text = f"{text[:start]}[nom]{text[end:]}"
    return _without(names, text) if names else text


def _by_rules_once(text: str) -> str:
    names: set[str] = set()
    for pattern in cues.PATTERNS:
        text = _compiled(pattern).sub(lambda found: _named(found, names), text)
    for start, end in reversed(people(text)):
        names.add(text[start:end])
        text = f"{text[:start]}[nom]{text[end:]}"
    for pattern in (cues.REST, cues.OTHER):
        text = _compiled(pattern).sub(lambda found: _named(found, names).replace("[nom] [nom]", "[nom]"), text)
    return _compiled(cues.BIRTH).sub(r"\g<kept>[date de naissance]", _without(names, text))


def _without_shapes(text: str) -> str:
    for needed, patterns in _SHAPES:
        if _compiled(needed).search(text):
            for label, pattern in patterns:
                text = _compiled(pattern).sub(partial(_shaped, label), text)
    return text


def _shaped(label: str, found: re.Match[str]) -> str:
    """The label, after what is kept; what was found, if it is no one's number (`doubt`) or home (`place`)."""
    told = found.groupdict()
    if "doubt" in told and _NO_ONES.search(found.string[max(0, found.start() - _BEFORE) : found.start()]):
        return found[0]
    if told.get("place") and not is_home(told["place"]):
        return found[0]
    kept = told.get("kept") or ""
    return kept if kept == f"[{label}]" else f"{kept}[{label}]"


def _named(found: re.Match[str], names: set[str]) -> str:
    """What a pattern of names found, without those that it holds, which join `names`."""
    told = found.groupdict()
    said = next((told[group] for group in ("name", "run", "rare", "more", "sign", "known") if told.get(group)), "")
    parts = _BETWEEN.split(said)
    count = _count(found, parts[::2])
    if not count:
        return found[0]
    gone, rest = "".join(parts[: 2 * count - 1]), "".join(parts[2 * count - 1 :])
    if gone[:1].isupper() or "'" in gone[:2]:
        names.update(re.split(r" ?[,/] ?| et | ou ", gone))
    return f"{told.get('kept') or ''}[nom]{rest}"


def _count(found: re.Match[str], words: list[str]) -> int:
    """How many words of what a pattern found are a name: see `names.py`."""
    told = found.groupdict()
    if told.get("run"):
        return taken(words)
    if told.get("rare"):
        count = taken(words)
        return 0 if count == 1 and is_said(words[0]) else count
    if told.get("known"):
        return is_surname(words[0])
    if told.get("sign"):
        return len(words) if signs(words) else 0
    if told.get("more") or (told.get("name") and len(words) > 2 and "".join(words).isupper()):
        return max(taken(words), 1 + sum(1 for _ in takewhile(is_particle, words)))
    return len(words)


def _without(names: Iterable[str], text: str) -> str:
    """The text without these names, whole or the surname alone, as they were written or in capitals."""
    surnames = {part for name in names for part in (name, _FIRST_OF_TWO.sub("", name, count=1))}
    forms = {form for one in surnames if len(one) > 2 for form in (one, one.title(), one.upper())}
    said = sorted((form for form in forms if form in text), key=len, reverse=True)
    if not said:
        return text
    return re.sub(rf"(?<![\w-])(?<!Saint )(?:{'|'.join(map(re.escape, said))})(?![\w-])", "[nom]", text)
