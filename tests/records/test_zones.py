"""How questions ended, by theme and month: exact on a log whose counts are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from domain.receipts import ComposerKind, Feedback, Receipt, Recipe, Reply, Zone
from domain.types import Answer, AnswerStatus, AnswerWarning
from domain.warnings import WarningCode
from records.database import open_database
from records.receipts import SqlReceipts
from tests.builders import a_document, a_hit, a_query

THEMES = ("foncier", "scic", "")
MONTHS = (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
SEED = 20261126


@pytest.fixture
def receipts(tmp_path: Path) -> Iterator[SqlReceipts]:
    engine: Engine = open_database(f"sqlite:///{tmp_path / 'guichet.db'}")
    yield SqlReceipts(engine)
    engine.dispose()


def keep(
    receipts: SqlReceipts, number: int, theme: str, at: datetime, status: AnswerStatus, *codes: WarningCode
) -> str:
    hits = (a_hit("Un passage.", 0.9, document=replace(a_document(), theme=theme)),) if theme else ()
    warned = tuple(AnswerWarning(code, "À savoir.") for code in codes)
    answer = Answer(id=f"a{number}", status=status, text="Rien.", warnings=warned, notice="")
    reply = Reply(answer, hits, Recipe(ComposerKind.EXTRACTIVE, "p"))
    receipts.keep(Receipt(a_query("Une question ?"), reply, at, f"c{number}"))
    return answer.id


def test_every_count_is_that_of_the_log(receipts: SqlReceipts) -> None:
    random = Random(SEED)
    expected: dict[tuple[str, date], Counter[str]] = {}
    statuses = (AnswerStatus.ABSTAINED, AnswerStatus.CLARIFY)  # a receipt of an answer needs the passages it cites
    for number in range(200):
        theme, month = random.choice(THEMES), random.choice(MONTHS)
        status, stale, downvoted = random.choice(statuses), random.random() < 0.3, random.random() < 0.3
        at = datetime(month.year, month.month, random.randint(1, 28), 23, 59, tzinfo=UTC)
        codes: list[WarningCode] = [random.choice(("stale", "superseded"))] if stale else ["demonstration"]
        answer_id = keep(receipts, number, theme, at, status, *codes)
        if downvoted or random.random() < 0.3:
            receipts.note_feedback(Feedback(answer_id, useful=not downvoted))
        counted = expected.setdefault((theme, month), Counter())
        counted.update(["asked", status.value, *["stale"] * stale, *["downvoted"] * downvoted])

    zones = receipts.zones(datetime(2025, 1, 1, tzinfo=UTC))

    assert zones == tuple(
        Zone(
            theme=theme,
            month=month,
            asked=counted["asked"],
            answered=0,
            partial=0,
            refused=counted["abstained"],
            clarified=counted["clarify"],
            downvoted=counted["downvoted"],
            stale=counted["stale"],
        )
        for (theme, month), counted in sorted(expected.items())
    )
    assert sum(zone.asked for zone in zones) == 200


def test_what_was_asked_before_is_left_out(receipts: SqlReceipts) -> None:
    since = datetime(2026, 2, 1, tzinfo=UTC)
    keep(receipts, 1, "", since - timedelta(seconds=1), AnswerStatus.ABSTAINED)
    keep(receipts, 2, "", since, AnswerStatus.ABSTAINED)

    assert [(zone.month, zone.asked) for zone in receipts.zones(since)] == [(date(2026, 2, 1), 1)]


def test_the_last_word_on_an_answer_is_the_one_that_counts(receipts: SqlReceipts) -> None:
    answer_id = keep(receipts, 1, "", datetime(2026, 2, 1, tzinfo=UTC), AnswerStatus.ABSTAINED)
    receipts.note_feedback(Feedback(answer_id, useful=False))
    receipts.note_feedback(Feedback(answer_id, useful=True))

    [zone] = receipts.zones(datetime(2026, 1, 1, tzinfo=UTC))

    assert zone.downvoted == 0
