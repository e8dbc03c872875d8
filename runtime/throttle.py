"""How often something may be done. Counted in this process; rates are read by the `limits` library."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf
from threading import Lock
from time import monotonic

from cachetools import TTLCache
from limits import parse

from domain.errors import TooManyRequests


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit: `remaining` of `limit` in any `seconds`; one more is given back in `reset` seconds."""

    limit: int
    remaining: int
    reset: int
    seconds: int


class Throttle:
    """Lets each one act so many times in any span of so long. Safe from several threads.

    The library's own ways of counting were tried. Its sliding counter guesses from two windows, and lets one act too
    many through where they meet; its moving window is exact, and remembers for ever whoever came once.
    """

    def __init__(self, rate: str) -> None:
        """`rate` as the library writes it: « 5/5minutes »."""
        item = parse(rate)
        self._limit, self._span = item.amount, item.get_expiry()
        self._acts: TTLCache[str, tuple[float, ...]] = TTLCache(inf, ttl=self._span, timer=monotonic)
        self._counting = Lock()

    def count(self, who: str, what: str) -> Allowance:
        """Count one act.

        Raises:
            TooManyRequests: it is one too many, and is not counted; it says `what` was too much.
        """
        with self._counting:
            now = monotonic()
            acts = (*self._recent(who, what, now), now)
            self._acts[who] = acts
        return Allowance(self._limit, self._limit - len(acts), self._wait(acts[0], now), self._span)

    def hold(self, who: str, what: str) -> None:
        """Count nothing.

        Raises:
            TooManyRequests: as many acts as may be were counted; it says `what` was too much.
        """
        with self._counting:
            self._recent(who, what, monotonic())

    def _recent(self, who: str, what: str, now: float) -> tuple[float, ...]:
        """When `who` acted within the span, oldest first: fewer times than may be, or it raises."""
        recent = tuple(act for act in self._acts.get(who, ()) if now - act < self._span)
        if len(recent) >= self._limit:
            most = f"{self._limit} au plus en {self._span} secondes"
            raise TooManyRequests(f"{what} : {most}", self._wait(recent[0], now))
        return recent

    def _wait(self, oldest: float, now: float) -> int:
        """Seconds until the oldest act is forgotten, at least one."""
        return max(1, ceil(oldest + self._span - now))
