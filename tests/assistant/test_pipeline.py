"""The question's walk over hits given by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from assistant.abstention import ANSWERED, PARTIAL, confidence
from assistant.extractive import ExtractiveComposer
from assistant.pipeline import Pipeline
from assistant.question import to_query
from domain.types import Answer, AnswerStatus, Draft, DraftSentence, Evidence, Hit, Query, Reading, Search, Support
from tests.builders import TODAY, a_document, a_hit, a_query

RULE = "Les collectivités détiennent au plus 50 % du capital (article 19 septies de la loi n° 47-1775)."
LIST = "La convention de subvention fixe les points suivants :\n• son objet ;\n• son montant."


class GivenHits:
    """A retriever that finds what it is given: another implementation of domain.ports.Retriever."""

    def __init__(self, *hits: Hit) -> None:
        self.hits = hits

    def search(self, query: Query) -> Sequence[Hit]:
        return self.hits[: query.limit]

    def explain(self, query: Query) -> Search:
        return Search(Reading(query.text, query.text), tuple(self.search(query)))


class Inventor:
    """A composer that adds a figure of its own, as a language model may."""

    def compose(self, query: Query, evidence: Evidence) -> Draft:
        return Draft((DraftSentence("Le plafond est de 80 % du capital.", (Support(1, 0, len(RULE)),)),))


def answer(*hits: Hit, question: str = "quel plafond au capital d'une scic", as_of: date | None = None) -> Answer:
    query = a_query(question)
    query = replace(query, as_of=as_of) if as_of else query
    return Pipeline(GivenHits(*hits), ExtractiveComposer(), contact="la FAQ").answer(query)


def asked(question: str, *hits: Hit) -> Answer:
    """The answer to a question as a person puts it."""
    return Pipeline(GivenHits(*hits), ExtractiveComposer(), contact="la FAQ").answer(to_query(question, as_of=TODAY))


def test_strong_evidence_is_answered_with_its_citation_and_reference() -> None:
    given = answer(a_hit(RULE, 0.95))

    assert given.status is AnswerStatus.ANSWERED
    assert [sentence.citations for sentence in given.sentences] == [(1,)]
    assert given.citations[0].quote == RULE
    assert [reference.normalised for reference in given.references] == ["loi 47-1775 art. 19 septies"]
    assert given.confidence >= ANSWERED
    assert given.preface == ""


def test_weak_evidence_is_left_unanswered_and_names_what_was_looked_at() -> None:
    given = answer(replace(a_hit(RULE, 0.70), coverage=0.0))

    assert given.status is AnswerStatus.ABSTAINED
    assert given.sentences == ()
    assert given.searched == ("doc",)
    assert given.contact == "la FAQ"


def test_middling_evidence_is_told_as_what_comes_nearest_with_the_way_to_a_person() -> None:
    given = answer(replace(a_hit(RULE, 0.90), sentence_words=({"capital": 0.1},)))

    assert PARTIAL <= given.confidence < ANSWERED
    assert given.status is AnswerStatus.PARTIAL
    assert given.preface.startswith("Les documents ne répondent peut-être pas exactement")
    assert given.citations[0].quote == RULE
    assert given.contact == "la FAQ"


def test_no_evidence_is_no_answer() -> None:
    assert answer().status is AnswerStatus.ABSTAINED
    assert confidence(Evidence(()), Draft(())) == 0.0


def test_confidence_grows_with_each_sign_that_the_evidence_answers() -> None:
    def sure(cosine: float, held: float) -> float:
        evidence = Evidence((replace(a_hit(RULE, cosine), sentence_words=({"capital": held},)),))
        return confidence(evidence, ExtractiveComposer().compose(a_query("capital"), evidence))

    assert sure(0.85, 0.2) < sure(0.85, 0.9)
    assert sure(0.85, 0.2) < sure(0.90, 0.2)


def test_what_the_question_takes_for_granted_and_the_sources_deny_is_corrected_first() -> None:
    aside = "La coopérative d'intérêt collectif réunit son assemblée générale une fois par an."
    given = answer(
        a_hit(f"{aside} {RULE}", 0.95, 0.93),
        question="Les collectivités pouvant détenir 80 % du capital, que faire en assemblée générale ?",
    )

    assert given.sentences[0].text == RULE
    assert [warning.code for warning in given.warnings] == ["premise"]
    assert given.preface.startswith("Attention : les documents ne disent pas ce que la question tient pour acquis")
    assert [sentence.text for sentence in given.sentences].count(RULE) == 1


def test_a_question_that_may_be_about_several_things_is_asked_back() -> None:
    hits = [
        replace(
            a_hit(RULE, 0.9, document=a_document(name, title=f"Question sur {name}", theme=theme)), sentence_words=held
        )
        for name, theme, held in (
            ("le bail", "foncier", ({"montant": 0.4, "maximum": 0.6},)),
            ("la terre", "foncier", ({"maximum": 0.6},)),
            ("la SCIC", "scic", ({"montant": 0.4, "maximum": 0.6},)),
        )
    ]

    given = answer(*hits, question="Le montant maximum du capital ?")

    assert given.status is AnswerStatus.CLARIFY
    assert given.clarification
    assert given.clarification.choices == ("Question sur le bail", "Question sur la SCIC", "Question sur la terre")
    assert given.sentences == ()
    assert answer(*hits[:2], question="Le montant du capital ?").status is not AnswerStatus.CLARIFY  # one theme
    assert answer(*hits[:2], question="Quel montant maximum ?").status is AnswerStatus.CLARIFY  # no subject at all


@pytest.mark.parametrize(
    "held",
    [
        {"montant": 0.3, "maximum": 0.3, "capital": 0.4},  # a subject
        {"montant": 0.3},  # the rest of it in no document
        {},
    ],
)
def test_a_question_with_a_subject_or_about_something_else_is_not_asked_back(held: dict[str, float]) -> None:
    hits = [
        replace(a_hit(RULE, 0.9, document=a_document(name, theme=name)), sentence_words=(held,))
        for name in ("foncier", "scic")
    ]

    assert answer(*hits).status is not AnswerStatus.CLARIFY


def test_a_word_of_one_theme_tells_which_is_meant() -> None:
    hits = [
        replace(a_hit(RULE, 0.9, document=a_document(theme, theme=theme)), sentence_words=(held,))
        for theme, held in (("foncier", {"commune": 0.3}), ("scic", {"commune": 0.3, "dividendes": 0.7}))
    ]

    assert answer(*hits, question="dividendes commune").status is not AnswerStatus.CLARIFY


def test_what_a_composer_invents_is_not_said_and_the_sources_speak_instead() -> None:
    given = Pipeline(GivenHits(a_hit(RULE, 0.95)), Inventor(), contact="").answer(a_query("plafond au capital"))

    assert given.text == RULE
    assert [warning.code for warning in given.warnings] == ["llm"]


def test_list_items_stand_on_lines_of_their_own() -> None:
    given = answer(a_hit(LIST, 0.95, 0.9, 0.9), question="que fixe la convention de subvention")

    assert given.text == LIST


def test_an_answer_from_an_outdated_document_says_so_for_today_and_not_for_its_time() -> None:
    old = a_hit(RULE, 0.95, document=a_document("ancien", valid_until=date(2025, 12, 31)))

    assert [warning.code for warning in answer(old).warnings] == ["stale"]
    assert answer(old, as_of=date(2025, 1, 1)).warnings == ()


def test_the_same_question_gives_the_same_answer_id() -> None:
    assert answer(a_hit(RULE, 0.95)).id == answer(a_hit(RULE, 0.95)).id


def test_the_person_to_ask_is_that_of_the_theme_of_what_comes_nearest() -> None:
    land = replace(a_hit(RULE, 0.70, document=a_document(theme="foncier")), coverage=0.0)
    contacts = {"foncier": "la SAFER"}

    told = Pipeline(GivenHits(land), ExtractiveComposer(), contact="la FAQ", contacts=contacts).answer(a_query("quoi"))

    assert told.status is AnswerStatus.ABSTAINED
    assert told.contact == "la SAFER"
