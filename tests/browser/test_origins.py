"""The widget on other sites: who may embed it, under what policy, and what their members see."""

from __future__ import annotations

import re
from threading import Event
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.sites import Site
from tests.browser.visitor import Visitor
from tests.browser.widget import MEMBERS_FACT, MEMBERS_ONLY, ON_A_PAGE, SURE, Widget

BY_CORS = ("CORS policy", "net::ERR_FAILED")


def test_a_site_that_is_allowed_has_the_widget_under_a_strict_policy(visitor: Visitor, town: Site) -> None:
    visitor.page.goto(town.origin)
    widget = Widget(visitor.page)

    widget.asked(ON_A_PAGE)
    widget.mark().click()

    expect(widget.card.locator("mark").first).to_be_visible()
    styled = widget.send.evaluate("(button) => getComputedStyle(button).backgroundColor")
    assert styled not in ("rgba(0, 0, 0, 0)", "rgb(239, 239, 239)"), "the policy lets no style in"
    assert {url.split("/")[2] for url in visitor.requests} == {town.origin[7:], town.guichet[7:]}


def test_a_site_that_nobody_allowed_is_refused_and_says_so_in_french(visitor: Visitor, stranger: Site) -> None:
    visitor.forgive(*BY_CORS, "Failed to fetch dynamically imported module")
    visitor.page.goto(stranger.origin)
    widget = Widget(visitor.page)

    widget.ask(SURE)

    said = widget.host.get_by_text(re.compile("Le service ne répond pas|n’a pas pu être chargé"))
    expect(said.first).to_be_visible()
    expect(widget.host.get_by_text(re.compile("50 %"))).to_have_count(0)


def test_a_private_document_is_answered_from_to_a_member_and_to_nobody_else(
    arrive: Arrive, town: Site, members: Site
) -> None:
    public, member = arrive(), arrive()
    public.page.goto(town.origin)
    member.page.goto(members.origin)

    unknown = Widget(public.page).asked(MEMBERS_ONLY, "Les sources ne le disent pas")
    known = Widget(member.page).asked(MEMBERS_ONLY, re.compile("^Réponse"))

    expect(known).to_contain_text(MEMBERS_FACT)
    expect(unknown).not_to_contain_text(MEMBERS_FACT)
    expect(unknown).not_to_contain_text("note interne")
    assert members.trades[-1] == 200


def test_a_member_reads_a_private_page_by_a_link_of_ten_minutes_and_its_address_alone_opens_nothing(
    arrive: Arrive, members: Site
) -> None:
    member, public = arrive(), arrive()
    member.page.goto(members.origin)
    widget = Widget(member.page)

    widget.asked(MEMBERS_ONLY, re.compile("^Réponse"))
    widget.mark().click()
    expect(widget.card).to_contain_text(MEMBERS_FACT)
    with member.context.expect_page() as opened:
        widget.card.get_by_role("link", name="Lire dans le document").click()
    expect(opened.value.locator("mark").first).to_be_visible()
    expect(opened.value.get_by_role("article")).to_contain_text(MEMBERS_FACT)
    address = urlsplit(opened.value.url)

    public.forgive("404")
    response = public.page.goto(address._replace(query=re.sub("billet=[^&]*", "", address.query)).geturl())
    assert response is not None
    assert response.status == 404
    expect(public.page.get_by_text(MEMBERS_FACT)).to_have_count(0)


def test_a_member_whose_site_gives_no_token_any_more_asks_like_anyone(visitor: Visitor, members: Site) -> None:
    key, members.key = members.key, ""
    visitor.forgive("401")
    try:
        visitor.page.goto(members.origin)
        Widget(visitor.page).asked(MEMBERS_ONLY, "Les sources ne le disent pas")
    finally:
        members.key = key


def test_a_member_whose_site_answers_a_sign_in_page_for_a_token_asks_like_anyone(
    visitor: Visitor, members: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "token", lambda: (200, b"<!doctype html><title>Connexion</title>"))
    visitor.forgive("gives no token")
    visitor.page.goto(members.origin)
    widget = Widget(visitor.page)

    widget.asked(SURE, "Réponse")
    widget.mark().click()

    before = "(mark) => mark.previousSibling?.textContent || mark.nextSibling?.textContent"
    expect(widget.card.get_by_role("link", name="Lire dans le document")).to_be_visible()
    assert widget.card.locator("mark").first.evaluate(before), "the passage around the quote did not come"


def test_a_question_is_stopped_at_once_while_the_site_is_slow_to_give_a_token(
    visitor: Visitor, members: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "token", Event().wait)  # a thread of its own, which ends with the session
    visitor.page.goto(members.origin)
    widget = Widget(visitor.page)

    widget.ask(SURE)
    widget.host.get_by_role("button", name="Arrêter").click()

    expect(widget.last.get_by_role("heading", name="Réponse arrêtée")).to_be_visible(timeout=5_000)
    assert not [url for url in visitor.requests if url.endswith("/v1/ask")]
