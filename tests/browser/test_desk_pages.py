"""Every page of the desk, as axe and small windows see it, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import StorageState, expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import LOOKS, scrolls_sideways, violations

DOCUMENT = "/equipe/documents/voir/faq-scic-plafond-capital"
NOWHERE = "/equipe/nulle-part"
PAGES = (
    "/equipe", "/equipe/documents", "/equipe/documents/corbeille", DOCUMENT, "/equipe/questions",
    "/equipe/reponses", "/equipe/reponses/nouvelle", "/equipe/evaluation", "/equipe/evaluation/cas",
    "/equipe/evaluation/cas/nouveau", "/equipe/zones", "/equipe/sante", NOWHERE,
)  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_wrong_in_a_page_of_the_desk_and_it_does_not_scroll_sideways(
    arrive: Arrive, session: StorageState, path: str, look: str
) -> None:
    visitor = arrive(anonymous=False, storage_state=session, **LOOKS[look])
    if path == NOWHERE:
        visitor.forgive("404")

    visitor.page.goto(path)

    expect(visitor.page.get_by_role("heading", level=1)).to_have_count(1)
    assert (violations(visitor.page), scrolls_sideways(visitor.page)) == ([], False)


def test_without_javascript_every_page_of_the_desk_opens(arrive: Arrive, session: StorageState) -> None:
    visitor = arrive(anonymous=False, java_script_enabled=False, storage_state=session)
    visitor.forgive("404")
    page = visitor.page

    for path in PAGES:
        response = page.goto(path)

        assert response is not None
        assert response.status == 200 or path == NOWHERE, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
