"""A question asked in the widget, to the page of the document that answers it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.proxy import Line
from tests.browser.visitor import Visitor
from tests.browser.widget import ON_A_PAGE, SURE, VAGUE, Widget


def test_who_asks_reads_a_cited_answer_opens_its_source_and_sees_the_passage_on_its_page(visitor: Visitor) -> None:
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)

    widget.asked(ON_A_PAGE)
    widget.mark().click()
    quote = widget.card.locator("mark").first.inner_text()
    expect(widget.card).to_contain_text("page 3")
    with visitor.context.expect_page() as opened:
        widget.card.get_by_role("link", name="Lire dans le document").click()
    reader = opened.value

    expect(reader.locator("mark").first).to_be_visible()
    assert _words(quote)[:6] == _words(reader.locator("mark").first.inner_text())[:6]
    image = reader.get_by_role("img", name=re.compile("[Pp]age")).first
    image.scroll_into_view_if_needed()
    expect(image).to_be_visible()
    reader.wait_for_function("() => [...document.images].some((image) => image.complete && image.naturalWidth > 300)")


def test_the_sentences_come_one_by_one_and_the_answer_can_be_stopped(visitor: Visitor, cuttable: Line) -> None:
    cuttable.hold()
    visitor.page.goto(f"{cuttable.url}/widget-demo")
    widget = Widget(visitor.page)

    widget.ask(ON_A_PAGE)

    expect(widget.mark()).to_be_visible()
    expect(widget.send).to_have_attribute("aria-disabled", "true")
    expect(widget.last.get_by_role("heading", name="Sources")).to_have_count(0)
    widget.host.get_by_role("button", name="Arrêter").click()
    expect(widget.send).not_to_have_attribute("aria-disabled", "true")
    cuttable.release()
    widget.asked(SURE, "Réponse")


def test_a_vague_question_is_asked_back_and_a_choice_is_answered(visitor: Visitor) -> None:
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)

    turn = widget.asked(VAGUE, "Une précision est nécessaire")
    turn.get_by_role("button", name=re.compile("100 000")).click()

    expect(widget.turns).to_have_count(2)
    expect(widget.last.get_by_role("heading", level=4, name=re.compile("^Réponse"))).to_be_visible()
    expect(widget.last.get_by_role("heading", name="Sources")).to_be_visible()


def test_a_follow_up_is_understood_from_what_was_asked_before(visitor: Visitor) -> None:
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)

    widget.asked(SURE)
    widget.asked("Et pour une communauté de communes ?")

    expect(widget.last).to_contain_text("Question comprise")
    widget.host.get_by_role("button", name="Nouvelle conversation").click()
    expect(widget.turns).to_have_count(0)
    expect(widget.question).to_be_focused()


def test_a_suggested_question_is_asked_by_a_click(visitor: Visitor) -> None:
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)
    widget.host.get_by_role("list").get_by_role("button").first.click()

    expect(widget.last.get_by_role("heading", level=4, name=re.compile("^Réponse")).first).to_be_visible()
    expect(widget.host.get_by_role("heading", name="Par exemple")).to_have_count(0)


def test_an_answer_said_to_be_useless_reaches_the_staff_with_its_reason(
    visitor: Visitor, claire: Visitor, unheard: str
) -> None:
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)
    question = f"{SURE} {unheard[-10:-2]}"

    turn = widget.asked(question)
    turn.get_by_role("button", name="Pas utile").click()
    turn.get_by_role("radio", name="Elle est incomplète").check()
    turn.get_by_role("textbox", name=re.compile("Précisions")).fill("Il manque le vote")
    turn.get_by_role("button", name="Envoyer l’avis").click()

    expect(turn.get_by_text(re.compile("Merci"))).to_be_visible()
    claire.page.goto("/equipe/questions")
    claire.page.get_by_role("link", name=re.compile(unheard[-10:-2])).click()
    expect(claire.page.get_by_text("Il manque le vote")).to_be_visible()


def test_an_answer_is_copied_with_its_sources(visitor: Visitor) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)

    widget.asked(SURE).get_by_role("button", name="Copier avec les sources").click()
    expect(widget.status).to_contain_text("copiées")

    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert "50\u00a0% du capital" in copied.replace("\u202f", "\u00a0")
    assert "Corpus de démonstration" in copied or "corpus de démonstration" in copied


def test_a_copy_that_the_browser_refuses_leaves_the_next_one_to_the_page(visitor: Visitor) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)
    keep = widget.asked(SURE).get_by_role("button", name="Copier avec les sources")
    # Where there is no https there is no ClipboardItem; some browsers then refuse the older way without an event.
    visitor.page.evaluate("() => { delete window.ClipboardItem; document.execCommand = () => false; }")

    keep.click()
    expect(widget.status).to_contain_text("Cela n’a pas pu être fait")
    heading = visitor.page.get_by_role("heading", level=1)
    heading.select_text()
    visitor.page.keyboard.press("ControlOrMeta+C")

    assert visitor.page.evaluate("navigator.clipboard.readText()").strip() == heading.inner_text().strip()


def test_an_answer_copied_after_midnight_says_the_day_of_the_reader(arrive: Arrive) -> None:
    visitor = arrive(timezone_id="Europe/Paris")
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.clock.set_fixed_time("2031-07-01T23:30:00Z")
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)

    widget.asked(SURE).get_by_role("button", name="Copier avec les sources").click()
    expect(widget.status).to_contain_text("copiées")

    assert "Consulté le 2 juillet 2031." in visitor.page.evaluate("navigator.clipboard.readText()")


def test_an_answer_goes_on_in_a_widget_that_is_moved_and_stops_in_one_that_is_taken_out(
    visitor: Visitor, cuttable: Line
) -> None:
    cuttable.hold()
    visitor.page.goto(f"{cuttable.url}/widget-demo")
    widget = Widget(visitor.page)

    widget.ask(ON_A_PAGE)
    expect(widget.mark()).to_be_visible()
    widget.host.evaluate("(host) => document.body.append(host)")
    cuttable.release()
    expect(widget.last.get_by_role("heading", name="Sources")).to_be_visible()
    assert len([url for url in visitor.requests if url.endswith("/v1/ask")]) == 1

    cuttable.hold()
    widget.ask(SURE)
    expect(widget.mark()).to_be_visible()
    with visitor.page.expect_event("requestfailed", lambda request: request.url.endswith("/v1/ask")):
        widget.host.evaluate("(host) => { window.kept = host; host.remove(); }")
    cuttable.release()
    visitor.page.evaluate("() => document.body.append(window.kept)")
    expect(widget.last.get_by_role("heading", name="Réponse arrêtée")).to_be_visible()
    widget.asked(SURE, "Réponse")


def test_an_answer_is_kept_as_a_word_file(visitor: Visitor) -> None:
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)

    with visitor.page.expect_download() as kept:
        widget.asked(SURE).get_by_role("button", name="Note Word").click()

    assert kept.value.suggested_filename.endswith(".docx")
    assert kept.value.path().read_bytes().startswith(b"PK")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("’", "'"))
