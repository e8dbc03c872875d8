"""A limit holds in any span of its length, says when to come back, and forgets those who came once."""

import weakref
from time import sleep, time

import pytest

from domain.errors import TooManyRequests
from runtime.throttle import Throttle

WHAT = "trop d'essais"


def test_what_is_left_is_told_and_one_too_many_is_refused_with_the_wait() -> None:
    throttle = Throttle("3/minute")

    left = [throttle.count("claire", WHAT).remaining for _ in range(3)]
    with pytest.raises(TooManyRequests, match="trop d'essais : 3 au plus en 60 secondes") as refused:
        throttle.count("claire", WHAT)

    assert left == [2, 1, 0]
    assert 55 < refused.value.retry_after <= 60
    assert throttle.count("paul", WHAT).remaining == 2


def test_holding_counts_nothing() -> None:
    throttle = Throttle("1/minute")

    for _ in range(3):
        throttle.hold("claire", WHAT)
    throttle.count("claire", WHAT)

    with pytest.raises(TooManyRequests):
        throttle.hold("claire", WHAT)


def test_no_more_pass_where_two_spans_of_the_clock_meet() -> None:
    throttle = Throttle("5/2second")
    sleep(2 - time() % 2 - 0.2)
    for _ in range(5):
        throttle.count("claire", WHAT)

    sleep(0.3)

    with pytest.raises(TooManyRequests):
        throttle.count("claire", WHAT)


def test_after_the_span_one_may_act_again_and_who_came_once_is_forgotten() -> None:
    class Name(str):  # a plain one cannot be watched
        pass

    throttle, once = Throttle("1/second"), Name("passant")
    throttle.count("claire", WHAT)
    throttle.count(once, WHAT)
    watched = weakref.ref(once)
    del once

    sleep(1.1)
    throttle.count("claire", WHAT)

    assert watched() is None
