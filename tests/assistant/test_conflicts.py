"""Two sources that disagree on a value."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.conflicts import both_said, conflict
from domain.types import Draft, DraftSentence, Evidence, Support
from tests.assistant.test_pipeline import answer
from tests.builders import TODAY, a_document, a_hit

OLD = "Un marché de services se passe sans publicité ni mise en concurrence sous 40 000 € HT (article R. 2122-8)."
NEW = "Depuis le 1er avril 2026, un marché de services se passe sans publicité ni mise en concurrence sous 60 000 € HT."
OLD_GUIDE = a_document("guide-2024", title="Guide 2024", published=date(2024, 3, 1))
NEW_GUIDE = a_document("guide-2026", title="Guide 2026", published=date(2026, 4, 2))


def disagreeing(one: str, other: str, valid_until: date | None = None) -> tuple[str, ...]:
    """The texts of the two sentences, newest first; empty when they do not disagree."""
    older = a_document("guide-2024", published=date(2024, 3, 1), valid_until=valid_until)
    evidence = Evidence((a_hit(one, 0.95, document=older), a_hit(other, 0.90, document=NEW_GUIDE)))
    draft = Draft((DraftSentence(one, (Support(1, 0, len(one)),)),))
    found = conflict(draft, evidence, TODAY)
    return tuple(sentence.text for sentence in both_said(found, draft, evidence).sentences) if found else ()


def test_two_sources_that_give_another_value_are_both_shown_newest_first_with_their_dates() -> None:
    given = answer(a_hit(OLD, 0.95, document=OLD_GUIDE), a_hit(NEW, 0.95, document=NEW_GUIDE))

    [warning] = [warning for warning in given.warnings if warning.code == "conflict"]
    assert [sentence.text for sentence in given.sentences] == [NEW, OLD]
    assert "« Guide 2026 » (2 avril 2026) et « Guide 2024 » (1er mars 2024)" in warning.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OLD, NEW.replace("60 000", "40 000")),
        (OLD, "Un marché de travaux est dispensé de procédure tant qu'il reste inférieur à 100 000 € HT."),
        (OLD.replace("se passe", "se passait").replace("sous", "était sous"), NEW),
        ("Les collectivités détiennent au plus 50 % du capital.", "Les salariés détiennent au moins 20 % du capital."),
        ("Le compte rendu est rendu sous six mois.", "Le compte rendu est rendu le 30 juin 2026."),
    ],
    ids=["same value", "another subject", "what was so before", "another side", "no value of that kind"],
)
def test_what_does_not_disagree_is_left_alone(one: str, other: str) -> None:
    assert disagreeing(one, other) == ()


def test_an_edition_that_is_no_longer_valid_contradicts_no_one() -> None:
    assert disagreeing(OLD, NEW) == (NEW, OLD)
    assert disagreeing(OLD, NEW, valid_until=date(2026, 3, 31)) == ()


def test_one_document_does_not_contradict_itself() -> None:
    evidence = Evidence(tuple(a_hit(text, 0.95, document=NEW_GUIDE) for text in (OLD, NEW)))

    assert conflict(Draft((DraftSentence(OLD, (Support(1, 0, len(OLD)),)),)), evidence, TODAY) is None
