"""Packing units into groups: sizes and bonds chosen so that costs can be summed by hand."""

from __future__ import annotations

import pytest

from domain.types import Block, BlockKind
from ingest.packing import pack
from ingest.units import FREE, Bond, Unit

BLOCK = Block(BlockKind.PARAGRAPH, "x")
NEEDS, WHOLE = Bond(antecedent=1), Bond(whole=1)


def packed(*sized: tuple[int, Bond], target: int = 100, limit: int = 200) -> list[list[int]]:
    """The sizes in each group."""
    units = [Unit(n, n + 1, (), BLOCK, bond=bond) for n, (_, bond) in enumerate(sized)]
    sizes = [size for size, _ in sized]
    groups = pack(units, sizes, target=target, limit=limit)
    assert [unit for group in groups for unit in group] == units
    return [[sizes[unit.start] for unit in group] for group in groups]


def test_nothing_makes_no_group() -> None:
    assert packed() == []


def test_groups_come_as_near_the_target_as_they_can() -> None:
    # [50] [50, 50]: 0.5² = 0.25; three of 50: 3 × 0.5² = 0.75; all: 10 × 0.5² = 2.5.
    assert packed((50, FREE), (50, FREE), (50, FREE)) == [[50], [50, 50]]


@pytest.mark.parametrize(("rest", "groups"), [(24, [[100, 24]]), (25, [[100], [25]])])
def test_a_rest_joins_the_group_before_it_as_long_as_that_costs_less(rest: int, groups: list[list[int]]) -> None:
    # 24: joined 10 × 0.24² = 0.576, apart 0.76² = 0.578. 25: 0.625 and 0.563.
    assert packed((100, FREE), (rest, FREE)) == groups


def test_a_mild_bond_moves_a_cut_to_a_better_place_near_by() -> None:
    assert packed((50, FREE), (50, FREE), (50, FREE), (50, FREE)) == [[50, 50], [50, 50]]
    assert packed((45, FREE), (45, FREE), (45, Bond(cost=1)), (45, FREE)) == [[45], [45, 45], [45]]


def test_what_needs_the_unit_before_it_stays_with_it_whatever_the_target() -> None:
    assert packed((100, FREE), (90, NEEDS), (100, FREE)) == [[100, 90], [100]]


def test_what_belongs_together_is_parted_only_when_it_exceeds_the_limit() -> None:
    assert packed((100, FREE), (50, WHOLE), (50, WHOLE), (50, FREE)) == [[100, 50, 50], [50]]
    assert packed((100, FREE), (50, WHOLE), (60, WHOLE), (50, FREE)) == [[100], [50, 60], [50]]


def test_a_group_takes_the_limit_and_not_one_more() -> None:
    assert packed((100, FREE), (100, NEEDS)) == [[100, 100]]
    assert packed((100, FREE), (101, NEEDS)) == [[100], [101]]


def test_the_worse_bond_holds_when_one_must_give() -> None:
    assert packed((100, FREE), (20, NEEDS), (100, WHOLE)) == [[100, 20], [100]]
    assert packed((100, FREE), (20, WHOLE), (100, NEEDS)) == [[100], [20, 100]]


def test_a_unit_over_the_limit_is_a_group_of_its_own() -> None:
    assert packed((10, FREE), (300, NEEDS), (10, NEEDS)) == [[10], [300], [10]]
