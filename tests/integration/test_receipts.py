"""Every answer given to a person has a receipt, from which it is made again."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from domain.errors import LostSource, UnknownAnswer
from domain.receipts import Feedback, Task, TaskStatus
from domain.types import Answer, AnswerStatus, Audience, Visibility
from runtime.answers import Turn
from runtime.guichet import Guichet
from runtime.settings import Settings
from tests.builders import TODAY
from tests.integration.files import BAIL, SCIC, ingest, write

QUESTION = "Une commune peut-elle entrer au capital d'une SCIC ?"


def ask(guichet: Guichet, question: str = QUESTION, audience: Audience = Audience.PUBLIC, **more: str) -> Turn:
    return guichet.answers.ask(question, as_of=TODAY, audience=audience, conversation=more.get("conversation"))


def same_words(one: Answer, other: Answer | None) -> bool:
    assert other is not None
    return (one.text, one.sentences, one.citations, one.status) == (
        other.text,
        other.sentences,
        other.citations,
        other.status,
    )


@pytest.mark.parametrize(
    ("question", "status"),
    [
        (QUESTION, AnswerStatus.ANSWERED),
        ("Quelle est la recette de la tarte aux pommes ?", AnswerStatus.ABSTAINED),
        ("Can a municipality buy shares in a cooperative company?", AnswerStatus.ABSTAINED),
        ("Quel montant maximum ?", AnswerStatus.CLARIFY),
    ],
)
def test_an_answer_is_made_again_word_for_word(
    guichet: Guichet, folder: Path, question: str, status: AnswerStatus
) -> None:
    ingest(guichet, folder)
    given = ask(guichet, question).answer

    again = guichet.answers.replay(given.id)

    assert given.status is status
    assert again.differences == again.changes == ()
    assert same_words(given, again.again)


def test_it_is_made_again_from_the_versions_that_it_stood_on_after_they_are_replaced(
    guichet: Guichet, folder: Path
) -> None:
    ingest(guichet, folder)
    given = ask(guichet).answer
    write(folder, scic=SCIC.replace("50 %", "20 %"))
    ingest(guichet, folder)

    again = guichet.answers.replay(given.id)

    assert "50 %" in given.text
    assert "20 %" in ask(guichet).answer.text
    assert again.differences == ()
    assert same_words(given, again.again)
    assert again.changes == (
        "« Une commune peut-elle entrer au capital d'une SCIC ? » : version 1 citée, version 2 en ligne",
    )


def test_a_withdrawn_document_is_told(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    given = ask(guichet).answer
    guichet.delete(["scic-capital"])

    [change] = guichet.answers.replay(given.id).changes

    assert change.endswith("n'est plus consultable")


def test_an_answer_that_comes_out_otherwise_is_told_what_differs(
    guichet: Guichet, settings: Settings, folder: Path
) -> None:
    ingest(guichet, folder)
    given = ask(guichet).answer
    kept = _execute(settings, f"SELECT CAST(receipt AS TEXT) FROM answers WHERE id = '{given.id}'")[0][0]
    tampered = kept.replace("Toutefois", "Cependant").replace("'", "''").replace(":", "\\:")
    _execute(settings, f"UPDATE answers SET receipt = '{tampered}' WHERE id = '{given.id}'")

    differences = guichet.answers.replay(given.id).differences

    assert differences
    assert differences[0].startswith("le texte : «")


def test_a_passage_that_the_records_lost_is_named(guichet: Guichet, settings: Settings, folder: Path) -> None:
    ingest(guichet, folder)
    given = ask(guichet).answer
    _execute(settings, "DELETE FROM passages")

    with pytest.raises(LostSource, match="« scic-capital », version 1") as caught:
        guichet.answers.replay(given.id)

    assert given.citations[0].passage.id in {lost.passage_id for lost in caught.value.lost}


def test_an_unknown_answer_is_told(guichet: Guichet) -> None:
    with pytest.raises(UnknownAnswer):
        guichet.answers.replay("nulle")


def test_answers_and_conversations_cannot_be_guessed_and_a_guessable_conversation_is_not_taken(
    guichet: Guichet, folder: Path
) -> None:
    ingest(guichet, folder)
    first, second = ask(guichet), ask(guichet, conversation="1")

    assert len({first.answer.id, second.answer.id, first.conversation_id, second.conversation_id}) == 4
    assert second.conversation_id != "1"
    assert min(map(len, (first.answer.id, second.conversation_id))) >= 22


def test_a_member_s_conversation_is_not_gone_on_with_by_someone_else(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    mine = ask(guichet, "Que prête le dispositif Valmorin aux maraîchers ?", Audience.ADHERENT)

    stranger = ask(guichet, "et pour elle ?", conversation=mine.conversation_id)
    again = ask(guichet, "et pour elle ?", Audience.STAFF, conversation=mine.conversation_id)

    assert stranger.conversation_id != mine.conversation_id
    assert "Valmorin" not in repr(stranger)
    assert again.conversation_id == mine.conversation_id


def test_a_conversation_remembers_its_questions_and_another_one_does_not(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    first = ask(guichet)

    followed = ask(guichet, "et jusqu'à combien ?", conversation=first.conversation_id)
    alone = ask(guichet, "et jusqu'à combien ?")

    assert followed.conversation_id == first.conversation_id
    assert followed.answer.citations[0].document.id == "scic-capital"
    assert alone.answer.status is not AnswerStatus.ANSWERED


def test_what_was_answered_before_never_unlocks_a_refusal(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    first = ask(guichet)

    refused = ask(guichet, "Quelle est la recette de la tarte aux pommes ?", conversation=first.conversation_id)

    assert refused.answer.status is AnswerStatus.ABSTAINED


def test_who_asked_whom_and_where_is_neither_searched_nor_kept(
    guichet: Guichet, settings: Settings, folder: Path
) -> None:
    ingest(guichet, folder)
    asked = (
        "M. Durand, 12 rue des Lilas, 06 12 34 56 78, veut entrer au capital de la SCIC : la commune peut-elle aussi ?"
    )

    ask(guichet, asked)

    kept = "".join(file.read_text(errors="ignore") for file in settings.data_dir.glob("guichet.db*"))
    kept = kept or str(_execute(settings, "SELECT question, CAST(receipt AS TEXT) FROM answers"))
    assert "Durand" not in kept
    assert "Lilas" not in kept
    assert "06 12" not in kept
    assert "capital de la SCIC" in kept


def test_the_receipt_of_a_private_answer_is_not_for_the_public_nor_is_that_of_one_made_private(
    guichet: Guichet, folder: Path
) -> None:
    ingest(guichet, folder)
    private = ask(guichet, "dispositif Valmorin", Audience.ADHERENT).answer
    public = ask(guichet).answer
    assert guichet.answers.receipt(public.id, Audience.PUBLIC).id == public.id

    write(folder, scic=SCIC.replace("visibility: public", "visibility: adherent"))
    ingest(guichet, folder, default=Visibility.PUBLIC)

    for answer in (private, public):
        assert guichet.answers.receipt(answer.id, Audience.ADHERENT).id == answer.id
        with pytest.raises(UnknownAnswer):
            guichet.answers.receipt(answer.id, Audience.PUBLIC)


def test_nor_is_it_once_the_document_is_public_again_with_another_text(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    public = ask(guichet).answer
    for visibility in ("adherent", "public"):
        write(
            folder, scic=SCIC.replace("visibility: public", f"visibility: {visibility}") + f"\n\nMention {visibility}."
        )
        ingest(guichet, folder)

    with pytest.raises(UnknownAnswer):
        guichet.answers.receipt(public.id, Audience.PUBLIC)
    assert ask(guichet).answer.citations


def test_nor_is_that_of_an_answer_to_which_a_document_that_is_private_now_came_near(
    guichet: Guichet, folder: Path
) -> None:
    ingest(guichet, folder)
    refused = ask(guichet, "Quelle est la recette de la tarte aux pommes ?").answer
    assert "Louer une terre communale" in refused.searched

    write(folder, bail=BAIL.replace("visibility: public", "visibility: adherent"))
    ingest(guichet, folder)

    with pytest.raises(UnknownAnswer):
        guichet.answers.receipt(refused.id, Audience.PUBLIC)


def test_an_edition_that_another_one_replaces_is_used_with_a_warning_by_those_who_may_see_the_newer_one(
    guichet: Guichet, folder: Path
) -> None:
    newer = (
        "---\nid: neuf\ntitle: Édition 2026\nreplaces: [bail-communal]\nvisibility: adherent\n---\nUn texte sans lien."
    )
    write(folder, neuf=newer)
    ingest(guichet, folder)
    question = "Par quel contrat louer une terre du domaine privé communal ?"

    member, public = (ask(guichet, question, audience).answer for audience in (Audience.ADHERENT, Audience.PUBLIC))

    [warning] = [warning for warning in member.warnings if warning.code == "superseded"]
    assert warning.document_id == "bail-communal"
    assert "« Édition 2026 »" in warning.text
    assert [warning.code for warning in public.warnings] == []


def test_what_is_too_old_is_deleted_with_what_was_said_of_it_and_a_conversation_when_asked(
    guichet: Guichet, settings: Settings, folder: Path
) -> None:
    ingest(guichet, folder)
    old, kept, erased = ask(guichet), ask(guichet), ask(guichet)
    guichet.answers.note_feedback(Feedback(old.answer.id, useful=False), Audience.PUBLIC)
    _execute(settings, f"UPDATE answers SET asked_at = '2020-01-01 00:00:00' WHERE id = '{old.answer.id}'")

    assert guichet.answers.purge(keep_days=365) == 1
    assert guichet.answers.purge(conversation=erased.conversation_id) == 1

    for gone in (old, erased):
        with pytest.raises(UnknownAnswer):
            guichet.answers.replay(gone.answer.id)
    assert guichet.answers.replay(kept.answer.id).differences == ()
    assert guichet.answers.queue(datetime(2019, 1, 1, tzinfo=UTC)) == ()


def test_several_write_at_once(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                answer = ask(guichet).answer
                guichet.answers.note_feedback(Feedback(answer.id, useful=False), Audience.PUBLIC)
                guichet.answers.decide("0" * 16, Task(TaskStatus.DOING, "Mme Test", ""))
        except BaseException as exc:  # noqa: BLE001 - told to the test's own thread
            trouble.append(exc)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert trouble == []
    [waiting] = guichet.answers.queue(datetime.now(UTC) - timedelta(days=1))
    assert waiting.downvoted == 60


def _execute(settings: Settings, statement: str) -> list[Any]:
    engine = create_engine(settings.database)
    with engine.begin() as connection:
        done = connection.execute(text(statement))
        rows = list(done) if done.returns_rows else []
    engine.dispose()
    return rows
