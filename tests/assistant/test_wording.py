"""Which questions ask the same in other words."""

from __future__ import annotations

import pytest

from assistant.wording import keys, same_question
from eval.wordings import load_wordings
from tests.conftest import CHECKOUT


@pytest.mark.parametrize("split", ["dev", "test"])
def test_no_near_miss_is_taken_for_the_question(split: str) -> None:
    groups = load_wordings(CHECKOUT / "eval" / "validated" / f"{split}.jsonl")

    pairs = [(asked, near) for group in groups for near in group.near for asked in (group.question, *group.paraphrases)]

    assert len(pairs) >= 300
    assert [pair for pair in pairs if same_question(*pair)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quelle est la durée d'un bail rural ?", "combien de temps dure un bail rural"),
        ("À partir de quel montant faut-il une convention ?", "Convention obligatoire à partir de combien ?"),
        ("Une commune peut-elle adhérer à une CUMA ?", "La mairie a-t-elle le droit d'être membre d'une CUMA ?"),
        ("Quel délai pour répondre à une DIA ?", "Délai de réponse à une déclaration d'intention d'aliéner"),
    ],
)
def test_other_words_for_the_same_question_are_recognised(one: str, other: str) -> None:
    assert same_question(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Une commune peut-elle adhérer à une CUMA ?", "Une communauté de communes peut-elle adhérer à une CUMA ?"),
        ("Faut-il une convention pour 20 000 € ?", "Faut-il une convention pour 30 000 € ?"),
        ("Que dit l'article L. 411-1 du code rural ?", "Que dit l'article L. 411-2 du code rural ?"),
        ("Peut-on résilier un bail ?", "Ne peut-on pas résilier un bail ?"),
        ("Quelle durée maximale ?", "Quelle durée minimale ?"),
        ("Quel seuil ?", "Quel montant ?"),
    ],
)
def test_another_collectivity_value_article_or_denial_is_another_question(one: str, other: str) -> None:
    assert not same_question(one, other)


def test_a_question_without_a_word_of_its_own_is_known_by_its_very_words_only() -> None:
    assert keys("Quel seuil ?") == ("quel seuil",)
    assert same_question("Quel seuil ?", "quel seuil")
