"""Words that no document and no other test holds."""

from __future__ import annotations

from uuid import uuid4

_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def coined(length: int = 32) -> str:
    """A word of its own, of letters only: a run of digits in a question may be taken for someone's number and hidden.

    Args:
        length: In letters, 32 at most.
    """
    return uuid4().hex[:length].translate(_LETTERS)
