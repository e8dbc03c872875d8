"""A question that may mean several things, « Combien d'années ? »: what is asked back, with choices.

Either it has no subject: all its words are those one asks with (« quel montant maximum »). Or it has one or two content
words, each in several of the nearest documents, and these are of several themes: nothing in it tells which. A word that
no document holds makes it a question about something else; one that a single document holds tells which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.evidence import is_stale
from domain.text import words
from domain.types import Clarification, Document, Hit
from prompts.loader import render

MAX_WORDS = 2  # content words
NEAREST = 6  # documents
SEVERAL = 2
CHOICES = 4
_ALL = 0.999  # of the question's rarity, held by the hits: a sum of shares

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


def clarification(question: str, hits: Sequence[Hit], as_of: date) -> Clarification | None:
    """What to ask back; the choices are what the nearest documents answer, each theme's first before the others."""
    documents = list({hit.document.id: hit.document for hit in hits}.values())[:NEAREST]
    if _has_subject(question) and _tells_which(hits, documents):
        return None
    choices = tuple(d.title for d in _by_theme([d for d in documents if not is_stale(d, as_of)]))[:CHOICES]
    return Clarification(render("clarify"), choices) if len(choices) >= SEVERAL else None


def _has_subject(question: str) -> bool:
    asked = (word for word in words(question) if len(word) >= SUBJECT_LETTERS)
    return bool(_ACRONYM.search(question)) or any(word not in _NO_SUBJECT for word in asked)


def _tells_which(hits: Sequence[Hit], documents: Sequence[Document]) -> bool:
    """Whether a word of the question, or the theme of all the nearest documents, tells which subject is meant."""
    shares: dict[str, float] = {}
    holders: dict[str, set[str]] = {}
    for hit in hits:
        for held in hit.sentence_words:
            shares |= held
            for word in held:
                holders.setdefault(word, set()).add(hit.document.id)
    few = 0 < len(shares) <= MAX_WORDS and sum(shares.values()) >= _ALL
    if not few or min(map(len, holders.values())) < SEVERAL:
        return True
    return len({document.theme for document in documents}) < SEVERAL


def _by_theme(documents: Sequence[Document]) -> list[Document]:
    """Each theme's first document, then the others, in order."""
    first = list({document.theme: document for document in reversed(documents)}.values())
    return sorted(documents, key=lambda document: (document not in first, documents.index(document)))
