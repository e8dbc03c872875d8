"""Whole works at the desk, in a real browser; axe finds nothing wrong in any state that they go through."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page

from tests.browser.journeys import JOURNEYS, Journey
from tests.browser.visitor import LOOKS, Visitor, looking, scrolls_sideways, violations


@pytest.mark.usefixtures("tidy")
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
def test_a_work_goes_to_its_end_and_axe_finds_nothing_wrong_on_the_way(
    claire: Visitor, visitor: Visitor, staff_api: httpx.Client, tmp_path: Path, unheard: str, journey: Journey
) -> None:
    staff_api.post("/v1/ask", json={"question": unheard})
    claire.forgive("409", "422")
    seen: dict[str, dict[str, tuple[list[str], bool]]] = {}

    def look(state: str, page: Page) -> None:
        seen[state] = {}
        for name, options in LOOKS.items():
            with looking(page, **options):
                seen[state][name] = violations(page), scrolls_sideways(page)

    journey(claire.page, look, tmp_path)

    wrong = {(state, name): found for state, looks in seen.items() for name, found in looks.items()
             if found != ([], False)}  # fmt: skip
    assert seen
    assert wrong == {}
