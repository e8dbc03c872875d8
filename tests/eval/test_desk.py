"""Runs that staff ask of a service: kept, one at a time, stopped with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.desk import LocalDesk
from cli.evaluation import Options, evaluate
from cli.subject import MeasuredDesk, OverDesk
from domain.errors import BadMetadata, EvalRunning, UnknownEval
from domain.evaluation import EvalRun, EvalState
from domain.types import AnswerStatus, Audience, Retrieval
from domain.validated import Quote, ValidatedSentence
from eval.dataset import Case, Relevant
from eval.desk import STOPPED, Evaluations
from eval.facts import Fact, FactType
from eval.metrics import correct
from eval.runner import Json
from eval.runs import Run
from eval.subject import Dataset
from runtime.guichet import Guichet
from runtime.settings import Settings
from runtime.wiring import open_guichet
from tests.conftest import CountingEmbedder
from tests.eval.builders import a_case, a_silent_case
from tests.integration.files import BAIL, NOTE, SCIC, ingest, write

CAPITAL = a_case(
    "capital",
    question="Quelle part du capital d'une SCIC une commune peut-elle détenir ?",
    relevant=(Relevant(document_id="scic-capital", quote="dans la limite de 50 %"),),
)
VALMORIN = a_case(
    "valmorin",
    question="Qui peut emprunter une terre par le dispositif Valmorin ?",
    split="test",
    audience=Audience.ADHERENT,
    relevant=(Relevant(document_id="note-interne", quote="prête des terres aux maraîchers"),),
    expected_facts=(Fact(type=FactType.TEXT, value="maraîchers"),),
)
TARTE = a_silent_case("tarte", question="Quelle est la recette de la tarte aux pommes ?")
CASES = (CAPITAL, TARTE, VALMORIN)


@pytest.fixture
def opened(guichet: Guichet, tmp_path: Path) -> Guichet:
    ingest(guichet, write(tmp_path / "documents", scic=SCIC, bail=BAIL, note=NOTE))
    return guichet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "cas", *CASES)


@pytest.fixture
def evaluations(opened: Guichet, folder: Path) -> Iterator[Evaluations]:
    with closing(Evaluations(opened.eval_runs, MeasuredDesk(LocalDesk(opened)), cases=folder, rest_share=0)) as made:
        yield made


def written(folder: Path, *cases: Case) -> Path:
    folder.mkdir(exist_ok=True)
    lines = "\n".join(case.model_dump_json() for case in cases)
    (folder / "cas.jsonl").write_text(lines, encoding="utf-8")
    return folder


def ended(evaluations: Evaluations, run_id: str) -> EvalRun:
    """A run once its thread is over."""
    for thread in threading.enumerate():
        if thread.name == "eval":
            thread.join(60)
    return evaluations.read(run_id)


class Held(MeasuredDesk):
    """A subject whose answers wait until they are let go."""

    def __init__(self, guichet: Guichet) -> None:
        super().__init__(LocalDesk(guichet))
        self.asked, self.go_on = threading.Event(), threading.Event()

    def answering(self, retrieval: Retrieval, *, aided: bool) -> OverDesk:
        asked, go_on, real = self.asked, self.go_on, super().answering(retrieval, aided=aided)

        class Waiting(OverDesk):
            def __init__(self) -> None: ...

            def search(self, case: Case, limit: int) -> Json:
                asked.set()
                assert go_on.wait(60)
                return real.search(case, limit)

            def ask(self, case: Case) -> Json:
                return real.ask(case)

        return Waiting()


def test_a_run_is_kept_with_its_figures_and_what_every_case_gave(evaluations: Evaluations) -> None:
    run_id = evaluations.start("Mme Test")

    run = ended(evaluations, run_id)
    assert (run.state, run.done, run.total, run.reason) == (EvalState.DONE, 3, 3, "")
    assert (run.author, run.dataset, run.split, run.retriever) == ("Mme Test", "cases", "all", "hybrid")
    assert run.finished_at and run.started_at <= run.finished_at
    assert all((run.code, run.documents, run.cases, run.model, run.machine))
    assert (run.figures["status"].value, run.figures["leaks"].value) == (1.0, 0.0)
    cases = evaluations.cases(run_id)
    assert [one.case for one in cases] == list(CASES)
    assert (cases[0].status, cases[1].status) == (AnswerStatus.ANSWERED, AnswerStatus.ABSTAINED)
    assert all(map(correct, cases))
    assert evaluations.case(run_id, "valmorin") == cases[2]
    assert evaluations.running() is None


def test_a_run_keeps_nothing_among_what_people_asked(evaluations: Evaluations, opened: Guichet) -> None:
    ended(evaluations, evaluations.start("Mme Test"))

    long_ago = datetime.now(UTC) - timedelta(days=1)
    assert opened.answers.queue(long_ago) == ()
    assert opened.answers.zones(long_ago) == ()


def test_a_part_of_the_set_may_be_run(evaluations: Evaluations) -> None:
    run_id = evaluations.start("Mme Test", split="test")

    assert ended(evaluations, run_id).total == 1
    assert [one.case.id for one in evaluations.cases(run_id)] == ["valmorin"]


def test_a_run_beside_another_shows_what_changed_and_nothing_else(
    evaluations: Evaluations, opened: Guichet, tmp_path: Path
) -> None:
    before = evaluations.start("Mme Test")
    ended(evaluations, before)
    same = evaluations.start("Mme Test")
    ended(evaluations, same)
    plural = SCIC.replace("50 %", "cinquante pour cent")
    write(tmp_path / "documents", bail=BAIL.replace("minima et maxima", "barèmes"))
    write(tmp_path / "documents", scic=plural + "\nLa limite est de 50 %, dans la limite de 50 % du capital.\n")
    ingest(opened, tmp_path / "documents")
    after = evaluations.start("Mme Test")
    ended(evaluations, after)

    assert evaluations.compare(before, same).changed == ()
    changed = evaluations.compare(before, after).changed
    assert next(new.case.id for _, new in changed) == "capital"
    assert evaluations.read(before).documents != evaluations.read(after).documents
    assert evaluations.read(before).cases == evaluations.read(after).cases


def test_a_second_run_waits_for_the_first_whose_progress_can_be_read(opened: Guichet, folder: Path) -> None:
    subject = Held(opened)
    with closing(Evaluations(opened.eval_runs, subject, cases=folder, rest_share=0)) as evaluations:
        run_id = evaluations.start("Mme Test")
        assert subject.asked.wait(60)

        with pytest.raises(EvalRunning):
            evaluations.start("M. Autre")

        running = evaluations.running()
        assert running is not None
        assert (running.id, running.state, running.done, running.total) == (run_id, EvalState.RUNNING, 0, 3)
        assert evaluations.cases(run_id) == ()
        with pytest.raises(BadMetadata):
            evaluations.compare(run_id, run_id)
        subject.go_on.set()
        assert ended(evaluations, run_id).state is EvalState.DONE


def test_a_service_that_stops_ends_its_run_at_the_end_of_a_case(opened: Guichet, folder: Path) -> None:
    subject = Held(opened)
    evaluations = Evaluations(opened.eval_runs, subject, cases=folder)
    run_id = evaluations.start("Mme Test")
    assert subject.asked.wait(60)

    closing_thread = threading.Thread(target=evaluations.close)
    closing_thread.start()
    assert evaluations._stopping.wait(60)
    subject.go_on.set()
    closing_thread.join(60)

    run = evaluations.read(run_id)
    assert (run.state, run.reason, run.total) == (EvalState.FAILED, STOPPED, 3)
    assert run.finished_at is not None


def test_what_a_killed_service_was_running_has_failed_once_the_folder_is_opened_again(
    settings: Settings, counting: CountingEmbedder
) -> None:
    with open_guichet(settings, embedder=counting) as killed:
        run = EvalRun("r1", "Mme Test", "cases", "all", "hybrid", EvalState.RUNNING, datetime.now(UTC), done=7, total=9)
        killed.eval_runs.put(run)

    with open_guichet(settings, embedder=counting) as again:
        found = again.eval_runs.read("r1")

    assert found is not None
    assert found.finished_at is not None
    assert found == replace(run, state=EvalState.FAILED, finished_at=found.finished_at, reason=found.reason)
    assert "arrêté" in found.reason


def test_a_set_that_cannot_be_run_makes_a_run_that_says_why(
    evaluations: Evaluations, opened: Guichet, folder: Path
) -> None:
    opened.delete(["note-interne"])

    run = ended(evaluations, evaluations.start("Mme Test"))
    none = ended(evaluations, evaluations.start("Mme Test", Dataset.VALIDATED))

    assert (run.state, run.total) == (EvalState.FAILED, 0)
    assert "note-interne" in run.reason
    assert none.state is EvalState.FAILED
    assert "aucun cas" in none.reason


def test_the_answers_that_staff_validated_are_a_set_answered_without_them(
    evaluations: Evaluations, opened: Guichet
) -> None:
    said = "Toutefois, un associé ne dispose que d'une voix."
    [passage] = opened.version("scic-capital")[0].passages
    quote: Quote = opened.validated.quote("scic-capital", passage.id, said)
    question = "Combien de voix la commune a-t-elle dans une SCIC ?"
    kept = opened.validated.validate(question, [ValidatedSentence(said, (quote,))], author="Mme Test")

    run_id = evaluations.start("Mme Test", Dataset.VALIDATED)

    assert ended(evaluations, run_id).dataset == "validated"
    [one] = evaluations.cases(run_id)
    assert one.case.id == f"validated-{kept.id}"
    assert not one.text.startswith("Réponse validée")


def test_unknown_runs_and_cases_are_told(evaluations: Evaluations) -> None:
    run_id = evaluations.start("Mme Test", split="test")
    ended(evaluations, run_id)

    asked: Sequence[tuple[object, str]] = (
        (lambda: evaluations.read("absente"), "absente"),
        (lambda: evaluations.cases("absente"), "absente"),
        (lambda: evaluations.case(run_id, "capital"), "capital"),
        (lambda: evaluations.compare(run_id, "absente"), "absente"),
    )
    for ask, named in asked:
        with pytest.raises(UnknownEval, match=named):
            ask()  # type: ignore[operator]


def test_a_run_of_the_terminal_is_kept_unless_asked_not_to(
    settings: Settings, counting: CountingEmbedder, tmp_path: Path, folder: Path
) -> None:
    with open_guichet(settings, embedder=counting) as filled:
        ingest(filled, write(tmp_path / "documents", scic=SCIC, bail=BAIL, note=NOTE))
    measured = tmp_path / "mesures.json"

    evaluate(settings, Options(folder, "all", (Retrieval.HYBRID, Retrieval.LEXICAL), json_file=measured))
    evaluate(settings, Options(folder, "all", (Retrieval.HYBRID,), keep=False))

    with open_guichet(settings, embedder=counting) as again:
        evaluations = Evaluations(again.eval_runs, MeasuredDesk(LocalDesk(again)), cases=folder)
        lexical, hybrid = evaluations.all()
        assert (hybrid.author, hybrid.dataset, hybrid.retriever) == ("ligne de commande", str(folder), "hybrid")
        assert lexical.retriever == "lexical"
        assert evaluations.cases(hybrid.id) == Run.read(measured).cases
