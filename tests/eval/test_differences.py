"""By how much a run differs from another: values by hand, intervals that pairing narrows."""

from __future__ import annotations

import pytest

from domain.types import AnswerStatus
from eval.compare import pairs_of
from eval.differences import difference, differences
from tests.eval.builders import a_case, a_run, silence


def test_a_difference_is_that_of_the_two_ratios() -> None:
    found = difference([(1, 1), (0, 1), (0, 1), (1, 1)], [(1, 1), (1, 1), (0, 1), (1, 1)])

    assert found is not None
    assert found.value == pytest.approx(3 / 4 - 2 / 4)
    assert found.low <= found.value <= found.high
    assert found.count == 4


def test_sums_are_compared_and_not_the_ratios_of_each_case() -> None:
    found = difference([(1, 3), (1, 1)], [(3, 3), None])

    assert found is not None
    assert found.value == pytest.approx(3 / 3 - 2 / 4)  # the case without a value after counts before alone


def test_pairing_takes_out_what_both_runs_share() -> None:
    same = [(float(n % 2), 1.0) for n in range(40)]

    found = difference(same, same)

    assert found is not None
    assert (found.value, found.low, found.high) == (0, 0, 0)  # unpaired, each side alone would move by 0.15


def test_there_is_no_difference_where_a_run_has_no_value() -> None:
    assert difference([None, None], [None, None]) is None
    assert difference([(1, 1)], [None]) is None


def test_runs_differ_over_the_cases_that_both_hold_alone() -> None:
    kept, changed, gone = a_case("un"), a_case("deux"), a_case("trois")
    before = [a_run(kept), silence(changed), silence(gone)]
    after = [a_run(kept), a_run(changed), a_run(a_case("trois", question="Une autre question ?"))]

    found = differences(pairs_of(before, after))

    assert found["correct"].value == pytest.approx(1 - 1 / 2)
    assert found["silenced"].value == pytest.approx(0 - 1 / 2)
    assert "R@1" in found
    assert before[1].status is AnswerStatus.ABSTAINED
    assert differences(pairs_of([a_run(kept)], [a_run(changed)])) == {}
