"""Every state of the widget, as the tests of what is told to assistive tools, and the screenshots, go through them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.proxy import Line
from tests.browser.widget import ON_A_PAGE, SURE, UNKNOWN, VAGUE, Widget

DEMO = "/widget-demo"
Reach = Callable[[Page, Line], Widget]


def _on_the_page(page: Page) -> Widget:
    page.goto(DEMO)
    return Widget(page)


def _floating(page: Page) -> Widget:
    """No page of Guichet's floats: the page's own widget is told to."""
    page.goto(DEMO)
    page.evaluate("""() => {
      const floating = document.createElement("guichet-assistant");
      floating.setAttribute("mode", "floating");
      document.querySelector("guichet-assistant").replaceWith(floating);
    }""")
    return Widget(page)


def empty(page: Page, _line: Line) -> Widget:
    """Nothing was asked."""
    return _on_the_page(page)


def streaming(page: Page, line: Line) -> Widget:
    """The first sentence has come, the rest has not."""
    widget = _on_the_page(page)
    line.hold()
    widget.ask(ON_A_PAGE)
    expect(widget.mark()).to_be_visible()
    return widget


def answered(page: Page, _line: Line) -> Widget:
    """An answer, its sources and its warnings."""
    widget = _on_the_page(page)
    widget.asked(SURE)
    return widget


def card(page: Page, _line: Line) -> Widget:
    """A source's card, opened from the text."""
    widget = _on_the_page(page)
    widget.asked(ON_A_PAGE)
    widget.mark().click()
    expect(widget.card).to_be_visible()
    expect(widget.card.locator("mark").first).to_be_visible()
    return widget


def clarify(page: Page, _line: Line) -> Widget:
    """A question that may mean several things."""
    widget = _on_the_page(page)
    widget.asked(VAGUE, "Une précision est nécessaire")
    return widget


def refused(page: Page, _line: Line) -> Widget:
    """A question that no document answers."""
    widget = _on_the_page(page)
    widget.asked(UNKNOWN, "Les sources ne le disent pas")
    return widget


def judged(page: Page, _line: Line) -> Widget:
    """An answer that is said to be useless, and why."""
    widget = _on_the_page(page)
    widget.asked(SURE)
    widget.last.get_by_role("button", name="Pas utile").click()
    expect(widget.last.get_by_role("radio", name="Elle est fausse")).to_be_visible()
    return widget


def failed(page: Page, line: Line) -> Widget:
    """Nothing answers any more."""
    widget = _on_the_page(page)
    widget.question.focus()
    page.wait_for_load_state("networkidle")
    line.die()
    widget.ask(SURE)
    expect(widget.last.get_by_role("button", name="Réessayer")).to_be_visible()
    return widget


def floating_closed(page: Page, _line: Line) -> Widget:
    """The button in the corner."""
    widget = _floating(page)
    expect(widget.host.get_by_role("button", name="Poser une question")).to_be_visible()
    return widget


def floating(page: Page, _line: Line) -> Widget:
    """The corner's dialog, with an answer."""
    widget = _floating(page)
    widget.host.get_by_role("button", name="Poser une question").click()
    expect(widget.host.get_by_role("dialog")).to_be_visible()
    widget.asked(SURE)
    return widget


STATES: dict[str, Reach] = {
    "empty": empty,
    "streaming": streaming,
    "answered": answered,
    "card": card,
    "clarify": clarify,
    "refused": refused,
    "judged": judged,
    "failed": failed,
    "floating-closed": floating_closed,
    "floating": floating,
}
FORGIVEN = {"failed": ("ERR_",)}
"""What a state makes the browser itself complain of."""
