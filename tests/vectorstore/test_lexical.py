"""French words on disk, in real tantivy."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.types import Reading, Visibility
from tests.builders import a_document, a_passage
from vectorstore.lexical import TantivyWords

PUBLIC, ADHERENT = Visibility.PUBLIC, Visibility.ADHERENT


def words_of(folder: Path, **texts: str) -> TantivyWords:
    words = TantivyWords(folder)
    documents = {name: a_document(name, title="Fiche") for name in texts}
    words.write(PUBLIC, [(a_passage(text, documents[name]), documents[name]) for name, text in texts.items()])
    return words


def ids_of(**texts: str) -> dict[str, str]:
    return {a_passage(text, a_document(name, title="Fiche")).id: name for name, text in texts.items()}


def as_read(text: str, *expansions: str) -> Reading:
    return Reading(text, text, expansions)


CORPUS = {
    "scic": "Les sociétés coopératives ont un capital variable, plafonné à 23 000 €.",
    "bail": "L'article L. 2122-1 du code général régit l'occupation du domaine public.",
    "emploi": "Le groupement d'employeurs partage des salariés.",
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("société coopérative", "scic"),  # singular and plural meet in the stem
        ("societe cooperative", "scic"),  # typed without accents
        ("23000 euros", "scic"),  # digit groups
        ("L2122-1", "bail"),  # an article, however it is spaced
        ("l'employeur", "emploi"),  # elision
    ],
)
def test_a_passage_is_found_in_the_words_of_the_person_who_asks(tmp_path: Path, query: str, expected: str) -> None:
    words = words_of(tmp_path, **CORPUS)

    best = words.compare(PUBLIC, as_read(query)).best(10)

    assert ids_of(**CORPUS)[next(iter(best))] == expected


def test_stop_words_alone_find_nothing(tmp_path: Path) -> None:
    assert words_of(tmp_path, **CORPUS).compare(PUBLIC, as_read("est-ce que nous avons le")).best(10) == {}


def test_scores_of_given_passages_equal_those_of_a_free_search(tmp_path: Path) -> None:
    words = words_of(tmp_path, **CORPUS)
    best = words.compare(PUBLIC, as_read("capital des salariés")).best(10)

    scores = words.compare(PUBLIC, as_read("capital des salariés")).of(list(best))

    assert scores == pytest.approx(best)


def test_another_visibility_is_another_index(tmp_path: Path) -> None:
    words = words_of(tmp_path, **CORPUS)

    assert words.compare(ADHERENT, as_read("capital")).best(10) == {}
    assert words.count(ADHERENT) == 0


def test_writing_again_replaces_and_deleting_removes(tmp_path: Path) -> None:
    words = words_of(tmp_path, **CORPUS)
    document = a_document("scic", title="Fiche")
    passage = a_passage(CORPUS["scic"], document)

    words.write(PUBLIC, [(passage, document)])
    after_writing = words.count(PUBLIC)
    words.delete(PUBLIC, [passage.id, "inconnu"])

    assert after_writing == 3
    assert words.count(PUBLIC) == 2
    assert passage.id not in words.ids(PUBLIC)


def test_the_words_of_a_question_weigh_by_their_rarity(tmp_path: Path) -> None:
    words = words_of(tmp_path, **CORPUS)

    full, none, partial = words.held(
        [PUBLIC], "Quel est le capital du groupement ?", ["capital, groupement", "rien", "un capital"]
    )

    assert sum(full.values()) == 1.0
    assert none == {}
    assert partial == {"capital": pytest.approx(0.5)}  # both words stand in one passage of three: equally rare


def test_a_torn_index_is_opened_empty_for_the_records_to_fill(tmp_path: Path) -> None:
    words_of(tmp_path, **CORPUS)
    (tmp_path / "public" / "meta.json").write_text("torn")

    assert TantivyWords(tmp_path).count(PUBLIC) == 0


def test_a_delete_that_was_killed_before_its_end_is_done_by_the_next_run(tmp_path: Path) -> None:
    texts = {"un": "Le bail rural.", "deux": "Le prêt à usage."}
    words_of(tmp_path, **texts)
    meta = tmp_path / PUBLIC.value / "meta.json"
    named = meta.read_bytes()
    [un, deux] = ids_of(**texts)
    TantivyWords(tmp_path).delete(PUBLIC, [un])
    meta.write_bytes(named)  # a commit names its files last: killed just before, it leaves them unnamed

    again = TantivyWords(tmp_path)
    again.delete(PUBLIC, [un])

    assert again.ids(PUBLIC) == {deux}


def test_an_expansion_finds_and_weighs_less_than_a_word_of_the_question(tmp_path: Path) -> None:
    words = words_of(tmp_path, un="La société coopérative vote.", deux="Le groupement vote.")
    [un, deux] = ids_of(un="La société coopérative vote.", deux="Le groupement vote.")

    expanded = words.compare(PUBLIC, as_read("vote du groupement", "société")).best(10)

    assert list(expanded) == [deux, un]
    assert expanded[un] < words.compare(PUBLIC, as_read("vote société")).best(10)[un]


def test_questions_are_read_with_the_words_of_the_documents_that_may_be_seen(tmp_path: Path) -> None:
    words = words_of(tmp_path, **CORPUS)
    note = a_document("note", title="Note", visibility=ADHERENT)
    words.write(ADHERENT, [(a_passage("Le dispositif Valmorin (DV) prête des terres.", note), note)])

    assert words.reader([PUBLIC]).read("le dispositif Valmorrin").mends == ()
    assert words.reader([PUBLIC, ADHERENT]).read("le dispositif Valmorrin").mends == (("Valmorrin", "valmorin"),)


def test_a_reader_knows_what_was_written_and_deleted_since(tmp_path: Path) -> None:
    words = words_of(tmp_path, **CORPUS)
    before = words.reader([PUBLIC]).read("le plafonnemnt")
    document = a_document("plafond", title="Fiche")
    passage = a_passage("Le plafonnement du capital.", document)

    words.write(PUBLIC, [(passage, document)])
    during = words.reader([PUBLIC]).read("le plafonnemnt")
    words.delete(PUBLIC, [passage.id])

    assert before.mends == ()
    assert during.text == "le plafonnement"
    assert words.reader([PUBLIC]).read("le plafonnemnt").mends == ()
