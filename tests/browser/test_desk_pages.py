"""Every page of the desk, as axe and small windows see it, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrive, sign_in
from tests.browser.visitor import Visitor, scrolls_sideways, violations

DOCUMENT = "/equipe/documents/voir/faq-scic-plafond-capital"
PAGES = (
    "/equipe", "/equipe/documents", "/equipe/documents/corbeille", DOCUMENT, f"{DOCUMENT}/retrait", "/equipe/questions",
    "/equipe/reponses", "/equipe/reponses/nouvelle", "/equipe/evaluation", "/equipe/evaluation/cas",
    "/equipe/evaluation/cas/nouveau", "/equipe/zones", "/equipe/sante", "/equipe/nulle-part",
)  # fmt: skip
LOOKS: dict[str, dict[str, object]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
    "200 %": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
}


@pytest.fixture(params=LOOKS)
def desk(arrive: Arrive, account: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody of the staff, on each kind of window."""
    visitor = arrive(anonymous=False, **LOOKS[request.param])
    sign_in(visitor.page, account)
    visitor.forgive("404")
    yield visitor


def test_axe_finds_nothing_wrong_in_the_desk_and_no_page_scrolls_sideways(desk: Visitor) -> None:
    found = {}
    for path in PAGES:
        desk.page.goto(path)
        expect(desk.page.get_by_role("heading", level=1)).to_have_count(1)
        wrong = violations(desk.page) + (["scrolls sideways"] if scrolls_sideways(desk.page) else [])
        if wrong:
            found[path] = wrong

    assert found == {}


def test_without_javascript_every_page_of_the_desk_opens(arrive: Arrive, account: str) -> None:
    page: Page = arrive(anonymous=False, java_script_enabled=False).page
    sign_in(page, account)

    for path in PAGES[:-1]:
        response = page.goto(path)

        assert response is not None
        assert response.status == 200, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
