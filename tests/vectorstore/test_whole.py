"""Whole documents, in real tantivy on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.types import Edition, Reading, Visibility
from tests.builders import a_document, an_edition
from vectorstore.tantivy_index import SCORED_WHOLE
from vectorstore.whole import TantivyDocuments

PUBLIC, ADHERENT = Visibility.PUBLIC, Visibility.ADHERENT


def edition(id_: str, *texts: str, title: str = "Fiche") -> Edition:
    return an_edition(a_document(id_, title=title), *texts)


def as_read(text: str) -> Reading:
    return Reading(text, text)


@pytest.fixture(params=[SCORED_WHOLE, 0], ids=["scored at once", "the best, then those asked for"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> TantivyDocuments:
    documents = TantivyDocuments(tmp_path, scored_whole=request.param)
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
    best = documents.compare(PUBLIC, as_read("durée du bail cédé par le preneur")).best(10)

    assert next(iter(best)) == "bail"


@pytest.mark.parametrize("typed", ["cooperrative", "coopératif", "coopérativement"])
def test_runs_of_letters_meet_where_words_do_not(documents: TantivyDocuments, typed: str) -> None:
    assert next(iter(documents.compare(PUBLIC, as_read(typed)).best(10))) == "scic"


def test_scores_of_given_documents_equal_those_of_a_free_search(documents: TantivyDocuments) -> None:
    question = as_read("le preneur et son capital")
    best = documents.compare(PUBLIC, question).best(10)

    assert documents.compare(PUBLIC, question).of([*best, "inconnu"]) == pytest.approx(best)


def test_no_more_than_the_best_are_given_and_the_others_keep_their_scores(documents: TantivyDocuments) -> None:
    question = as_read("le preneur et son capital")
    every = documents.compare(PUBLIC, question).best(10)

    scores = documents.compare(PUBLIC, question)
    best = scores.best(1)

    assert list(best) == list(every)[:1]
    assert scores.of(["scic", "bail"]) == pytest.approx({i: every[i] for i in ("scic", "bail")})


def test_a_document_written_again_says_only_what_it_says_now(documents: TantivyDocuments) -> None:
    documents.write(PUBLIC, [edition("bail", "La vente est parfaite dès l'accord.")])

    assert "bail" not in documents.compare(PUBLIC, as_read("bail rural de neuf ans")).best(10)
    assert documents.ids(PUBLIC) == {"bail", "preneur", "scic"}


def test_members_documents_are_in_an_index_of_their_own(documents: TantivyDocuments) -> None:
    documents.write(ADHERENT, [edition("note", "Une note sur le bail rural.")])

    assert "note" not in documents.compare(PUBLIC, as_read("note sur le bail rural")).best(10)
    assert list(documents.compare(ADHERENT, as_read("note sur le bail rural")).best(10)) == ["note"]


def test_stop_words_alone_find_nothing(documents: TantivyDocuments) -> None:
    assert documents.compare(PUBLIC, as_read("est-ce que nous avons le")).best(10) == {}
