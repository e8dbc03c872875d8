"""Whole documents, in real tantivy on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.types import Edition, Reading, Visibility
from tests.builders import a_document, an_edition
from vectorstore.whole import TantivyDocuments

PUBLIC, ADHERENT = Visibility.PUBLIC, Visibility.ADHERENT


def edition(id_: str, *texts: str, title: str = "Fiche") -> Edition:
    return an_edition(a_document(id_, title=title), *texts)


def as_read(text: str) -> Reading:
    return Reading(text, text)


@pytest.fixture
def documents(tmp_path: Path) -> TantivyDocuments:
    documents = TantivyDocuments(tmp_path)
    documents.write(
        PUBLIC,
        [
            edition("bail", "Le bail rural dure neuf ans.", "Le preneur peut céder ses droits à un descendant."),
            edition("preneur", "Le preneur paie un fermage.", "Il entretient les haies."),
            edition("scic", "La coopérative a un capital variable.", title="Sociétés coopératives"),
        ],
    )
    return documents


def test_a_document_is_found_by_words_spread_over_its_passages(documents: TantivyDocuments) -> None:
    best = documents.best(PUBLIC, as_read("durée du bail cédé par le preneur"), 10)

    assert next(iter(best)) == "bail"


@pytest.mark.parametrize("typed", ["cooperrative", "coopératif", "coopérativement"])
def test_runs_of_letters_meet_where_words_do_not(documents: TantivyDocuments, typed: str) -> None:
    assert next(iter(documents.best(PUBLIC, as_read(typed), 10))) == "scic"


def test_scores_of_given_documents_equal_those_of_a_free_search(documents: TantivyDocuments) -> None:
    question = as_read("le preneur et son capital")
    best = documents.best(PUBLIC, question, 10)

    assert documents.scores(PUBLIC, question, [*best, "inconnu"]) == pytest.approx(best)


def test_a_document_written_again_says_only_what_it_says_now(documents: TantivyDocuments) -> None:
    documents.write(PUBLIC, [edition("bail", "La vente est parfaite dès l'accord.")])

    assert "bail" not in documents.best(PUBLIC, as_read("bail rural de neuf ans"), 10)
    assert documents.ids(PUBLIC) == {"bail", "preneur", "scic"}


def test_members_documents_are_in_an_index_of_their_own(documents: TantivyDocuments) -> None:
    documents.write(ADHERENT, [edition("note", "Une note sur le bail rural.")])

    assert "note" not in documents.best(PUBLIC, as_read("note sur le bail rural"), 10)
    assert list(documents.best(ADHERENT, as_read("note sur le bail rural"), 10)) == ["note"]


def test_stop_words_alone_find_nothing(documents: TantivyDocuments) -> None:
    assert documents.best(PUBLIC, as_read("est-ce que nous avons le"), 10) == {}
