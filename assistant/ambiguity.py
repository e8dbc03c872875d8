"""A question that may mean several things, « Combien d'années ? »: what is asked back, with choices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.text import words
from domain.types import Clarification, Hit
from prompts.loader import render

CHOICES = 4
FEWEST_CHOICES = 2
SUBJECT_LETTERS = 4
# What is asked of a subject, or said around it; a question made of these alone has no subject.
_NO_SUBJECT = frozenset((
    "annee", "annees", "autorisation", "avis", "avoir", "cela", "combien", "comme", "comment", "conseil",
    "convention", "date", "deja", "delai", "delais", "depasse", "deux", "dois", "doit", "doivent", "droit",
    "duree", "elle", "encore", "etre", "exactement", "faire", "faut", "fixe", "jour", "jours", "jusqu",
    "limite", "maire", "mairie", "maximal", "maximum", "minimal", "minimum", "mois", "montant", "nombre",
    "notre", "nous", "obligation", "obligatoire", "oblige", "obliger", "part", "payer", "peut", "peuvent",
    "plafond", "pour", "pourcentage", "pourquoi", "pouvons", "prioritaire", "priorite", "prix", "quand", "quel",
    "quelle", "quelles", "quels", "quoi", "regle", "regles", "rembourser", "reponse", "seuil", "somme",
    "taille", "taux", "temps", "tous", "tout", "toute", "tres", "trois", "vote", "voter", "votre",
))  # fmt: skip
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")


def clarification(question: str, hits: Sequence[Hit]) -> Clarification | None:
    """What to ask back of a question without a subject; the choices are what the nearest documents answer.

    None when it has a subject, or when fewer than FEWEST_CHOICES documents are near.
    """
    subject = [word for word in words(question) if len(word) >= SUBJECT_LETTERS and word not in _NO_SUBJECT]
    if subject or _ACRONYM.search(question):
        return None
    titles = tuple(dict.fromkeys(hit.document.title for hit in hits))[:CHOICES]
    return Clarification(render("clarify"), titles) if len(titles) >= FEWEST_CHOICES else None
