"""Whole works of the staff at their desk, and the states that pages go through on the way.

The tests look at each state with axe in small, dark and forced-colour windows; `make screenshots` draws it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.desk import A_MINUTE, quoted, ready, sent, to
from tests.coined import coined

Look = Callable[[str, Page], None]
"""What is done with a state: its name, and a page that stands in it."""
Journey = Callable[[Page, Look, Path], None]
"""From the desk's first page, signed in; files are made in the folder."""


def answer_then_replace(desk: Page, look: Look, folder: Path) -> None:
    """An answer is written on a document, which then changes: what it touches is told before anything is published."""
    name = f"Sarvelle{coined(6)}"
    question = f"De combien est la prime {name} ?"
    note = folder / f"prime-{name}.md"
    _write(note, name, "quarante")
    ready(sent(desk, note, public=True))

    to(desk, "Réponses")
    desk.get_by_role("link", name="Écrire une réponse").click()
    desk.get_by_label("Question", exact=True).fill(question)
    quoted(desk, f"prime {name}", f"La prime {name}")
    said = desk.get_by_role("textbox", name="Phrase 1")
    whole = said.input_value()
    said.fill(whole.replace("quarante", "soixante"))
    desk.get_by_role("button", name="Valider et publier").click()
    expect(desk.get_by_role("alert")).to_contain_text("la phrase 1")
    look("equipe-redaction-refusee", desk)
    said.fill(whole)
    desk.get_by_role("button", name="Aperçu").click()
    expect(desk.locator("#apercu")).to_contain_text("quarante euros")
    look("equipe-redaction-apercu", desk)
    desk.get_by_role("button", name="Valider et publier").click()
    expect(desk.get_by_role("status").first).to_be_visible()
    answer = desk.url
    look("equipe-reponse", desk)

    _write(note, name, "cinquante")
    _open(desk, name)
    desk.get_by_label("Nouveau fichier").set_input_files(note)
    desk.get_by_role("button", name="Comparer avec la version en ligne").click()
    expect(desk.get_by_role("heading", level=1, name="Avant de publier")).to_be_visible(timeout=A_MINUTE)
    touched = desk.get_by_role("region", name="Réponses validées touchées")
    expect(touched).to_contain_text(question)
    expect(touched).to_contain_text("ces mots n’y sont plus")
    expect(desk.locator("ins").filter(has_text="cinquante")).to_be_visible()
    expect(desk.locator("del").filter(has_text="quarante")).to_be_visible()
    look("equipe-remplacement", desk)
    desk.get_by_role("button", name="Publier").click()
    ready(desk.locator("#envois li").filter(has_text=f"{note.name} (nouvelle version)"))
    _open(desk, name)
    expect(desk.get_by_role("region", name="Versions").get_by_role("row")).to_have_count(3)
    look("equipe-document-remplace", desk)

    desk.goto(answer)
    expect(desk.get_by_text("à relire", exact=True)).to_be_visible()
    expect(desk.get_by_text("ce passage n’est plus dans la version en ligne")).to_be_visible()
    look("equipe-reponse-a-relire", desk)
    _change_at_once(desk, look)
    desk.goto(answer)
    desk.get_by_role("button", name="Retirer", exact=True).click()
    expect(desk.get_by_role("button", name="Remettre en ligne")).to_be_visible()
    look("equipe-reponse-retiree", desk)


def _change_at_once(desk: Page, look: Look) -> None:
    """Two people change an answer: who comes second is told, and what they wrote is kept."""
    desk.get_by_role("link", name="Modifier").click()
    colleague = desk.context.new_page()
    colleague.goto(desk.url)
    for page, wording in ((colleague, "Combien verse cette prime ?"), (desk, "Quel en est le montant ?")):
        page.get_by_role("button", name="Retirer la phrase 1").click()
        expect(page.get_by_role("textbox", name="Phrase 1")).to_have_count(0)
        quoted(page, "prime cinquante euros par mois", "La prime Sarvelle")
        page.get_by_label("Autres façons de la poser").fill(wording)
        page.get_by_role("button", name="Valider et publier").click()
    expect(colleague.get_by_role("status").first).to_be_visible()
    colleague.close()
    expect(desk.get_by_role("alert")).to_contain_text("a changé pendant que vous écriviez")
    expect(desk.get_by_label("Autres façons de la poser")).to_have_value("Quel en est le montant ?")
    look("equipe-redaction-depassee", desk)


def send_and_remove(desk: Page, look: Look, folder: Path) -> None:
    """One file of two cannot be read; the other is withdrawn, and lies in the bin."""
    name = f"Merlange{coined(6)}"
    note, broken = folder / f"note-{name}.md", folder / f"abîmé-{name}.pdf"
    _write(note, name, "trente")
    broken.write_bytes(b"%PDF-1.7\nrien de lisible")
    failed = sent(desk, note, broken)
    expect(failed).to_have_attribute("data-state", "failed", timeout=A_MINUTE)
    ready(desk.locator("#envois li").filter(has_text=note.name))
    look("equipe-envois", desk)

    _open(desk, name)
    desk.get_by_role("link", name="Retirer ce document").click()
    look("equipe-retrait", desk)
    desk.get_by_role("button", name="Retirer", exact=True).click()
    expect(desk.get_by_role("button", name="Restaurer").first).to_be_visible()
    look("equipe-documents-retire", desk)
    desk.goto("/equipe/documents/corbeille")
    expect(desk.get_by_role("button", name=f"Restaurer « La prime {name} »")).to_be_visible()
    look("equipe-corbeille", desk)


def follow_then_measure(desk: Page, look: Look, _folder: Path) -> None:
    """A real question is followed, becomes a case of the eval set, and is measured before and after another one."""
    to(desk, "Questions")
    desk.locator("#liste").get_by_role("link", name="chalutier").first.click()
    look("equipe-question", desk)
    desk.get_by_role("button", name="S’en occuper").click()
    expect(desk.get_by_role("status")).to_be_visible()
    look("equipe-question-suivie", desk)
    desk.get_by_role("link", name="Ajouter à l’évaluation").click()
    desk.get_by_label("Guichet doit s’abstenir").check()
    look("equipe-evaluation-nouvelle-question", desk)
    desk.get_by_role("button", name="Ajouter au jeu").click()
    expect(desk.get_by_role("status")).to_contain_text("dans le jeu de l’équipe")
    _measure(desk, look, "equipe-evaluation-en-cours")
    look("equipe-evaluation-mesure", desk)

    to(desk, "Évaluation")
    desk.get_by_role("link", name="Les questions de l’équipe").click()
    desk.get_by_role("link", name="Ajouter une question").click()
    desk.get_by_label("Question", exact=True).fill("Une commune peut-elle entrer dans une coopérative ?")
    desk.get_by_label("Chercher un passage").fill("plafond de 50 % du capital d'une SCIC")
    desk.get_by_role("button", name="Chercher").click()
    desk.locator("#passages").get_by_role("checkbox", name="Oui, une commune peut devenir").first.check()
    look("equipe-evaluation-passages", desk)
    desk.get_by_role("button", name="Ajouter au jeu").click()
    expect(desk.locator("#jeu").get_by_role("row")).to_have_count(3)
    look("equipe-evaluation-questions", desk)
    _measure(desk)
    desk.locator("#cas").get_by_role("link", name="Une commune peut-elle entrer").click()
    expect(desk.get_by_role("heading", name="Ce qui était attendu")).to_be_visible()
    look("equipe-evaluation-cas", desk)

    to(desk, "Évaluation")
    look("equipe-evaluation-mesures", desk)
    desk.get_by_role("button", name="Comparer").click()
    expect(desk.get_by_role("heading", level=1, name="Avant et après")).to_be_visible()
    expect(desk.get_by_text("Ce qui a changé").locator("xpath=following-sibling::dd[1]")).to_have_text("les questions")
    look("equipe-evaluation-comparaison", desk)


JOURNEYS: tuple[Journey, ...] = (answer_then_replace, send_and_remove, follow_then_measure)


def _measure(desk: Page, look: Look | None = None, state: str = "") -> None:
    """Measure the team's questions; look at it while it runs, if it still does."""
    to(desk, "Évaluation")
    desk.get_by_label("Jeu de questions").select_option("staff")
    desk.route("**/progression", lambda route: route.fulfill(status=204))  # the page stands still to be looked at
    desk.get_by_role("button", name="Lancer la mesure").click()
    expect(desk.get_by_role("heading", level=1, name="Mesure du")).to_be_visible()
    if look and desk.locator("#progression").count():
        look(state, desk)
    desk.unroute("**/progression")
    expect(desk.get_by_role("heading", name="La porte")).to_be_visible(timeout=A_MINUTE)


def _open(desk: Page, name: str) -> None:
    to(desk, "Documents")
    desk.get_by_role("search").get_by_label("Chercher").fill(name)
    desk.get_by_role("button", name="Filtrer").click()
    desk.locator("#liste").get_by_role("link", name=f"La prime {name}").click()


def _write(path: Path, name: str, euros: str) -> None:
    path.write_text(
        f"---\ntitle: La prime {name}\nvisibility: public\n---\n# La prime {name}\n\n## Montant\n\n"
        f"La prime {name} est de {euros} euros par mois pendant trois ans.\n\n## Demande\n\n"
        f"La demande de prime {name} se dépose à la mairie, au plus tard le 31 mars.\n",
        encoding="utf-8",
    )
