"""axe on every state of the widget, however it is looked at: WCAG 2.2 A and AA, no violation."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive
from tests.browser.proxy import Line
from tests.browser.states import FORGIVEN, STATES
from tests.browser.visitor import LOOKS, violations


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_wrong_in_a_state_of_the_widget(
    arrive: Arrive, cuttable: Line, state: str, look: str
) -> None:
    visitor = arrive(home=cuttable.url, **LOOKS[look])
    visitor.forgive(*FORGIVEN.get(state, ()))

    STATES[state](visitor.page, cuttable)

    assert violations(visitor.page) == []
