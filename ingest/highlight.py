"""Finds where a page shows the words of a quote, whatever the page did to them: hyphens, ligatures, columns, rows.

Only letters and digits are compared, folded (domain/text.py): a word cut at a line's end, a ligature, a space too many
are then the same letters. A quote that stands whole on the page is found at once. A row of a table, told as « heading :
cell ; heading : cell », is found cell by cell. Else the quote is covered by the longest stretches that the page holds,
each looked for left and right of the one before, and what is left between two of them is taken when it reads nearly
the same (a letter that OCR saw otherwise).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rapidfuzz.distance import Indel

from domain.text import fold
from domain.types import Span
from ingest.readers.pdf.sheet import Box
from ingest.render import PageWord, in_lines

MIN_ANCHOR = 20  # letters of the first stretch: fewer stand on any page
MIN_END_ANCHOR = 12  # of one that opens or ends the quote: it may run over a page break
MIN_STRETCH = 6  # of the next ones
SEED = 8  # letters by which a stretch is first looked for
NEARLY = 0.6  # likeness (0..1) of what stands between two stretches
MIN_WORD_SHARE = 0.5  # of a word's letters: below, a stretch only brushed it
MIN_CELLS = 2  # of a row, each with its heading

_BETWEEN_CELLS = re.compile(r"\s[:;]\s")  # see ingest/readers/tables.py


@dataclass(frozen=True, slots=True)
class Highlight:
    """Where a quote is seen on a page.

    `boxes` are fractions of the page (see PageWord), a line each; `words` the numbers of the words they cover;
    `covered` are spans of the quote's letters (as `letters_of` gives them), of which there are `letters`.
    """

    boxes: tuple[Box, ...]
    words: tuple[int, ...]
    covered: tuple[Span, ...]
    letters: int

    @property
    def share(self) -> float:
        """How much of the quote (0..1) the page shows."""
        return sum(span.end - span.start for span in self.covered) / self.letters if self.letters else 0.0


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Letters [start, start + length) of the quote stand at [at, at + of_page) of the page's."""

    start: int
    length: int
    at: int
    of_page: int


def letters_of(text: str) -> str:
    """The folded letters and digits of a text, without anything between them."""
    return "".join(c for c in fold(text) if c.isalnum())


def highlight(quote: str, words: Sequence[PageWord], *, before: str = "") -> Highlight:
    """Where these words show a quote; `before` is what comes before it, to tell one place from another like it."""
    wanted = letters_of(quote)
    keys = [letters_of(word.text) for word in words]
    page = "".join(keys)
    stretches = (
        _whole(wanted, page, letters_of(before))
        or _row([letters_of(part) for part in _BETWEEN_CELLS.split(quote)], keys)
        or _stretches(wanted, page)
    )
    chosen = _with_signs(_touched(stretches, keys), keys, quote)
    return Highlight(
        in_lines([words[n].box for n in chosen]),
        chosen,
        tuple(Span(one.start, one.start + one.length) for one in stretches),
        len(wanted),
    )


def _whole(wanted: str, page: str, before: str) -> tuple[_Stretch, ...]:
    """The quote as it stands whole on the page: of several places, the one that the same words lead to."""
    places = list(_places(wanted, page)) if wanted else []
    if not places:
        return ()
    at = max(places, key=lambda place: _common_end(page[:place], before))
    return (_Stretch(0, len(wanted), at, len(wanted)),)


def _row(parts: Sequence[str], keys: Sequence[str]) -> tuple[_Stretch, ...]:
    """The parts of a table's row (heading, cell, heading, cell…), when the page holds each of them in whole words.

    The cell that stands in the fewest places says where the row is; the others are the nearest to it, in their order.
    """
    if len(parts) < 2 * MIN_CELLS or not all(parts):
        return ()
    page, edges = "".join(keys), {0, *accumulate(len(key) for key in keys)}
    places = [[at for at in _places(part, page) if {at, at + len(part)} <= edges] for part in parts]
    if not all(places):
        return ()
    cells = range(1, len(parts), 2)
    anchor = min(cells, key=lambda n: (len(places[n]), -len(parts[n])))
    chosen = {anchor: places[anchor][0]}
    for n in cells[anchor // 2 + 1 :]:
        chosen[n] = _next(places[n], chosen[n - 2] + len(parts[n - 2]))
    for n in reversed(cells[: anchor // 2]):
        chosen[n] = -_next([-at - len(parts[n]) for at in places[n]], -chosen[n + 2]) - len(parts[n])
    taken = [(chosen[n], chosen[n] + len(parts[n])) for n in cells]
    for n in range(0, len(parts), 2):  # a heading stands in no cell of the row, unless it stands nowhere else
        free = [at for at in places[n] if not any(start <= at < end for start, end in taken)]
        chosen[n] = min(free or places[n], key=lambda at: abs(at - chosen[anchor]))
    starts = list(accumulate((len(part) for part in parts), initial=0))
    return tuple(_Stretch(starts[n], len(part), chosen[n], len(part)) for n, part in enumerate(parts))


def _next(places: Sequence[int], after: int) -> int:
    """The first place from another one on; the nearest when none follows."""
    return min(places, key=lambda at: (at < after, abs(at - after)))


def _stretches(wanted: str, page: str) -> tuple[_Stretch, ...]:
    first = _longest(wanted, page, Span(0, len(wanted)), near=None)
    if first is None or not _is_anchor(first, len(wanted)):
        return ()
    return tuple(sorted(_around(wanted, page, first), key=lambda one: one.start))


def _is_anchor(one: _Stretch, letters: int) -> bool:
    at_an_end = one.start == 0 or one.start + one.length == letters
    return one.length >= min(MIN_ANCHOR, 0.8 * letters) or (at_an_end and one.length >= MIN_END_ANCHOR)


def _around(wanted: str, page: str, first: _Stretch) -> list[_Stretch]:
    """The first stretch, and what covers the quote left and right of it."""
    found = [first]
    pending = [Span(0, first.start), Span(first.start + first.length, len(wanted))]
    while pending:
        span = pending.pop()
        if span.start >= span.end:
            continue
        near = min(found, key=lambda one: min(abs(one.start - span.end), abs(one.start + one.length - span.start)))
        other = _nearly(wanted, page, span, found) or _longest(wanted, page, span, near=near.at)
        if other is not None:
            found.append(other)
            pending += [Span(span.start, other.start), Span(other.start + other.length, span.end)]
    return found


def _nearly(wanted: str, page: str, span: Span, found: Sequence[_Stretch]) -> _Stretch | None:
    """What the page holds between the stretches on either side of a span, when it reads nearly as the span does."""
    left = next((one for one in found if one.start + one.length == span.start), None)
    right = next((one for one in found if one.start == span.end), None)
    if left is None or right is None:
        return None
    start, end = left.at + left.of_page, right.at
    if not 0 < end - start <= 2 * (span.end - span.start) + SEED:
        return None
    if Indel.normalized_similarity(wanted[span.start : span.end], page[start:end]) < NEARLY:
        return None
    return _Stretch(span.start, span.end - span.start, start, end - start)


def _longest(wanted: str, page: str, span: Span, *, near: int | None) -> _Stretch | None:
    """The longest run of the span's letters that the page holds; of equals, the nearest to a place of the page."""
    best: _Stretch | None = None
    seed = SEED if near is None else min(SEED, MIN_STRETCH, span.end - span.start)
    least = MIN_STRETCH if span.end - span.start >= MIN_STRETCH else span.end - span.start
    for start in range(span.start, span.end - seed + 1):
        for at in _places(wanted[start : start + seed], page):
            length = _common_start(wanted[start : span.end], page[at:])
            one = _Stretch(start, length, at, length)
            if length >= least and (best is None or _rank(one, near) > _rank(best, near)):
                best = one
    return best


def _rank(one: _Stretch, near: int | None) -> tuple[int, int]:
    return one.length, 0 if near is None else -abs(one.at - near)


def _places(part: str, page: str) -> Iterator[int]:
    at = page.find(part)
    while at >= 0:
        yield at
        at = page.find(part, at + 1)


def _common_start(one: str, other: str) -> int:
    length = min(len(one), len(other))
    return next((n for n in range(length) if one[n] != other[n]), length)


def _common_end(one: str, other: str) -> int:
    return _common_start(one[::-1], other[::-1])


def _touched(stretches: Sequence[_Stretch], keys: Sequence[str]) -> tuple[int, ...]:
    """The words of which the stretches hold enough, in the page's order."""
    held = [0] * len(keys)
    owners = [n for n, key in enumerate(keys) for _ in key]
    for one in stretches:
        for owner in owners[one.at : one.at + one.of_page]:
            held[owner] += 1
    return tuple(n for n, key in enumerate(keys) if key and held[n] >= MIN_WORD_SHARE * len(key))


def _with_signs(chosen: tuple[int, ...], keys: Sequence[str], quote: str) -> tuple[int, ...]:
    """The words with the signs alone (« € », « : ») that stand between two of them, or that the quote ends with."""
    among = set(chosen)
    for one, other in pairwise(chosen):
        if not any(keys[one + 1 : other]):
            among.update(range(one + 1, other))
    last = chosen[-1] + 1 if chosen else len(keys)
    if last < len(keys) and not keys[last] and not letters_of(quote.rsplit(maxsplit=1)[-1]):
        among.add(last)
    return tuple(sorted(among))
