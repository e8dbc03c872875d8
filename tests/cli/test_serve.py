"""What `guichet serve` does beside answering."""

from __future__ import annotations

import logging
from threading import Event

import pytest

from cli import serve


@pytest.mark.parametrize("trouble", [OSError("plein"), RuntimeError("un bogue"), ZeroDivisionError()])
def test_a_purge_that_fails_is_tried_again_the_next_day(
    trouble: Exception, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = Event()
    days: list[int] = []

    def purge() -> None:
        days.append(len(days))
        if len(days) == 1:
            raise trouble
        stopped.set()

    monkeypatch.setattr(serve, "DAY_SECONDS", 0.01)
    with caplog.at_level(logging.ERROR):
        serve.daily(purge, stopped)

    assert days == [0, 1]
    [told] = caplog.records
    assert told.exc_info is not None
    assert told.exc_info[1] is trouble


def test_the_daily_purge_ends_with_the_service() -> None:
    stopped = Event()
    serve.daily(stopped.set, stopped)
