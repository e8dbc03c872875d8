"""Where a resource of the export begins: its title is not marked, so it is found by alignment.

Between two tails stand the former resource's summary, the next one's title and the next one's body.
A summary repeats its body. Hence two witnesses of the title's place:

- the next resource's own: its summary (which starts right after its tail) repeats its body, so the
  body starts where the summary's first line first stands, and the title is the line before;
- the former one's: its summary ends where the repetition of its body ends, and the title follows.

One witness is enough. With none, or two that disagree, the boundary is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from domain.text import fold

MIN_ALIKE_CHARS = 20  # shorter lines are alike only when equal
ALIKE_RATIO = 0.85
MIN_ALIGNED = 0.5  # share of a body's lines that its summary must repeat, in order
MAX_MISSES = 3  # lines in a row that a summary may have of its own
LOOK_AHEAD = 4  # body lines that a summary may skip at once


@dataclass(frozen=True, slots=True)
class Bounds:
    """In a segment's lines: the former summary is [0, title), the title is line `title`, the body [title + 1, end).

    `doubtful`: text before the title might belong to the resource after it, or the reverse.
    """

    title: int
    aligned: bool
    doubtful: bool


def find_bounds(
    segment: Sequence[str], summary: Sequence[str], former_body: Sequence[str], *, former_has_summary: bool
) -> Bounds:
    """Where the title stands in a segment.

    Args:
        segment: lines between two tails, at least one.
        summary: lines after this resource's tail (its summary, then other resources); empty when it has none.
        former_body: the former resource's body, empty when it has none or it is unknown.
        former_has_summary: whether a summary may stand at the segment's start.
    """
    own = _body_start(segment, summary)
    end, complete = _summary_end(segment, former_body) if former_has_summary else (0, True)
    if own is not None:
        title = own - 1
        agrees = end is None or end == title
        return Bounds(title, aligned=True, doubtful=not agrees)
    if end is not None and end < len(segment):
        alone = end == len(segment) - 1
        return Bounds(end, aligned=False, doubtful=not (complete or alone))
    return Bounds(len(segment) - 1, aligned=False, doubtful=len(segment) > 1)


def alike(one: str, other: str) -> bool:
    """Whether two lines say the same, one perhaps slightly edited or continued."""
    a, b = _folded(one), _folded(other)
    if a == b:
        return True
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) < MIN_ALIKE_CHARS:
        return False
    if longer.startswith(shorter.rstrip(" .!?…")):
        return True
    if 2 * len(shorter) < ALIKE_RATIO * (len(shorter) + len(longer)):  # the ratio's upper bound, before its cost
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.quick_ratio() >= ALIKE_RATIO and matcher.ratio() >= ALIKE_RATIO


def unexplained(segment: Sequence[str], former_body: Sequence[str], title: int) -> int:
    """How many lines stand between the end of the former summary's repetition and the title.

    A summary may end with a line of its own; more is text of unknown origin, such as a resource whose
    tail was lost.
    """
    end, _ = _summary_end(segment[:title], former_body)
    return title - end if end is not None else 0


@lru_cache(maxsize=20_000)
def _folded(line: str) -> str:
    return fold(line)


def _body_start(segment: Sequence[str], summary: Sequence[str]) -> int | None:
    """Where the body that the summary repeats starts; at least 1, since a title stands before it."""
    if not summary:
        return None
    starts = [n for n in range(1, len(segment)) if alike(segment[n], summary[0])]
    scored = [(_aligned_share(segment[n:], summary), n) for n in starts]
    # The best alignment; among equals the last one, which takes the least of what stands before.
    best = max(scored, default=(0.0, -1))
    return best[1] if best[0] >= MIN_ALIGNED else None


def _aligned_share(body: Sequence[str], summary: Sequence[str]) -> float:
    """Share of the body's lines that the summary repeats in order."""
    repeated = at = 0
    for line in body:
        found = next((n for n in range(at, min(at + LOOK_AHEAD, len(summary))) if alike(summary[n], line)), None)
        if found is not None:
            repeated, at = repeated + 1, found + 1
    return repeated / len(body)


def _summary_end(segment: Sequence[str], former_body: Sequence[str]) -> tuple[int | None, bool]:
    """Where the former resource's summary ends, and whether it repeats its body to the last line.

    (None, False) when nothing of it is recognised.
    """
    end, misses, at = 0, 0, 0
    for n, line in enumerate(segment):
        found = next(
            (k for k in range(at, min(at + LOOK_AHEAD, len(former_body))) if alike(former_body[k], line)), None
        )
        if found is None:
            misses += 1
            if misses >= MAX_MISSES:
                break
        else:
            end, misses, at = n + 1, 0, found + 1
            if at == len(former_body):
                break
    return (end, at == len(former_body)) if end else (None, False)
