"""The index: real Chroma and tantivy on disk, the real model, a library that says what is live."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import IndexMismatch
from domain.types import Audience, Document, Edition, Passage, Scope, Visibility
from ingest.sentences import FrenchSentenceSplitter
from tests.builders import a_document, a_query, an_edition
from vectorstore.embedding import OnnxEmbedder
from vectorstore.hybrid import HybridIndex

PUBLIC, ADHERENT = Visibility.PUBLIC, Visibility.ADHERENT

SCIC = an_edition(
    a_document("scic", title="Une commune peut-elle entrer au capital d'une SCIC ?", theme="scic", type="faq"),
    "Oui, les collectivités peuvent détenir ensemble jusqu'à la moitié du capital.",
    "Le vote suit la règle un associé, une voix.",
)
BAIL = an_edition(
    a_document("bail", title="Louer une terre communale", theme="foncier", type="fiche"),
    "Une terre du domaine privé communal se loue par un bail rural.",
)
NOTE = an_edition(
    a_document("note", title="Note aux adhérents", theme="foncier", visibility=ADHERENT),
    "Le dispositif Valmorin prête des terres aux maraîchers.",
)


class LiveEditions:
    """A library over editions held in memory: another implementation of domain.ports.Library."""

    def __init__(self, *editions: Edition) -> None:
        self.editions = {edition.document.id: edition for edition in editions}

    def find(
        self, passage_ids: Sequence[str], document_ids: Sequence[str], scope: Scope
    ) -> Mapping[str, tuple[Passage, Document]]:
        return {
            p.id: (p, e.document)
            for e in self.editions.values()
            for p in e.passages
            if (p.id in passage_ids or e.document.id in document_ids)
            and e.document.visibility in scope.visibilities
            and scope.theme in (None, e.document.theme)
            and scope.type in (None, e.document.type)
        }

    def superseded(self, document_ids: Collection[str], scope: Scope) -> Mapping[str, str]:
        return {}

    def around(self, passages: Sequence[Passage], scope: Scope) -> Mapping[str, tuple[str, str]]:
        def text(document_id: str, ordinal: int) -> str:
            of = self.editions[document_id].passages
            return of[ordinal].text if 0 <= ordinal < len(of) else ""

        return {p.id: (text(p.document_id, p.ordinal - 1), text(p.document_id, p.ordinal + 1)) for p in passages}


@pytest.fixture
def library() -> LiveEditions:
    return LiveEditions(SCIC, BAIL, NOTE)


@pytest.fixture
def index(tmp_path: Path, embedder: OnnxEmbedder, library: LiveEditions) -> HybridIndex:
    made = HybridIndex(tmp_path, embedder, library, FrenchSentenceSplitter(), chunker="c1")
    made.add([SCIC, BAIL, NOTE])
    return made


def documents(index: HybridIndex, text: str, audience: Audience = Audience.PUBLIC, *, group: bool = True) -> list[str]:
    return [hit.document.id for hit in index.search(a_query(text, audience=audience, group=group))]


def test_the_document_that_answers_comes_first_with_ranks_without_gaps(index: HybridIndex) -> None:
    hits = index.search(a_query("la commune veut prendre des parts dans une coopérative"))

    assert hits[0].document.id == "scic"
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_grouping_keeps_the_best_passage_of_each_document(index: HybridIndex) -> None:
    grouped = index.search(a_query("vote dans une SCIC"))
    free = index.search(a_query("vote dans une SCIC", group=False))

    assert [hit.document.id for hit in grouped].count("scic") == 1
    assert [hit.document.id for hit in free].count("scic") == 2
    assert grouped[0].passage.text == "Le vote suit la règle un associé, une voix."


def test_a_private_document_is_found_by_members_and_never_by_the_public(index: HybridIndex) -> None:
    assert "note" not in documents(index, "dispositif Valmorin")
    assert documents(index, "dispositif Valmorin", Audience.ADHERENT)[0] == "note"
    assert documents(index, "dispositif Valmorin", Audience.STAFF)[0] == "note"


def test_private_words_do_not_weigh_on_public_coverage(index: HybridIndex) -> None:
    public = index.search(a_query("Valmorin"))
    member = index.search(a_query("Valmorin", audience=Audience.ADHERENT))

    assert all(hit.coverage == 0.0 for hit in public)
    assert member[0].coverage == 1.0


def test_what_the_records_no_longer_hold_is_not_found_even_if_the_index_does(
    index: HybridIndex, library: LiveEditions
) -> None:
    del library.editions["scic"]

    assert "scic" not in documents(index, "capital d'une SCIC")


def test_filters_keep_only_their_theme_and_type(index: HybridIndex) -> None:
    query = a_query("terre communale capital")

    assert {h.document.id for h in index.search(replace(query, theme="foncier"))} == {"bail"}
    assert {h.document.id for h in index.search(replace(query, type="faq"))} == {"scic"}
    assert index.search(replace(query, theme="inconnu")) == ()


def test_every_hit_carries_a_cosine_for_each_of_its_sentences(index: HybridIndex) -> None:
    for hit in index.search(a_query("bail rural", group=False)):
        assert len(hit.sentence_similarities) == len(hit.passage.sentences)
        assert all(0.5 < cosine <= 1.0 for cosine in hit.sentence_similarities)


def test_adding_again_embeds_nothing(index: HybridIndex) -> None:
    assert index.add([SCIC, BAIL, NOTE]) == 0


def test_replacing_an_edition_removes_what_is_gone_and_keeps_what_is_shared(
    index: HybridIndex, library: LiveEditions
) -> None:
    new = Edition(SCIC.document, (SCIC.passages[0],))
    library.editions["scic"] = new

    embedded = index.add([new])
    index.remove(SCIC, kept=new)

    assert embedded == 0
    assert index.sizes() == {PUBLIC: (2, 2), ADHERENT: (1, 1)}
    assert documents(index, "moitié du capital")[0] == "scic"


def test_a_document_made_private_leaves_the_public_collections(index: HybridIndex, library: LiveEditions) -> None:
    hidden = an_edition(
        a_document("bail", title="Louer une terre communale", visibility=ADHERENT), BAIL.passages[0].text
    )
    library.editions["bail"] = hidden

    index.add([hidden])
    index.remove(BAIL, kept=hidden)

    assert index.sizes() == {PUBLIC: (1, 2), ADHERENT: (2, 2)}
    assert documents(index, "bail rural", Audience.ADHERENT)[0] == "bail"


def test_repair_brings_back_what_is_missing_and_removes_what_is_not_expected(index: HybridIndex) -> None:
    index.remove(BAIL)

    changed = index.repair([SCIC, BAIL])

    assert changed > 0
    assert index.sizes() == {PUBLIC: (2, 3), ADHERENT: (0, 0)}
    assert index.repair([SCIC, BAIL]) == 0


def test_an_index_built_with_another_chunker_refuses_to_open_and_names_the_command(
    index: HybridIndex, tmp_path: Path, embedder: OnnxEmbedder, library: LiveEditions
) -> None:
    del index
    other = HybridIndex(tmp_path, embedder, library, FrenchSentenceSplitter(), chunker="c2")

    with pytest.raises(IndexMismatch, match="découpage en passages : c1 dans l'index, c2 demandé") as caught:
        other.check()

    assert "./guichet reindex" in caught.value.hint


def test_an_index_built_with_another_model_refuses_to_open(
    index: HybridIndex, tmp_path: Path, embedder: OnnxEmbedder, library: LiveEditions
) -> None:
    del index
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"model": "autre", "dimension": "768"}))

    with pytest.raises(IndexMismatch, match=r"modèle : autre .* dimension : 768 dans l'index, 384 demandé"):
        HybridIndex(tmp_path, embedder, library, FrenchSentenceSplitter(), chunker="c1").check()


FERMAGE = an_edition(
    a_document("fermage", title="Louer une ferme"),
    "Toute mise à disposition à titre onéreux est régie par l'article L. 411-1 du code rural et de la pêche maritime.",
)


def with_references(edition: Edition, *references: str) -> Edition:
    return Edition(edition.document, tuple(replace(p, references=references) for p in edition.passages))


def test_the_passage_that_cites_the_article_asked_for_comes_first(index: HybridIndex, library: LiveEditions) -> None:
    cited = with_references(FERMAGE, "CRPM L411-1")
    library.editions["fermage"] = cited
    index.add([cited])

    for question in (
        "capital d'une SCIC et L. 411-1 du code rural",
        "capital d'une SCIC et article L411-1",
        "scic l 411-1",
    ):
        assert documents(index, question)[0] == "fermage"
    assert documents(index, "capital d'une SCIC et article L. 411-2 du code rural")[0] == "scic"


def test_what_a_hit_says_again_is_left_out_of_evidence_unless_its_numbers_or_its_date_differ(
    index: HybridIndex, library: LiveEditions
) -> None:
    said = (
        "La subvention de fonctionnement versée à une association sportive est plafonnée à {} euros par an et par club."
    )
    copies = {
        "first": an_edition(a_document("first"), said.format(500)),
        "again": an_edition(a_document("again"), said.format(500)),
        "other": an_edition(a_document("other"), said.format(900)),
    }
    library.editions |= copies
    index.add(list(copies.values()))

    free = documents(index, "plafond de la subvention d'un club", group=False)

    assert len({"first", "again"} & set(free)) == 1
    assert "other" in free
    assert {"first", "again"} <= set(documents(index, "plafond de la subvention d'un club"))


def test_a_misspelt_question_finds_what_the_right_one_does(index: HybridIndex) -> None:
    assert documents(index, "captial d'une scic")[0] == documents(index, "capital d'une SCIC")[0] == "scic"


def test_the_question_in_a_long_letter_is_found(index: HybridIndex) -> None:
    courtesies = "Je vous remercie vivement de votre aide et vous souhaite une très belle journée à tous. " * 5
    letter = f"{courtesies}Peut-on louer une terre communale par un bail rural ? {courtesies}"

    assert documents(index, letter)[0] == "bail"


def test_an_explained_search_tells_how_the_question_was_read_and_what_each_score_is_made_of(index: HybridIndex) -> None:
    explained = index.explain(a_query("captial d'une scic"))

    assert explained.reading.mends == (("captial", "capital"),)
    for hit in explained.hits:
        assert hit.score == pytest.approx(sum(f.standard * f.weight for f in hit.fields))
        assert {f.field for f in hit.fields} == {"text", "title", "sentence", "lexical", "whole", "cited"}


def test_one_visible_document_in_a_hundred_still_gives_ten_hits(tmp_path: Path, embedder: OnnxEmbedder) -> None:
    rare = [an_edition(a_document(f"r{n}", theme="rare"), f"La commune peut louer le local {n}.") for n in range(10)]
    usual = [an_edition(a_document(f"u{n}"), f"Le bail rural de la parcelle {n} dure neuf ans.") for n in range(990)]
    index = HybridIndex(tmp_path, embedder, LiveEditions(*rare, *usual), FrenchSentenceSplitter(), chunker="c1")
    index.add([*rare, *usual])

    hits = index.search(replace(a_query("durée d'un bail rural"), theme="rare"))

    assert sorted(hit.document.id for hit in hits) == [f"r{n}" for n in range(10)]
