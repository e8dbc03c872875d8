"""How old what is said is."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.freshness import freshness, warnings
from domain.types import Citation, Evidence
from tests.builders import a_document, a_passage

TODAY = date(2026, 11, 26)


def cited(text: str = "Un texte.", published: date | None = None) -> Citation:
    document = a_document(published=published)
    passage = a_passage(text, document)
    return Citation(1, passage, document, text, 0, len(text))


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (date(2026, 11, 20), "Source la plus récente : 20 novembre 2026 (moins d’un mois)."),
        (date(2026, 3, 1), "Source la plus récente : 1er mars 2026 (8 mois)."),
        (date(2025, 10, 27), "Source la plus récente : 27 octobre 2025 (1 an)."),
        (date(2023, 9, 26), "Source la plus récente : 26 septembre 2023 (3 ans et 2 mois)."),
        (None, "Les sources de cette réponse ne sont pas datées."),
    ],
)
def test_the_age_of_the_newest_source_is_told(published: date | None, told: str) -> None:
    older = cited(published=date(2020, 1, 1) if published else None)

    assert freshness([older, cited(published=published)], TODAY) == told


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("À compter du 1er janvier 2027, le seuil est de 90 000 €.", "1er janvier 2027"),
        ("Le seuil vaut depuis le 1er avril 2026.", None),
        ("Il s'applique à partir du 31 juin 2027.", None),
    ],
)
def test_what_is_not_yet_in_force_is_said_to_be_so(text: str, day: str | None) -> None:
    told = [(warning.code, day in warning.text) for warning in warnings([cited(text)], Evidence(()), TODAY) if day]

    assert told == ([("future", True)] if day else [])
    assert bool(warnings([cited(text)], Evidence(()), TODAY)) is bool(day)
