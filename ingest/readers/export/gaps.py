"""The gaps of an export: between two tails stand a résumé, the next title and the next body, unmarked.

A gap is read from both sides. From the left, the résumé repeats the body of its own resource (known
from the gap before): where the repetition ends, the résumé ends. From the right, the next resource's
résumé (after the next tail) repeats the next body: where the repetition starts, the body starts, and
the title is the line before. The boundary is sure when both sides meet. Otherwise it is in doubt, and
the resources on both sides are kept private:

- a side that cannot be read (no body, no résumé) is replaced by the shape's usual order only where no
  private text could slip into a public resource;
- lines that neither side explains may come from a private resource whose tail is damaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.alignment import Rules, align
from ingest.readers.export.lines import Line, memoised
from ingest.readers.export.tails import marker

MAX_TITLE_CHARS = 300
MIN_SENTENCE_CHARS = 40
MIN_WITNESS_CHARS = 30  # of repeated text, before a body is taken as found
MIN_TITLE_COVERAGE = 0.4
"""Share of its words that a title repeats in its text, where nothing else tells it from the text before."""
MIN_SURE_TITLE_COVERAGE = 0.2
"""The same where both sides agree on its place; under it, it may be the title of a resource torn away."""
_STEM_CHARS = 7
_MIN_CONTENT_CHARS = 4

# A line of its own inside a résumé is an edit; two in a row may be the start of another resource.
_FROM_LEFT = Rules(cost_first=1.0, cost_second=0.05, run_first=1)
_FROM_RIGHT = Rules(run_first=2, run_second=2, free_start=True)


@dataclass(frozen=True, slots=True)
class Side:
    """A resource next to a gap: its flag, and the lines known to be its own (body, or what follows its tail).

    `has_resume` is False when nothing but the next title and body follows the tail.
    """

    private: bool
    lines: tuple[Line, ...]
    has_resume: bool = True


@dataclass(frozen=True, slots=True)
class Cut:
    """In a gap: résumé = [0, title), title, body = [title + 1, end). Sides in doubt must be private."""

    title: int
    left_doubtful: bool = False
    right_doubtful: bool = False


def cut_gap(gap: Sequence[Line], left: Side | None, right: Side) -> Cut:
    """Where the title stands in the gap before a tail.

    Args:
        gap: the lines between two tails.
        left: the resource before the gap, with its body (may be empty); None before the first resource,
            where a site's banner may stand instead.
        right: the resource after, with the lines that follow its tail, up to the next tail.
    """
    if not gap:
        return Cut(0, left_doubtful=True, right_doubtful=True)
    cut = _first_cut(gap, right) if left is None else _cut_between(gap, left, right)
    own = (*gap[cut.title + 1 :], *right.lines)
    if _coverage(gap[cut.title], own) < MIN_SURE_TITLE_COVERAGE:
        return replace(cut, right_doubtful=True)
    return cut


def starts_with_title(gap: Sequence[Line], following: Sequence[Line]) -> bool:
    """Whether a gap holds no résumé: it is empty, a single title, or a title then the body that `following` repeats."""
    return len(gap) <= 1 or _start_of_body(gap, following) == 1


def leftover(gap: Sequence[Line], left: Side) -> bool:
    """Whether, after the last tail, lines follow that the last résumé does not explain."""
    end = _end_of_resume(gap, left.lines)
    if end is None or end == len(gap):
        return False
    return not (end == len(gap) - 1 and _is_afterthought(gap, left.lines))


def _first_cut(gap: Sequence[Line], right: Side) -> Cut:
    start = _start_of_body(gap, right.lines)
    if start is not None:
        title = max(0, _titles_above(gap, start - 1))
        return Cut(title, right_doubtful=title > 1 or start == 0)
    if len(gap) == 1:
        return Cut(0)
    banner = _reads_as_title(gap[0]) and _reads_as_title(gap[1])
    # A body that nothing repeats may be that of another resource, whose tail is missing.
    return Cut(int(banner), right_doubtful=len(gap) > 2 + int(banner) and right.has_resume)


def _cut_between(gap: Sequence[Line], left: Side, right: Side) -> Cut:
    end = _end_of_resume(gap, left.lines)
    start = _start_of_body(gap, right.lines)
    if _stray_marker(gap, left.lines, right.lines):
        title = start - 1 if start else len(gap) - 1 if end is None else end
        return Cut(min(title, len(gap) - 1), left_doubtful=True, right_doubtful=True)
    if start is not None and end is not None and start < end:
        start = None  # words that both résumés share; the left side reads every line, it is the better witness
    if start is not None:
        return _cut_before_body(gap, left, right, end, start)
    return _cut_without_body(gap, left, right, end)


def _cut_before_body(gap: Sequence[Line], left: Side, right: Side, end: int | None, start: int) -> Cut:
    title = _titles_above(gap, start - 1)
    if end is not None and end == start:  # the next résumé repeats its title too
        title = start
    if title < 0:
        return Cut(0, left_doubtful=True, right_doubtful=True)
    if end is not None:
        unsure = end != title and not (end + 1 == title and _is_afterthought(gap[:title], left.lines))
        return Cut(title, left_doubtful=unsure, right_doubtful=unsure)
    if not left.private:
        # The next body might start higher up: what stands before it would be in a public résumé.
        return Cut(title, left_doubtful=right.private)
    if _is_title_of(gap[title], (*gap[start:], *right.lines), gap[:title]):
        return Cut(title)
    repeated = gap[start].words == right.lines[0].words
    if repeated and _is_title_of(gap[start], (*gap[start + 1 :], *right.lines[1:]), gap[:start]):
        return Cut(start)  # the next résumé starts with its own title
    return Cut(title, right_doubtful=True)


def _cut_without_body(gap: Sequence[Line], left: Side, right: Side, end: int | None) -> Cut:
    """The next resource has no body, or none that its résumé repeats."""
    last = len(gap) - 1
    if end is None:
        if left.private and not right.private:
            sure = right.has_resume and _is_title_of(gap[last], right.lines, gap[:last])
            return Cut(last, right_doubtful=not sure)
        return Cut(last, left_doubtful=right.private)
    if end > last:
        return Cut(last, left_doubtful=True, right_doubtful=True)
    if end == last - 1 and _is_afterthought(gap[:last], left.lines) and _reads_as_title(gap[last]):
        return Cut(last)
    complete = _is_repeated_to_the_end(gap[:end], left.lines)
    # A body that nothing repeats is taken on trust only if its résumé is plainly missing.
    read = end == last or (complete and _reads_as_title(gap[end]) and not right.has_resume)
    return Cut(end, left_doubtful=end < last and not complete, right_doubtful=not read)


def _end_of_resume(gap: Sequence[Line], body: Sequence[Line]) -> int | None:
    """How many lines of the gap repeat the body, in order, from the gap's start; None without a body."""
    if not body:
        return None
    reach = gap[: 2 * len(body) + 1]
    pairs = align(len(reach), len(body), memoised(reach, body), _FROM_LEFT)
    return pairs[-1][0] + 1 if pairs else 0


def _is_repeated_to_the_end(resume: Sequence[Line], body: Sequence[Line]) -> bool:
    pairs = align(len(resume), len(body), memoised(resume, body), _FROM_LEFT)
    return bool(pairs) and pairs[-1][1] == len(body) - 1


def _is_afterthought(resume: Sequence[Line], body: Sequence[Line]) -> bool:
    """Whether a résumé says all of its body, then one sentence more.

    Another resource, its tail lost, would show two lines at least: its title, which is no sentence, and its text.
    """
    last = resume[-1].text
    return len(last) >= MIN_SENTENCE_CHARS and last.endswith(".") and _is_repeated_to_the_end(resume[:-1], body)


def _start_of_body(gap: Sequence[Line], resume: Sequence[Line]) -> int | None:
    """First line of the gap that the résumé's start repeats; None when too little of it is repeated."""
    head = resume[: 2 * len(gap) + 1]
    pairs = align(len(head), len(gap), memoised(head, gap), _FROM_RIGHT)
    if not pairs:
        return None
    start = pairs[0][1]
    witness = sum(len(gap[j].text) for _, j in pairs)
    return start if witness >= MIN_WITNESS_CHARS or len(pairs) == len(gap) - start else None


def _titles_above(gap: Sequence[Line], title: int) -> int:
    """The first of the equal lines that end at `title`: a title may be repeated on top of its body."""
    while title > 0 and gap[title - 1].words == gap[title].words:
        title -= 1
    return title


def _stray_marker(gap: Sequence[Line], body: Sequence[Line], resume: Sequence[Line]) -> bool:
    """Whether a field's name stands alone in the gap and is not a heading that body and résumé share."""
    strays = {line.words for line in gap if marker(line) is not None}
    return not strays <= {line.words for line in (*body, *resume)}


def _reads_as_title(line: Line) -> bool:
    text = line.text
    return len(text) <= MAX_TITLE_CHARS and not text.endswith((".", ";", ":", ",", "…")) and not text.startswith("•")


def _is_title_of(title: Line, own: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether a line is the title of `own` rather than the last line of `other`: whose words does it share?"""
    stems, mine, theirs = _stems([title]), _stems(own), _stems(other)
    shares = len(stems & mine - theirs) > len(stems & theirs - mine)
    return _reads_as_title(title) and shares and _coverage(title, own) >= MIN_TITLE_COVERAGE


def _coverage(title: Line, text: Sequence[Line]) -> float:
    """Share of the title's words that the text holds, 0..1; 1 for a title without any."""
    stems = _stems([title])
    return len(stems & _stems(text)) / len(stems) if stems else 1.0


def _stems(lines: Sequence[Line]) -> set[str]:
    return {word[:_STEM_CHARS] for line in lines for word in line.words if len(word) >= _MIN_CONTENT_CHARS}
