"""axe on every state of the widget, light, dark and on a phone: WCAG 2.2 A and AA, no violation."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive
from tests.browser.proxy import Line
from tests.browser.states import FORGIVEN, STATES
from tests.browser.visitor import violations

WINDOWS: dict[str, dict[str, object]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_wrong_in_a_state_of_the_widget(
    arrive: Arrive, cuttable: Line, state: str, window: str
) -> None:
    visitor = arrive(home=cuttable.url, **WINDOWS[window])
    visitor.forgive(*FORGIVEN.get(state, ()))

    STATES[state](visitor.page, cuttable)

    assert violations(visitor.page) == []
