"""The staff's acts at their desk, by its own menus, links and forms."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

A_MINUTE = 60_000


def to(desk: Page, name: str) -> None:
    """By the desk's own menu."""
    desk.get_by_role("navigation", name="Espace de l’équipe").get_by_role("link", name=name, exact=True).click()
    expect(desk.get_by_role("heading", level=1, name=name)).to_be_visible()


def sent(desk: Page, *files: Path, public: bool = False) -> Locator:
    """Send files; where the line of the last one stands among the sendings."""
    to(desk, "Documents")
    desk.get_by_label("Fichiers", exact=True).set_input_files(files)
    if public:
        desk.get_by_text("Dire ce que c’est").click()
        desk.locator("form#envoyer").get_by_label("Visibilité").select_option("public")
    desk.get_by_role("button", name="Envoyer").click()
    return desk.locator("#envois li").filter(has_text=files[-1].name)


def ready(line: Locator) -> None:
    """Wait for a sending, or a publication, to be done."""
    expect(line).to_have_attribute("data-state", "done", timeout=A_MINUTE)


def quoted(desk: Page, search: str, words: str) -> None:
    """In the composer: search the documents, tick the sentence that starts so, add it to the answer."""
    desk.get_by_label("Chercher dans les documents").fill(search)
    sentence = desk.locator("#resultats").get_by_role("checkbox", name=words)
    sentence.first.check()
    desk.get_by_role("button", name="Ajouter comme phrase").click()
    expect(desk.get_by_role("textbox", name="Phrase 1")).not_to_have_value("")
