"""The public pages: without JavaScript, and on any window."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import LOOKS, Visitor, scrolls_sideways, violations
from tests.browser.widget import ON_A_PAGE, SURE, UNKNOWN, VAGUE

READER = "/lire/guide-scic-collectivites"
PLAIN = ("/", "/recherche", "/recherche?q=bail+rural", "/recherche?q=xyzzyq", "/documents", READER, f"{READER}?page=3",
         "/lire/faq-scic-plafond-capital", "/equipe/connexion", "/widget-demo")  # fmt: skip
ANSWERS = (SURE, ON_A_PAGE, VAGUE, UNKNOWN)


@pytest.fixture
def plain(arrive: Arrive) -> Page:
    """A page of a browser without JavaScript."""
    page: Page = arrive(java_script_enabled=False).page
    return page


def test_without_javascript_one_asks_follows_the_citation_reads_the_page_and_says_what_one_thinks(plain: Page) -> None:
    _ask(plain, ON_A_PAGE)
    expect(plain.get_by_role("heading", level=1, name="Réponse")).to_be_visible()
    plain.get_by_role("link", name="source 1").first.click()
    assert plain.url.endswith("#source-1")
    source = plain.locator("#source-1")
    expect(source).to_be_in_viewport()
    quote = source.locator("blockquote").inner_text()

    source.get_by_role("link", name="Lire dans le document").click()
    expect(plain.locator("mark").first).to_be_in_viewport()
    assert _letters(plain.locator("mark").first.inner_text())[:40] == _letters(quote)[:40]
    image = plain.get_by_role("img", name=re.compile("Page 3"))
    expect(image).to_be_visible()
    assert image.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 300

    plain.go_back()
    plain.go_back()
    _ask(plain, ON_A_PAGE)
    plain.get_by_role("button", name="Utile", exact=True).click()
    expect(plain.get_by_text(re.compile("^Merci"))).to_be_visible()


def test_without_javascript_a_vague_question_is_asked_back_and_a_choice_is_answered(plain: Page) -> None:
    _ask(plain, VAGUE)
    expect(plain.get_by_role("heading", level=1, name="Une précision est nécessaire")).to_be_visible()

    plain.get_by_role("button", name=re.compile("100 000")).click()

    expect(plain.get_by_role("heading", level=1, name=re.compile("^Réponse"))).to_be_visible()


def test_without_javascript_a_question_follows_another(plain: Page) -> None:
    _ask(plain, SURE)

    plain.get_by_label("Poser une question de suite").fill("Et pour une communauté de communes ?")
    plain.get_by_role("button", name="Poser la question").click()

    expect(plain.get_by_text(re.compile("Question comprise"))).to_be_visible()


def test_without_javascript_a_refusal_tells_whom_to_ask(plain: Page) -> None:
    _ask(plain, UNKNOWN)

    expect(plain.get_by_role("heading", level=1, name="Les sources ne le disent pas")).to_be_visible()
    expect(plain.get_by_text("permanence@reseau.example")).to_be_visible()


def test_without_javascript_a_search_leads_to_the_words_it_found(plain: Page) -> None:
    plain.goto("/recherche")
    plain.get_by_label("Chercher dans les documents").fill("bail rural")
    plain.get_by_role("button", name="Chercher").click()
    expect(plain.get_by_text(re.compile("trouvés|les plus proches"))).to_be_visible()
    plain.locator("ol h3 a").first.click()

    expect(plain.get_by_text(re.compile("bail rural", re.IGNORECASE)).first).to_be_visible()


def test_the_reader_walks_from_passage_to_passage_and_page_to_page(visitor: Visitor) -> None:
    page = visitor.page
    _ask(page, ON_A_PAGE)
    page.locator("#source-1").get_by_role("link", name="Lire dans le document").click()
    first = page.locator("#passage").inner_text()

    page.get_by_role("link", name=re.compile("Passage suivant")).click()
    expect(page.locator("#passage")).to_be_in_viewport()
    assert page.locator("#passage").inner_text() != first
    page.get_by_role("link", name=re.compile("Page 4")).click()

    expect(page.get_by_role("img", name=re.compile("Page 4"))).to_be_visible()


def test_the_first_stop_of_the_keyboard_goes_past_the_header(visitor: Visitor) -> None:
    for path in PLAIN:
        visitor.page.goto(path)
        visitor.page.keyboard.press("Tab")

        expect(visitor.page.get_by_role("link", name="Aller au contenu")).to_be_focused()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PLAIN)
def test_axe_finds_nothing_wrong_in_a_page_and_it_does_not_scroll_sideways(
    arrive: Arrive, path: str, look: str
) -> None:
    page = arrive(**LOOKS[look]).page

    page.goto(path)

    assert (violations(page), scrolls_sideways(page)) == ([], False)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("question", ANSWERS)
def test_axe_finds_nothing_wrong_in_an_answer_and_it_does_not_scroll_sideways(
    arrive: Arrive, question: str, look: str
) -> None:
    page = arrive(**LOOKS[look]).page

    _ask(page, question)

    assert (violations(page), scrolls_sideways(page)) == ([], False)


@pytest.mark.parametrize("path", ["/nulle-part", "/lire/inconnu", "/recherche?q=%20%20"])
def test_axe_finds_nothing_wrong_in_a_page_of_error(visitor: Visitor, path: str) -> None:
    visitor.forgive("404", "422")

    visitor.page.goto(path)

    assert violations(visitor.page) == []
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


def _ask(page: Page, question: str) -> None:
    page.goto("/")
    page.get_by_label("Votre question").fill(question)
    page.get_by_role("button", name="Poser la question").click()
    expect(page.get_by_text("Vous avez demandé")).to_be_visible()


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)
