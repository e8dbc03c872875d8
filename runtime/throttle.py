"""How often something may be done. Counted in this process, by the `limits` library."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from time import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from domain.errors import TooManyRequests


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit: `remaining` of `limit`, all of it again after `reset` seconds."""

    limit: int
    remaining: int
    reset: int
    seconds: int


class Throttle:
    """Lets each one act so many times in a sliding window. Safe from several threads.

    Counted by window and not by act: what is counted of those who stopped is forgotten with their window.
    """

    def __init__(self, rate: str) -> None:
        """`rate` as the library writes it: « 5/5minutes »."""
        self._item = parse(rate)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, who: str, what: str) -> Allowance:
        """Count one act.

        Raises:
            TooManyRequests: it is one too many; it says `what` was too much.
        """
        allowed = self._limiter.hit(self._item, who)
        window = self._limiter.get_window_stats(self._item, who)
        reset = max(1, ceil(window.reset_time - time()))
        if not allowed:
            raise TooManyRequests(f"{what} : {self._item.amount} au plus en {self._item.get_expiry()} secondes", reset)
        return Allowance(self._item.amount, window.remaining, reset, self._item.get_expiry())

    def hold(self, who: str, what: str) -> None:
        """Count nothing.

        Raises:
            TooManyRequests: as many acts as may be were counted; it says `what` was too much.
        """
        if not self._limiter.test(self._item, who):
            self.count(who, what)  # refused, and what is refused is not counted
