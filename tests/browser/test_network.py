"""The widget on poor lines."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.proxy import Line
from tests.browser.visitor import Visitor
from tests.browser.widget import ON_A_PAGE, SURE, Widget

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Milliseconds, then bytes a second: what Chromium's own tools call « Slow 3G »."""
CUT = ("ERR_",)


def test_on_a_slow_third_generation_line_the_answer_comes(visitor: Visitor) -> None:
    cdp = visitor.context.new_cdp_session(visitor.page)
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", SLOW_3G)

    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)
    widget.asked(SURE, "Réponse")

    expect(widget.mark()).to_be_visible()


def test_a_line_cut_in_the_middle_of_an_answer_is_taken_up_where_it_stopped(visitor: Visitor, cuttable: Line) -> None:
    visitor.forgive(*CUT)
    visitor.page.goto(f"{cuttable.url}/widget-demo")
    widget = Widget(visitor.page)
    cuttable.cuts_left = 1

    turn = widget.asked(ON_A_PAGE, "Réponse")

    assert cuttable.cut == 1
    sentences = turn.locator(".text").inner_text()
    whole = _again(visitor, widget)
    assert sentences == whole


def test_a_line_that_stays_cut_is_told_and_the_answer_resumes_when_asked(visitor: Visitor, cuttable: Line) -> None:
    visitor.forgive(*CUT)
    visitor.page.goto(f"{cuttable.url}/widget-demo")
    widget = Widget(visitor.page)
    cuttable.hold()

    widget.ask(ON_A_PAGE)
    expect(widget.mark()).to_be_visible()
    cuttable.die()

    expect(widget.last.get_by_text(re.compile("La connexion a été coupée")).first).to_be_visible()
    expect(widget.last.get_by_role("button", name="Reprendre")).to_be_visible(timeout=30_000)
    expect(widget.mark()).to_be_visible()
    cuttable.revive()
    widget.last.get_by_role("button", name="Reprendre").click()
    expect(widget.last.get_by_role("heading", name="Sources")).to_be_visible()
    expect(widget.last.get_by_text(re.compile("La connexion a été coupée"))).to_have_count(0)


def test_a_service_that_does_not_answer_is_told_and_tried_again(visitor: Visitor, cuttable: Line) -> None:
    visitor.forgive(*CUT)
    visitor.page.goto(f"{cuttable.url}/widget-demo")
    widget = Widget(visitor.page)
    widget.question.focus()
    visitor.page.wait_for_load_state("networkidle")
    cuttable.die()

    widget.ask(SURE)
    expect(widget.last.get_by_role("heading", name="Le service ne répond pas")).to_be_visible(timeout=30_000)
    cuttable.revive()
    widget.last.get_by_role("button", name="Réessayer").click()

    expect(widget.last.get_by_role("heading", level=4, name="Réponse", exact=True)).to_be_visible()


def test_a_widget_whose_second_file_is_lost_says_so_and_tries_again(visitor: Visitor, cuttable: Line) -> None:
    visitor.forgive(*CUT, "dynamically imported")
    visitor.page.goto(f"{cuttable.url}/widget-demo")
    widget = Widget(visitor.page)
    cuttable.die()

    widget.ask(SURE)
    expect(widget.status).to_contain_text("n’a pas pu être chargé")
    cuttable.revive()
    widget.asked(SURE, "Réponse")

    expect(widget.mark()).to_be_visible()


def test_a_page_read_without_a_line_still_says_what_the_widget_is(arrive: Arrive, cuttable: Line) -> None:
    visitor = arrive()
    visitor.forgive(*CUT)
    visitor.page.goto(f"{cuttable.url}/widget-demo")
    cuttable.die()

    expect(Widget(visitor.page).host.get_by_text("Une machine répond.")).to_be_visible()


def _again(visitor: Visitor, widget: Widget) -> str:
    visitor.page.reload()
    return widget.asked(ON_A_PAGE, "Réponse").locator(".text").inner_text()
