"""The staff at their desk, and what it changes for who asks."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.browser.conftest import Arrive, sign_in
from tests.browser.desk import A_MINUTE, quoted, ready, sent, to
from tests.browser.visitor import Visitor, violations
from tests.browser.widget import Widget
from tests.coined import coined


@pytest.mark.usefixtures("tidy")
def test_a_refused_question_waits_for_staff_whose_answer_is_given_to_who_asks_again(
    visitor: Visitor, claire: Visitor, unheard: str
) -> None:
    visitor.page.goto("/widget-demo")
    Widget(visitor.page).asked(unheard, "Les sources ne le disent pas")

    desk = claire.page
    to(desk, "Questions")
    desk.get_by_role("link", name=re.compile(unheard[-10:-2])).click()
    desk.get_by_role("link", name="Répondre").click()
    expect(desk.get_by_label("Question", exact=True)).to_have_value(re.compile(unheard[-10:-2]))
    quoted(desk, "plafond de 50 % du capital d'une SCIC", "Oui, une commune peut devenir")
    text = desk.get_by_role("textbox", name="Phrase 1").input_value()
    desk.get_by_role("button", name="Aperçu").click()
    expect(desk.locator("#apercu")).to_contain_text(text[:40])
    desk.get_by_role("button", name="Valider et publier").click()
    expect(desk.get_by_role("status").first).to_be_visible()

    visitor.page.reload()
    turn = Widget(visitor.page).asked(unheard, "Réponse")
    assert _words(turn.inner_text()) > _words(text)
    to(desk, "Questions")
    expect(desk.get_by_role("link", name=re.compile(unheard[-10:-2]))).to_have_count(0)


@pytest.mark.usefixtures("tidy")
def test_a_pdf_sent_from_the_desk_is_answered_from_within_a_minute(
    visitor: Visitor, claire: Visitor, tmp_path: Path
) -> None:
    name = f"Ornelle{coined(6)}"
    guide = _pdf(
        tmp_path / f"dispositif-{name}.pdf",
        f"Le dispositif {name}",
        f"Le dispositif {name} prête une salle communale aux associations pendant trois saisons.",
        f"La mairie signe avec chaque association la convention {name}, dont la durée est de neuf mois.",
    )
    question = f"Combien de temps dure la convention {name} ?"
    visitor.page.goto("/widget-demo")
    expect(Widget(visitor.page).asked(question)).not_to_contain_text("neuf mois")

    desk = claire.page
    ready(sent(desk, guide, public=True))

    turn = Widget(visitor.page).asked(question, re.compile("^Réponse"))
    expect(turn).to_contain_text("neuf mois")
    with visitor.context.expect_page() as opened:
        Widget(visitor.page).mark().click()
        Widget(visitor.page).card.get_by_role("link", name="Lire dans le document").click()
    expect(opened.value.locator("mark").first).to_contain_text("neuf mois")


@pytest.mark.usefixtures("tidy")
def test_a_document_sent_as_it_comes_stays_between_members(
    visitor: Visitor, claire: Visitor, staff_api: httpx.Client, tmp_path: Path
) -> None:
    name = f"Valroche{coined(6)}"
    note = tmp_path / f"note-{name}.md"
    note.write_text(f"# Le fonds {name}\n\nLe fonds {name} verse douze mille euros par an aux cantines.\n", "utf-8")

    desk = claire.page
    ready(sent(desk, note))

    visitor.page.goto("/widget-demo")
    turn = Widget(visitor.page).asked(f"Combien le fonds {name} verse-t-il aux cantines ?")
    expect(turn).not_to_contain_text("douze mille")
    assert "douze mille" in staff_api.get("/v1/search", params={"q": f"fonds {name} cantines"}).text


@pytest.mark.usefixtures("tidy")
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(claire: Visitor, tmp_path: Path) -> None:
    broken = tmp_path / "abîmé.pdf"
    broken.write_bytes(b"%PDF-1.7\nrien de lisible")

    desk = claire.page
    line = sent(desk, broken)

    expect(line).to_have_attribute("data-state", "failed", timeout=A_MINUTE)
    expect(line).to_contain_text(re.compile("PDF|illisible|abîmé|lire"))


@pytest.mark.usefixtures("tidy")
def test_a_document_that_is_withdrawn_answers_no_more_and_comes_back_when_restored(
    visitor: Visitor, claire: Visitor, tmp_path: Path
) -> None:
    name = f"Tarvel{coined(6)}"
    note = tmp_path / f"note-{name}.md"
    note.write_text(
        f"---\ntitle: La prime {name}\nvisibility: public\n---\nLa prime {name} est de quarante euros par mois.\n",
        "utf-8",
    )
    desk = claire.page
    ready(sent(desk, note, public=True))
    visitor.page.goto("/widget-demo")
    widget = Widget(visitor.page)
    expect(widget.asked(f"De combien est la prime {name} ?")).to_contain_text("quarante euros")

    to(desk, "Documents")
    desk.get_by_role("link", name=re.compile(name)).first.click()
    desk.get_by_role("link", name=re.compile("Retirer ce document")).click()
    assert violations(desk) == []
    desk.get_by_role("button", name="Retirer", exact=True).click()
    expect(desk.get_by_role("button", name="Restaurer").first).to_be_visible()
    assert violations(desk) == []
    expect(widget.asked(f"De combien est la prime {name} ?")).not_to_contain_text("quarante euros")
    desk.get_by_role("button", name="Restaurer").first.click()
    ready(desk.locator("#envois li").filter(has_text=f"La prime {name}"))

    expect(widget.asked(f"De combien est la prime {name} ?")).to_contain_text("quarante euros")


def test_who_has_not_signed_in_sees_nothing_of_the_desk(visitor: Visitor) -> None:
    for page in ("", "/documents", "/questions", "/reponses", "/evaluation", "/zones", "/sante"):
        visitor.page.goto(f"/equipe{page}")

        assert visitor.page.url.endswith("/equipe/connexion"), page
        expect(visitor.page.get_by_label("Mot de passe")).to_be_visible()


def test_a_wrong_password_is_told_and_the_right_one_opens_then_signs_out(arrive: Arrive, account: str) -> None:
    somebody = arrive(anonymous=False)
    somebody.forgive("401")
    page = somebody.page
    page.goto("/equipe/connexion")
    page.get_by_label("Nom").fill(account)
    page.get_by_label("Mot de passe").fill("un autre mot de passe")
    page.get_by_role("button", name="Se connecter").click()

    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Nom")).to_have_value(account)


def test_signing_out_closes_the_desk(arrive: Arrive, account: str) -> None:
    page = arrive(anonymous=False).page
    sign_in(page, account)
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto("/equipe/documents")

    assert page.url.endswith("/equipe/connexion")


def _pdf(path: Path, title: str, *lines: str) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setTitle(title)
    for number, line in enumerate((title, *lines)):
        canvas.drawString(60, 760 - 24 * number, line)
    canvas.save()
    return path


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))
