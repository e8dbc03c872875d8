"""What a browser asks for, and keeps, for somebody who is not known. Every other test holds to it too (conftest)."""

from __future__ import annotations

from tests.browser.sites import Site
from tests.browser.visitor import Visitor
from tests.browser.widget import ON_A_PAGE, Widget


def test_nothing_is_kept_and_no_third_party_is_asked(visitor: Visitor, town: Site) -> None:
    visitor.page.goto("/")
    visitor.page.get_by_label("Votre question").fill(ON_A_PAGE)
    visitor.page.get_by_role("button", name="Poser la question").click()
    visitor.page.get_by_role("heading", name="Sources").wait_for()
    visitor.page.goto("/recherche?q=scic")
    visitor.page.goto(town.origin)
    widget = Widget(visitor.page)
    widget.asked(ON_A_PAGE)
    widget.mark().click()

    assert visitor.kept() == []
    assert visitor.strangers() == []
    assert not [url for url in visitor.requests if "SCIC" in url or "tapes" in url], "a question stands in an address"


def test_before_anybody_comes_to_it_the_widget_has_asked_for_its_script_only(visitor: Visitor) -> None:
    visitor.page.goto("/widget-demo")
    visitor.page.wait_for_load_state("networkidle")
    paths = {"/" + url.split("/", 3)[3] for url in visitor.requests}

    assert "/widget.js" in paths
    assert not [path for path in paths if path.startswith(("/widget-panel", "/v1/"))]


def test_the_conversation_goes_with_the_page(visitor: Visitor) -> None:
    visitor.page.goto("/widget-demo")
    Widget(visitor.page).asked(ON_A_PAGE)

    visitor.page.reload()

    assert Widget(visitor.page).turns.count() == 0
