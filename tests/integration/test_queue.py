"""What people ask and get no useful answer to waits for staff, until they validate an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import UnknownAnswer
from domain.receipts import Feedback, FeedbackReason, Task, TaskStatus, Unanswered
from domain.types import Audience
from domain.validated import ValidatedSentence
from runtime.guichet import Guichet
from tests.builders import TODAY
from tests.integration.files import ingest

REFUSED = "Quel est le délai pour obtenir un passeport ?"
ANSWERED = "Une commune peut-elle entrer au capital d'une SCIC ?"


def ask(guichet: Guichet, question: str, audience: Audience = Audience.PUBLIC) -> str:
    return guichet.answers.ask(question, as_of=TODAY, audience=audience).answer.id


def queue(guichet: Guichet, days: int = 1) -> tuple[Unanswered, ...]:
    return guichet.answers.queue(datetime.now(UTC) - timedelta(days=days))


def test_questions_refused_wait_those_that_ask_the_same_together_the_most_asked_first(
    guichet: Guichet, folder: Path
) -> None:
    ingest(guichet, folder)
    ask(guichet, "Comment faire un potager partagé sur un toit ?")
    ids = (ask(guichet, REFUSED), ask(guichet, "delai pour obtenir un passeport"))
    ask(guichet, ANSWERED)

    first, second = queue(guichet)

    assert (first.question, first.asked, first.refused, first.downvoted) == ("delai pour obtenir un passeport", 2, 2, 0)
    assert first.answer_ids == ids
    assert second.question == "Comment faire un potager partagé sur un toit ?"


def test_an_answer_found_useless_waits_with_what_was_said_of_it_without_personal_data(
    guichet: Guichet, folder: Path
) -> None:
    ingest(guichet, folder)
    answer_id = ask(guichet, ANSWERED)
    guichet.answers.note_feedback(Feedback(answer_id, useful=True), Audience.PUBLIC)
    assert queue(guichet) == ()

    said = Feedback(answer_id, False, FeedbackReason.INCOMPLETE, "Demandez à Mme Martin, 06 12 34 56 78")
    guichet.answers.note_feedback(said, Audience.PUBLIC)

    [waiting] = queue(guichet)
    assert (waiting.asked, waiting.refused, waiting.downvoted) == (1, 0, 1)
    assert waiting.comments == ("Demandez à Mme [nom], [téléphone]",)


def test_what_asks_nearly_the_same_waits_together_under_its_first_question(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    ask(guichet, REFUSED)
    [alone] = queue(guichet)
    asked = ("Quel est le délai pour obtenir un passeport neuf ?", "delai pour obtenir un passeport neuf")
    for question in (*asked, "Qui délivre les passeports ?"):
        ask(guichet, question)

    together, other = queue(guichet)

    assert (together.id, together.asked, together.question) == (alone.id, 3, asked[-1])
    assert together.wordings == (REFUSED, asked[0])
    assert other.wordings == (other.question,) == ("Qui délivre les passeports ?",)


def test_a_decision_holds_for_all_that_wait_together_also_when_the_first_question_is_erased(
    guichet: Guichet, folder: Path
) -> None:
    ingest(guichet, folder)
    first = guichet.answers.ask(REFUSED, as_of=TODAY)
    near = "Quel est le délai pour obtenir un passeport neuf ?"
    ask(guichet, near)
    [waiting] = queue(guichet)
    guichet.answers.decide(waiting.id, Task(TaskStatus.CLOSED, "Mme Test", "rien à dire"))
    assert queue(guichet) == ()

    guichet.answers.purge(conversation=first.conversation_id)

    assert queue(guichet) == ()
    [closed] = guichet.answers.questions(datetime.now(UTC) - timedelta(days=1))
    assert (closed.wordings, closed.task.note) == ((near,), "rien à dire")
    ask(guichet, near)
    [again] = queue(guichet)
    assert (again.id, again.task.status) == (closed.id, TaskStatus.CLOSED)


def test_what_was_asked_long_ago_is_not_counted_and_still_names_its_group(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    ask(guichet, REFUSED)
    [alone] = queue(guichet)
    since = datetime.now(UTC)
    near = "Quel est le délai pour obtenir un passeport neuf ?"
    ask(guichet, near)

    [waiting] = guichet.answers.queue(since)

    assert (waiting.id, waiting.asked, waiting.wordings) == (alone.id, 1, (near,))


def test_a_validated_answer_takes_its_question_out_of_the_queue(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    ask(guichet, REFUSED)
    [passage] = guichet.version("bail-communal")[0].passages
    quote = guichet.validated.quote("bail-communal", passage.id)

    guichet.validated.validate(REFUSED, (ValidatedSentence(quote.text, (quote,)),), author="")

    assert queue(guichet) == ()


def test_what_was_asked_longer_ago_is_left_out(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    ask(guichet, REFUSED)

    assert queue(guichet, days=0) == ()


def test_feedback_on_an_answer_that_one_may_not_see_is_not_taken(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    private = ask(guichet, "dispositif Valmorin", Audience.ADHERENT)

    for answer_id in (private, "rien"):
        with pytest.raises(UnknownAnswer):
            guichet.answers.note_feedback(Feedback(answer_id, useful=False), Audience.PUBLIC)
