"""A service killed while it is written to has lost nothing of what it acknowledged, and answers as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.kills import killed, prepared

KILLS = 1  # ten seconds each: `make bench-kills` makes fifty
SEED = 20261126


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("killed")
    return folder, prepared(folder, model_dir)


def test_after_kills_all_that_was_acknowledged_is_there(scene: tuple[Path, str], model_dir: Path) -> None:
    folder, expected = scene

    outcomes = [killed(folder, model_dir, expected, SEED + kill) for kill in range(KILLS)]

    assert [outcome.lost for outcome in outcomes] == [()] * KILLS
    assert [outcome.wrong for outcome in outcomes] == [()] * KILLS
    assert all(outcome.acknowledged for outcome in outcomes)
