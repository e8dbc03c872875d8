"""What the tests of this folder ask about: a public guide of three passages, a note for members."""

from __future__ import annotations

BAIL = """---
id: bail
title: Louer une terre communale
date: 2026-03-01
theme: foncier
publisher: Réseau d'essai
url: https://reseau.example/bail
---
## Le bail

Une terre du domaine privé communal se loue par un bail rural de neuf ans. Le fermage est fixé par arrêté préfectoral.

## La priorité

Le maire loue d'abord aux jeunes agriculteurs qui s'installent. Le conseil municipal délibère sur chaque location.

## La fin

Le congé se donne dix-huit mois avant la fin du bail. La commune reprend la terre pour un projet d'intérêt général.
"""
NOTE = """---
id: note
title: Note aux adhérents sur le bail rural
visibility: adherent
theme: foncier
---
Le dispositif Valmorin prête des terres aux maraîchers sans bail rural.
"""
QUESTION = "combien de temps dure un bail rural"
SECRET_QUESTION = "Que prête le dispositif Valmorin aux maraîchers ?"
SECRET = "Valmorin"
"""A word of the private document alone."""
