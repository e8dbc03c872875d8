"""The widget on small windows, magnified, dark, in forced colours, without motion; several on one page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrive
from tests.browser.proxy import Line
from tests.browser.sites import Site
from tests.browser.states import FORGIVEN, STATES
from tests.browser.visitor import LOOKS, Visitor, scrolls_sideways
from tests.browser.widget import ON_A_PAGE, SURE, Widget


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("look", ["phone", "200 %"])
def test_no_state_of_the_widget_scrolls_sideways(arrive: Arrive, cuttable: Line, state: str, look: str) -> None:
    visitor = arrive(home=cuttable.url, **LOOKS[look])
    visitor.forgive(*FORGIVEN.get(state, ()))

    STATES[state](visitor.page, cuttable)

    assert not scrolls_sideways(visitor.page)
    assert _outside(visitor.page) == []


def test_on_a_phone_the_floating_dialog_is_reached_and_closed(arrive: Arrive, cuttable: Line) -> None:
    visitor = arrive(home=cuttable.url, **LOOKS["phone"])

    widget = STATES["floating"](visitor.page, cuttable)
    widget.host.get_by_role("button", name="Fermer", exact=True).click()

    expect(widget.host.get_by_role("dialog")).to_be_hidden()
    expect(widget.host.get_by_role("button", name="Poser une question")).to_be_focused()


def test_the_widget_is_dark_where_the_person_likes_it_dark_unless_the_site_is_light(arrive: Arrive) -> None:
    dark = arrive(color_scheme="dark")
    dark.page.goto("/widget-demo")
    widget = Widget(dark.page)
    shades = _lightness(widget)

    widget.host.evaluate("(host) => host.setAttribute('color-scheme', 'light')")

    assert shades["surface"] < 80 < shades["ink"]
    assert _lightness(widget)["ink"] < 80 < _lightness(widget)["surface"]


def test_in_forced_colours_every_control_keeps_an_edge_and_the_quote_its_mark(arrive: Arrive, cuttable: Line) -> None:
    visitor = arrive(home=cuttable.url, forced_colors="active")

    widget = STATES["card"](visitor.page, cuttable)

    flat = widget.host.evaluate("""(host) => [...host.shadowRoot.querySelectorAll("button, textarea")]
      .filter((node) => node.checkVisibility())
      .filter((node) => { const s = getComputedStyle(node);
        return (s.borderStyle === "none" || s.borderWidth === "0px") && s.textDecorationLine === "none"; })
      .map((node) => node.textContent)""")
    assert flat == []
    assert widget.card.locator("mark").first.evaluate("(mark) => getComputedStyle(mark).backgroundColor") != (
        widget.host.get_by_role("region").first.evaluate("(box) => getComputedStyle(box).backgroundColor")
    )


@pytest.mark.parametrize("state", ["streaming", "card", "floating"])
def test_where_motion_is_not_wanted_nothing_moves(arrive: Arrive, cuttable: Line, state: str) -> None:
    visitor = arrive(home=cuttable.url, reduced_motion="reduce")

    widget = STATES[state](visitor.page, cuttable)

    assert widget.host.evaluate("(host) => host.shadowRoot.getAnimations().length") == 0


def test_three_widgets_of_one_page_each_hold_a_conversation_of_their_own(visitor: Visitor, town: Site) -> None:
    town.widgets = (
        '<guichet-assistant theme="foncier"></guichet-assistant><guichet-assistant heading="Les SCIC" theme="scic">'
        '</guichet-assistant><guichet-assistant mode="floating"></guichet-assistant>'
    )
    try:
        visitor.page.goto(town.origin)
    finally:
        town.widgets = "<guichet-assistant></guichet-assistant>"
    first, second, floating = (Widget(visitor.page, number) for number in range(3))

    second.asked(SURE)
    first.asked(ON_A_PAGE)
    floating.host.get_by_role("button", name="Poser une question").click()
    floating.asked(SURE)
    second.mark().click()

    assert [one.turns.count() for one in (first, second, floating)] == [1, 1, 1]
    assert [one.card.count() for one in (first, second, floating)] == [0, 1, 0]
    assert len([url for url in visitor.requests if "widget-panel" in url]) == 1


def _lightness(widget: Widget) -> dict[str, float]:
    """0 is black, 255 white."""
    return dict(
        widget.host.get_by_role("region").first.evaluate("""(box) => {
          const of = (color) => color.match(/[\\d.]+/g).slice(0, 3).reduce((sum, one) => sum + Number(one), 0) / 3;
          const { color, backgroundColor } = getComputedStyle(box);
          return { ink: of(color), surface: of(backgroundColor) };
        }""")
    )


def _outside(page: Page) -> list[str]:
    """What the widget shows beyond the edges of the window."""
    return list(
        page.evaluate("""() => [...document.querySelector("guichet-assistant").shadowRoot.querySelectorAll("*")]
          .filter((node) => node.checkVisibility() && node.getClientRects().length)
          .filter((node) => { const box = node.getBoundingClientRect();
            return box.width > 2 && (box.left < -1 || box.right > innerWidth + 1); })
          .map((node) => `${node.tagName} ${node.className} ${node.textContent.slice(0, 40)}`)""")
    )
