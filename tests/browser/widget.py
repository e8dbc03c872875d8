"""The widget as a person meets it: by roles and French words."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

SURE = "Une commune peut-elle entrer au capital d’une SCIC, et jusqu’à combien ?"
ON_A_PAGE = "Quelles sont les étapes pour entrer dans une SCIC ?"
"""Its first source is a page of a PDF."""
VAGUE = "Quel est le seuil ?"
UNKNOWN = "Qui siège au comité de pilotage foncier ?"
MEMBERS_ONLY = "Combien de temps dure le rendez-vous Valmorin ?"
MEMBERS_FACT = "quarante minutes"
HEADINGS = re.compile("^(Réponse|Réponse partielle|Une précision est nécessaire|Les sources ne le disent pas)$")


class Widget:
    """One <guichet-assistant> of a page."""

    def __init__(self, page: Page, number: int = 0) -> None:
        self.page = page
        self.host = page.locator("guichet-assistant").nth(number)
        self.question = self.host.get_by_role("textbox", name="Votre question")
        self.send = self.host.get_by_role("button", name="Poser la question")
        self.log = self.host.get_by_role("log")
        self.status = self.host.get_by_role("status")
        self.turns = self.log.get_by_role("article")
        self.card = self.host.get_by_role("group", name=re.compile("Extrait de la source"))

    @property
    def last(self) -> Locator:
        """The last exchange."""
        return self.turns.last

    def ask(self, question: str) -> None:
        """Type a question and send it."""
        self.question.fill(question)
        self.send.click()

    def asked(self, question: str, heading: str | re.Pattern[str] = HEADINGS) -> Locator:
        """Ask, and wait until the answer stands in full."""
        self.ask(question)
        expect(self.last.get_by_role("heading", level=4, name=heading).first).to_be_visible()
        expect(self.send).not_to_have_attribute("aria-disabled", "true")
        return self.last

    def mark(self, number: int = 1) -> Locator:
        """A citation in the text of the last exchange."""
        return self.last.get_by_role("button", name=f"Voir la source {number}").first
