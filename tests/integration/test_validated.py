"""What staff validate is served for the question and its paraphrases, and told to be read again when it must be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from domain.errors import BadValidation, Overtaken, UnknownAnswer
from domain.types import Answer, AnswerStatus, Audience, Visibility
from domain.validated import Validated, ValidatedSentence
from runtime.guichet import Guichet
from tests.builders import TODAY
from tests.integration.files import NOTE, SCIC, ingest, write

QUESTION = "Combien de voix la commune a-t-elle dans une SCIC ?"
PARAPHRASE = "combien de voix dans une scic pour la commune ?"
SAID = "La commune n'a qu'une voix, comme tout associé."
VOTE = "Toutefois, un associé ne dispose que d'une voix."


@pytest.fixture
def open_guichet(guichet: Guichet, folder: object) -> Guichet:
    ingest(guichet, folder)  # type: ignore[arg-type]
    return guichet


def ask(guichet: Guichet, question: str, audience: Audience = Audience.PUBLIC) -> Answer:
    return guichet.answers.ask(question, as_of=TODAY, audience=audience).answer


def sentence(
    guichet: Guichet, text: str = VOTE, document: str = "scic-capital", quote: str = VOTE
) -> ValidatedSentence:
    [passage] = guichet.version(document)[0].passages
    return ValidatedSentence(text, (guichet.validated.quote(document, passage.id, quote),))


def validate(guichet: Guichet, *sentences: ValidatedSentence, **fields: object) -> Validated:
    said = sentences or (sentence(guichet),)
    return guichet.validated.validate(QUESTION, said, author="Mme Test", **fields)  # type: ignore[arg-type]


def test_it_comes_first_for_its_question_and_its_paraphrases_and_says_who_validated_it_when(
    open_guichet: Guichet,
) -> None:
    before = ask(open_guichet, QUESTION)
    kept = validate(open_guichet)

    for question in (QUESTION, PARAPHRASE):
        given = ask(open_guichet, question)
        assert given.status is AnswerStatus.ANSWERED
        assert given.text == VOTE != before.text
        assert [citation.quote for citation in given.citations] == [VOTE]
        assert given.validated == kept.day
        assert given.preface.startswith("Réponse validée par l’équipe le ")
        assert "Mme Test" not in repr(given)


def test_another_question_is_not_answered_by_it(open_guichet: Guichet) -> None:
    validate(open_guichet)

    for other in ("Combien de voix la commune a-t-elle dans une association ?", "Qui a une voix dans une SCIC ?"):
        assert ask(open_guichet, other).validated is None


def test_staff_may_give_other_wordings(open_guichet: Guichet) -> None:
    validate(open_guichet, wordings=("ça pèse combien la mairie à l'AG ?",))

    assert ask(open_guichet, "Ça pèse combien, la mairie, à l'AG").text == VOTE


def test_an_answer_that_was_given_is_validated_as_it_is_and_is_made_again_from_its_receipt(
    open_guichet: Guichet,
) -> None:
    given = ask(open_guichet, "Une commune peut-elle entrer au capital d'une SCIC ?")
    validate(open_guichet, *open_guichet.answers.as_validated(given.id))

    again = ask(open_guichet, QUESTION)
    replay = open_guichet.answers.replay(again.id)

    assert again.text == given.text
    assert [c.quote for c in again.citations] == [c.quote for c in given.citations]
    assert replay.differences == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("La commune a deux voix à l'assemblée.", "autre chose"),
        ("Toutefois, un associé dispose de plus d'une voix.", "autre chose"),
        ("Le préfet nomme le président de la coopérative.", "autre chose"),
    ],
)
def test_what_says_more_than_its_quote_is_refused(open_guichet: Guichet, text: str, why: str) -> None:
    with pytest.raises(BadValidation, match=why):
        validate(open_guichet, sentence(open_guichet, text))

    assert open_guichet.validated.all(TODAY) == ()


def test_a_sentence_without_a_quote_or_with_one_that_is_not_there_is_refused(open_guichet: Guichet) -> None:
    with pytest.raises(BadValidation, match="n'est pas dans"):
        sentence(open_guichet, quote="Un associé a dix voix.")
    with pytest.raises(BadValidation, match="aucune phrase"):
        open_guichet.validated.validate(QUESTION, (), author="")
    with pytest.raises(BadValidation, match="n'a pas de passage"):
        open_guichet.validated.quote("scic-capital", "rien")


def test_two_validated_answers_do_not_share_a_question(open_guichet: Guichet) -> None:
    kept = validate(open_guichet)

    with pytest.raises(BadValidation, match=kept.id):
        open_guichet.validated.validate(PARAPHRASE, (sentence(open_guichet),), author="")


def test_of_several_that_are_validated_at_once_for_a_question_one_is_kept(open_guichet: Guichet) -> None:
    said = sentence(open_guichet)
    ready = Barrier(8)

    def try_it(number: int) -> str:
        ready.wait()
        try:
            return open_guichet.validated.validate(QUESTION, (said,), author=f"Mme {number}").id
        except BadValidation:
            return ""

    with ThreadPoolExecutor(8) as threads:
        kept = list(filter(None, threads.map(try_it, range(8))))

    assert [one.id for one in open_guichet.validated.standing()] == kept
    assert len(kept) == 1
    assert ask(open_guichet, QUESTION).validated


def test_of_several_changes_of_one_version_at_once_one_is_kept_and_the_others_are_told(open_guichet: Guichet) -> None:
    kept = validate(open_guichet)
    ready = Barrier(8)

    def try_it(number: int) -> int:
        changed = sentence(open_guichet, quote=VOTE[11:], text=VOTE[11:])
        ready.wait()
        try:
            return validate(open_guichet, changed, validated_id=kept.id, replaces=1).version
        except Overtaken:
            return 0

    with ThreadPoolExecutor(8) as threads:
        versions = list(filter(None, threads.map(try_it, range(8))))

    assert versions == [2]
    assert [one.version for one in open_guichet.validated.history(kept.id)] == [2, 1]


def test_a_change_is_a_new_version_and_earlier_receipts_keep_to_theirs(open_guichet: Guichet) -> None:
    kept = validate(open_guichet)
    first = ask(open_guichet, QUESTION)

    changed = validate(open_guichet, sentence(open_guichet, quote=VOTE[11:], text=VOTE[11:]), validated_id=kept.id)

    assert (changed.id, changed.version) == (kept.id, 2)
    assert ask(open_guichet, QUESTION).text == VOTE[11:]
    assert open_guichet.answers.replay(first.id).differences == ()


def test_a_withdrawn_one_is_served_no_more(open_guichet: Guichet) -> None:
    kept = validate(open_guichet)
    open_guichet.validated.withdraw(kept.id, author="")

    assert ask(open_guichet, QUESTION).validated is None
    assert open_guichet.validated.all(TODAY) == ()
    with pytest.raises(UnknownAnswer):
        open_guichet.validated.withdraw(kept.id, author="")


def test_when_a_cited_passage_changes_it_is_served_with_a_warning_and_listed(
    open_guichet: Guichet, folder: object
) -> None:
    validate(open_guichet)
    write(folder, scic=SCIC.replace("une voix", "deux voix"))  # type: ignore[arg-type]
    ingest(open_guichet, folder)  # type: ignore[arg-type]

    given = ask(open_guichet, QUESTION)

    assert given.text == VOTE
    assert [(w.code, w.document_id) for w in given.warnings] == [("changed", "scic-capital")]
    [due] = open_guichet.validated.all(TODAY)
    assert due.reasons == ("« Une commune peut-elle entrer au capital d'une SCIC ? » ne contient plus le passage cité",)


def test_when_its_review_is_due_it_is_served_with_a_warning_and_listed(open_guichet: Guichet) -> None:
    validate(open_guichet, review_by=date(2026, 11, 1))

    assert [warning.code for warning in ask(open_guichet, QUESTION).warnings] == ["review"]
    assert open_guichet.validated.all(TODAY)[0].reasons == ("à relire depuis le 01/11/2026",)
    assert open_guichet.validated.all(date(2026, 10, 1))[0].reasons == ()


def test_one_that_cites_a_private_document_or_one_made_private_or_withdrawn_is_not_for_the_public(
    open_guichet: Guichet, folder: object
) -> None:
    text = "Le dispositif Valmorin prête des terres aux maraîchers pendant deux saisons."
    open_guichet.validated.validate(
        "Que prête le dispositif Valmorin ?", (sentence(open_guichet, text, "note-interne", text),), author=""
    )
    validate(open_guichet)
    question = "Que prête le dispositif Valmorin ?"
    assert ask(open_guichet, question).validated is None
    assert "Valmorin" not in ask(open_guichet, question).text
    assert ask(open_guichet, question, Audience.ADHERENT).text == text

    write(folder, scic=SCIC.replace("visibility: public", "visibility: adherent"))  # type: ignore[arg-type]
    ingest(open_guichet, folder, default=Visibility.PUBLIC)  # type: ignore[arg-type]
    assert ask(open_guichet, QUESTION).validated is None
    assert ask(open_guichet, QUESTION, Audience.ADHERENT).validated is not None

    open_guichet.delete(["scic-capital"])
    assert ask(open_guichet, QUESTION, Audience.ADHERENT).validated is None
    assert any("n'est plus servie" in reason for due in open_guichet.validated.all(TODAY) for reason in due.reasons)
    assert "Valmorin" in NOTE
