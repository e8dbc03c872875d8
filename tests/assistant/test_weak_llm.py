"""A weak real language model: whatever it writes, what reaches the user is in the passages that it cites."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.guard import fault
from domain.types import Answer
from eval.dataset import load_cases
from tests.assistant.weak import Dropped, weak_guichet, weak_model
from tests.conftest import CHECKOUT

CASES = 6  # 15 to 20 s each on two cores: `make bench-llm` tries them all

pytestmark = pytest.mark.llm


def held(answer: Answer) -> bool:
    """Whether every sentence may stand on what it cites."""
    quotes = {citation.number: citation.quote for citation in answer.citations}
    return all(
        fault(sentence.text, "\n".join(quotes[number] for number in sentence.citations)) is None
        for sentence in answer.sentences
    )


def test_nothing_that_its_passages_do_not_say_reaches_the_user(tmp_path: Path, model_dir: Path) -> None:
    answerable = [case for case in load_cases(CHECKOUT / "eval" / "cases") if case.answerable]
    step = len(answerable) // CASES
    dropped = Dropped()
    answers = []
    with weak_model() as url, weak_guichet(url, tmp_path, model_dir) as guichet, dropped.listening():
        for case in answerable[::step][:CASES]:
            answers.append(guichet.answers.ask(case.question, as_of=case.as_of, earlier=case.history).answer)

    assert len(answers) == CASES
    assert all(map(held, answers))
    assert sum(dropped.reasons.values()) > 0, "the model was never asked, or never wrong: nothing was tried"
