"""The accessibility tree of each state of the widget: what assistive tools are told. More may stand there; not less."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.proxy import Line
from tests.browser.states import FORGIVEN, STATES

TREES = {
    "empty": """
- region "Une question juridique ?":
  - heading "Une question juridique ?" [level=2]
  - paragraph:
    - strong: Une machine répond.
  - log "Réponses"
  - status
  - textbox "Votre question"
  - button "Poser la question"
  - group "Par exemple":
    - heading "Par exemple" [level=3]
    - list:
      - listitem:
        - button /Foncier/
""",
    "streaming": """
- region "Une question juridique ?":
  - log "Réponses":
    - article /Vous avez demandé/:
      - heading /Vous avez demandé/ [level=3]
      - heading /^Réponse/ [level=4]
      - paragraph:
        - button "Voir la source 1"
  - status: /[Rr]éponse|Recherche/
  - textbox "Votre question"
  - button "Poser la question" [disabled]
  - button "Arrêter"
""",
    "answered": """
- log "Réponses":
  - article /Vous avez demandé/:
    - heading /Vous avez demandé/ [level=3]
    - heading "Réponse" [level=4]
    - paragraph:
      - button "Voir la source 1"
    - heading "À savoir avant de s’en servir" [level=4]
    - list:
      - listitem:
        - strong: Document de démonstration
        - paragraph:
          - button "Voir la source 1"
    - heading "Sources" [level=4]
    - list:
      - listitem:
        - button /Source 1/
    - heading "Textes cités" [level=4]
    - group "Garder cette réponse":
      - button "Copier avec les sources"
      - button "Imprimer"
      - button "Note Word"
      - button "Note LibreOffice"
    - group /Cette réponse vous a-t-elle été utile/:
      - button "Utile"
      - button "Pas utile"
""",
    "card": """
- article /Vous avez demandé/:
  - paragraph:
    - button "Voir la source 1" [expanded]
  - group "Extrait de la source 1":
    - button "Fermer l’extrait"
    - heading [level=5]
    - paragraph: /page 3/
    - blockquote:
      - mark
    - paragraph:
      - link /Lire dans le document/
""",
    "clarify": """
- article /Vous avez demandé/:
  - heading "Une précision est nécessaire" [level=4]
  - list:
    - listitem:
      - button /seuils/
""",
    "refused": """
- article /Vous avez demandé/:
  - heading "Les sources ne le disent pas" [level=4]
  - heading "Demander à une personne" [level=4]
  - paragraph:
    - link /permanence@reseau.example/
  - paragraph:
    - link /Écrire à/
    - button "Copier ma question"
""",
    "judged": """
- group /Cette réponse vous a-t-elle été utile/:
  - button "Utile"
  - button "Pas utile"
  - group /Pourquoi/:
    - radio "Elle est fausse"
    - radio "Elle est incomplète"
    - radio "Elle répond à autre chose"
    - radio "Elle n’est plus à jour"
    - radio "Elle est difficile à comprendre"
    - radio "Autre raison"
  - textbox "Précisions (facultatif)"
  - button "Envoyer l’avis"
""",
    "failed": """
- article /Vous avez demandé/:
  - heading "Le service ne répond pas" [level=4]
  - paragraph:
    - strong: /Que faire/
  - button "Réessayer"
""",
    "floating-closed": """
- button "Poser une question"
""",
    "floating": """
- button "Poser une question" [expanded]
- dialog "Une question juridique ?":
  - heading "Une question juridique ?" [level=2]
  - button "Fermer"
  - log "Réponses":
    - article /Vous avez demandé/
  - status
  - textbox "Votre question"
  - button "Poser la question"
""",
}


@pytest.mark.parametrize("state", STATES)
def test_assistive_tools_are_told_each_state(arrive: Arrive, cuttable: Line, state: str) -> None:
    visitor = arrive(home=cuttable.url)
    visitor.forgive(*FORGIVEN.get(state, ()))

    widget = STATES[state](visitor.page, cuttable)

    expect(widget.host).to_match_aria_snapshot(TREES[state])


def test_what_comes_is_spoken_politely_and_the_source_that_was_opened_is_not_spoken_twice(
    arrive: Arrive, cuttable: Line
) -> None:
    widget = STATES["card"](arrive(home=cuttable.url).page, cuttable)

    assert widget.log.get_attribute("aria-live") == "polite"
    assert widget.status.get_attribute("role") == "status"
    assert widget.card.get_attribute("aria-live") == "off"
