"""What a reader may have to know about an answer, by stable code, and its name in French."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

WarningCode = Literal[
    "conflict",
    "stale",
    "superseded",
    "changed",
    "review",
    "future",
    "to_check",
    "ocr",
    "premise",
    "profile",
    "language",
    "demonstration",
    "llm",
]
_LABELS: Mapping[str, str] = {
    "conflict": "Sources en désaccord",
    "stale": "Document périmé",
    "superseded": "Document remplacé",
    "changed": "Document modifié",
    "review": "Réponse à relire",
    "future": "Pas encore en vigueur",
    "to_check": "À vérifier",
    "ocr": "Texte reconnu sur une image",
    "premise": "Idée à corriger",
    "profile": "Autre taille de collectivité",
    "language": "Langue de la question",
    "demonstration": "Document de démonstration",
    "llm": "Phrases mêmes des documents",
}


def warning_label(code: str) -> str:
    """The name of a warning; "" for a code that this version does not know (a run of a later one)."""
    return _LABELS.get(code, "")
