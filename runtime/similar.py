"""Questions that wait, those that ask nearly the same put together, so that staff read them as one.

Wording first (assistant/wording.py): two questions that ask for the same kind of thing, about the same collectivity,
with the same values and negations, and whose words differ by one at most. Their cosine next: it alone would put
« vendre » and « acheter » together, and a word left out may be the one that counts. Of the pairs of eval/validated,
82 % of the paraphrases are put together on dev (63 % by wording alone) and 5 % of the near misses, made to deceive;
52 % (33 %) and 1 % on test. Of 46 056 pairs of different questions of eval/cases, one.

Each question is held against those that stand for a group, never against its other members: a chain of small steps
leads from any question to any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np

from assistant.wording import Wording, keys
from domain.memo import Kept
from domain.ports import Vector

NEAR = 0.93
"""The cosine from which two such questions are put together: the best F1 on the dev pairs (precision 0.87)."""
KEPT = 10_000  # questions

Embed = Callable[[Sequence[str]], Sequence[Vector]]


class Similar:
    """Puts questions together. Safe from several threads."""

    def __init__(self, embed: Embed, *, near: float = NEAR) -> None:
        self._embed = embed
        self._near = near
        self._vectors: Kept[str, Vector] = Kept("waiting questions' vectors", KEPT)

    def groups(self, questions: Sequence[str]) -> tuple[int, ...]:
        """For each question, oldest first, the position of the one that stands for its group: its own for most.

        A question joins the nearest of the groups that it may join, the oldest of those as near; otherwise it stands
        for a group of its own. What comes later changes no group, so that one's id lasts as long as its first question.
        """
        close = _close([keys(question)[-1] for question in questions])
        vectors = self._vectors_of([questions[n] for n in sorted({*close, *chain.from_iterable(close.values())})])
        leaders: list[int] = []
        for n, asked in enumerate(questions):
            standing = [m for m in close.get(n, ()) if leaders[m] == m]
            cosines = [float(np.dot(vectors[asked], vectors[questions[m]])) for m in standing]
            nearest = max(cosines, default=-1.0)
            leaders.append(standing[cosines.index(nearest)] if nearest >= self._near else n)
        return tuple(leaders)

    def _vectors_of(self, questions: Sequence[str]) -> dict[str, Vector]:
        found, missing = self._vectors.among(questions)
        if missing:
            fresh = dict(zip(missing, self._embed(missing), strict=True))
            self._vectors.add(fresh)
            found |= fresh
        return found


def _close(wordings: Sequence[str | Wording]) -> dict[int, list[int]]:
    """The questions before each one that it may ask the same as, by their words; those that have any.

    Each is looked up by its words, with and without each of them, and never held against all the others: somebody may
    have asked ten thousand questions that have no answer.
    """
    whole: dict[object, list[int]] = {}
    lacking_one: dict[object, list[int]] = {}
    close: dict[int, list[int]] = {}
    for n, one in enumerate(wordings):
        if isinstance(one, str):  # without a word of its own, a question asks the same as none
            continue
        kind = (one.asks, one.kinds, one.facts, one.turns)
        mine = (kind, one.words)
        shorter = [(kind, one.words - {word}) for word in one.words if len(one.words) > 1]
        near = chain(*(whole.get(key, ()) for key in (mine, *shorter)), lacking_one.get(mine, ()))
        if found := sorted(near):
            close[n] = found
        whole.setdefault(mine, []).append(n)
        for key in shorter:
            lacking_one.setdefault(key, []).append(n)
    return close
