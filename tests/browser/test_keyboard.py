"""Everything by the keyboard alone, and where the focus is after each act."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.proxy import Line
from tests.browser.states import STATES
from tests.browser.visitor import FOCUSED, Visitor, focused
from tests.browser.widget import ON_A_PAGE, Widget

MOST_TABS = 60


def test_a_question_is_asked_a_source_opened_and_closed_with_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/widget-demo")
    widget = Widget(page)

    _tab_to(page, "Votre question")
    page.keyboard.type(ON_A_PAGE)
    page.keyboard.press("Enter")
    expect(widget.last.get_by_role("heading", name="Sources")).to_be_visible()
    expect(widget.question).to_be_focused()
    opened = widget.last.locator("[aria-expanded=true]")
    _back_to(page, "Voir la source 1")
    opener = page.evaluate_handle(FOCUSED)
    page.keyboard.press("Enter")
    expect(widget.card).to_be_focused()
    expect(opened).to_have_accessible_name("Voir la source 1")
    page.keyboard.press("Escape")

    expect(widget.card).to_have_count(0)
    expect(opened).to_have_count(0)
    assert page.evaluate(f"(opener) => opener === ({FOCUSED})()", opener)


def test_a_source_is_also_opened_from_the_list_and_closed_by_its_button(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/widget-demo")
    widget = Widget(page)
    widget.asked(ON_A_PAGE)
    source = widget.last.get_by_role("button", name=re.compile("^Source 1"))

    source.press("Enter")
    expect(widget.card).to_be_focused()
    expect(widget.card.get_by_role("link", name="Lire dans le document")).to_be_visible()  # once the passage came
    _tab_to(page, "Lire dans le document", most=6)
    widget.card.get_by_role("button", name="Fermer l’extrait").press("Enter")

    expect(widget.card).to_have_count(0)
    expect(source).to_be_focused()


def test_shift_enter_makes_a_line_and_sends_nothing(visitor: Visitor) -> None:
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)

    widget.question.press("A")
    widget.question.press("Shift+Enter")
    widget.question.press("B")

    expect(widget.question).to_have_value("A\nB")
    expect(widget.turns).to_have_count(0)


def test_the_floating_dialog_takes_the_focus_and_gives_it_back(visitor: Visitor, cuttable: Line) -> None:
    page = visitor.page
    widget = STATES["floating-closed"](page, cuttable)
    opener = widget.host.get_by_role("button", name="Poser une question")

    _tab_to(page, "Poser une question")
    page.keyboard.press("Enter")
    expect(widget.question).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")

    expect(widget.host.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")


def test_escape_closes_the_source_before_the_dialog(visitor: Visitor, cuttable: Line) -> None:
    page = visitor.page
    widget = STATES["floating"](page, cuttable)
    widget.mark().press("Enter")
    expect(widget.card).to_be_focused()

    page.keyboard.press("Escape")
    expect(widget.card).to_have_count(0)
    expect(widget.host.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(widget.host.get_by_role("dialog")).to_be_hidden()


def test_every_stop_of_the_keyboard_shows_where_it_is(visitor: Visitor, cuttable: Line) -> None:
    page = visitor.page
    widget = STATES["card"](page, cuttable)
    widget.question.focus()

    unseen = []
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        unseen += page.evaluate(
            """(node) => {
          const { outlineStyle, boxShadow } = getComputedStyle(node);
          const shown = node === document.body || outlineStyle !== "none" || boxShadow !== "none";
          return shown ? [] : [node.outerHTML.slice(0, 80)];
        }""",
            page.evaluate_handle(FOCUSED),
        )

    assert unseen == []


def _tab_to(page: Page, name: str, most: int = MOST_TABS) -> None:
    _go(page, "Tab", name, most)


def _back_to(page: Page, name: str) -> None:
    _go(page, "Shift+Tab", name, MOST_TABS)


def _go(page: Page, key: str, name: str, most: int) -> None:
    passed = []
    for _ in range(most):
        page.keyboard.press(key)
        passed.append(focused(page))
        if passed[-1].startswith(name):
            return
    raise AssertionError(f"« {name} » is not reached by {most} × {key}: {passed}")
