"""Validated answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from domain.validated import Quote, Validated, ValidatedSentence


@pytest.fixture
def in_kiritimati(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where it is fourteen hours later than in UTC."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_kiritimati")
def test_its_day_is_that_of_the_place_where_the_service_runs() -> None:
    said = ValidatedSentence("Oui.", (Quote("guide", 1, "p1", 0, 4, "Oui."),))
    answer = Validated("a1", 1, "Peut-on ?", (said,), "Claire", datetime(2026, 3, 1, 12, tzinfo=UTC))

    assert answer.day == date(2026, 3, 2)
