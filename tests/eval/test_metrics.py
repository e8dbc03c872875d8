"""Each metric on runs small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from domain.types import AnswerStatus, Audience, Visibility
from eval.dataset import Relevant
from eval.facts import Fact, FactType
from eval.metrics import area_under_roc, bins, correct, figures, right_citation, unsupported
from eval.runner import LEAKED_WORDS, Shelf, run
from eval.runs import CaseRun, Cited, Found, Said
from tests.eval.builders import QUOTE, a_case, a_run, a_silent_case, silence


def value(name: str, *runs: CaseRun) -> float | None:
    found = figures(runs).get(name)
    return None if found is None else found.value


def ranked(id_: str, *documents: str) -> CaseRun:
    return a_run(a_case(id_), ranking=tuple(Found(document_id=d, passage_id=d, score=1.0) for d in documents))


def cited(quote: str, document_id: str = "doc", *, exact: bool = True) -> Cited:
    return Cited(document_id=document_id, passage_id="p", quote=quote, page=None, exact=exact)


def test_retrieval_is_over_documents_and_the_cases_that_have_gold_ones() -> None:
    runs = (ranked("a", "doc", "autre"), ranked("b", "autre", "autre", "doc"), silence(a_silent_case()))

    assert value("R@1", *runs) == pytest.approx(0.5)
    assert value("R@5", *runs) == pytest.approx(1.0)
    assert value("RR@10", *runs) == pytest.approx(0.75)  # a document counts once: the second one has rank 2


def test_a_fact_left_unsaid_by_a_silence_is_missing() -> None:
    assert value("fact_recall", a_run(), silence(a_case("b"))) == pytest.approx(0.5)


def test_forbidden_facts_count_where_some_are() -> None:
    forbidding = a_case("b", forbidden_facts=(Fact(type=FactType.PERCENTAGE, value="50 %"),))

    assert value("forbidden", a_run(), a_run(forbidding)) == 1.0
    assert value("forbidden", a_run()) is None


def test_a_citation_is_right_on_a_gold_document_with_half_of_the_shorter_quote() -> None:
    gold = (Relevant(document_id="doc", quote=QUOTE),)

    assert right_citation(cited(f"Les communes détiennent {QUOTE} d'une SCIC."), gold)
    assert right_citation(cited("50 % du capital"), gold)
    assert not right_citation(cited(f"Les communes détiennent {QUOTE}.", "autre"), gold)
    assert not right_citation(cited("Le préfet signe."), gold)


def test_citations_are_precise_by_their_share_and_complete_by_the_facts_they_source() -> None:
    two = a_case(
        "b",
        relevant=(
            Relevant(document_id="doc", quote=QUOTE, fact="a"),
            Relevant(document_id="fiche", quote=QUOTE, fact="a"),
            Relevant(document_id="doc", quote="une voix par associé", fact="b"),
        ),
    )
    run_ = a_run(two, citations=(cited(QUOTE), cited("Rien à voir ici.")))

    assert value("citation_precision", run_) == pytest.approx(0.5)
    assert value("citation_recall", run_) == pytest.approx(0.5)


def test_a_quote_that_does_not_stand_is_not_exact() -> None:
    assert value("quote_exactness", a_run(citations=(cited(QUOTE), cited(QUOTE, exact=False)))) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "text", ["La part est de 60 %.", "Le délai est de six mois.", "L'article 12 de la loi n° 47-1775."]
)
def test_what_no_cited_quote_says_is_unsupported(text: str) -> None:
    invented = a_run(sentences=(Said(text=text, quotes=("La part est de 50 %.",)),))

    assert unsupported(invented) >= 1
    assert unsupported(a_run()) == 0


def test_silences_are_precise_and_complete() -> None:
    runs = (silence(a_silent_case("a")), a_run(a_silent_case("b")), silence(a_case("c")), a_run(a_case("d")))

    assert value("abstention_precision", *runs) == pytest.approx(0.5)
    assert value("abstention_recall", *runs) == pytest.approx(0.5)
    assert value("status", *runs) == pytest.approx(0.5)


def test_what_comes_nearest_is_no_overconfidence_and_a_wrong_silence_is_counted() -> None:
    runs = (
        a_run(a_silent_case("a")),
        a_run(a_silent_case("b"), status=AnswerStatus.PARTIAL),
        silence(a_silent_case("c")),
        silence(a_case("d")),
        a_run(a_case("e")),
    )

    assert value("overconfident", *runs) == pytest.approx(1 / 3)
    assert value("silenced", *runs) == pytest.approx(0.5)


def test_a_partial_answer_is_an_answer() -> None:
    assert value("status", a_run(status=AnswerStatus.PARTIAL)) == 1.0


def test_an_answer_is_right_with_its_facts_its_warnings_and_nothing_forbidden() -> None:
    warned = a_case(expected_warnings=("premise",))

    assert correct(a_run())
    assert not correct(a_run(text="Les communes en détiennent une part."))
    assert not correct(a_run(warned))
    assert correct(a_run(warned, warnings=("premise",)))
    assert not correct(a_run(a_case(forbidden_facts=(Fact(type=FactType.TEXT, value="communes"),))))
    assert correct(silence(a_silent_case()))


def test_the_area_under_the_curve_is_the_chance_that_a_right_answer_is_the_surer_one() -> None:
    confidence = np.array([0.9, 0.8, 0.6, 0.6, 0.2])

    assert area_under_roc(confidence, np.array([1.0, 1.0, 1.0, 0.0, 0.0])) == pytest.approx((2 + 2 + 1.5) / 6)
    assert np.isnan(area_under_roc(confidence, np.ones(5)))


def test_calibration_is_the_gap_between_confidence_and_right_answers() -> None:
    runs = (a_run(a_case("a"), confidence=0.95), a_run(a_case("b"), confidence=0.95, text="Rien."))

    assert value("ece", *runs) == pytest.approx(0.45)
    assert bins(runs) == [(0.95, 0.5, 2)]


def test_an_interval_holds_its_value_and_is_the_same_each_time() -> None:
    runs = [a_run(a_case(str(n)), confidence=0.5) if n % 3 else silence(a_case(str(n))) for n in range(30)]

    first, again = figures(runs)["status"], figures(runs)["status"]

    assert first == again
    assert first.low < first.value < first.high
    assert first.count == 30


def test_times_are_told_by_their_percentiles() -> None:
    runs = [a_run(a_case(str(n)), search_ms=float(n)) for n in range(101)]

    assert value("search_ms_p50", *runs) == 50
    assert value("search_ms_p95", *runs) == 95


PRIVATE = "La commission a compté quarante-sept remarques sur le premier projet de statuts."
SHELF = Shelf.of(
    [("p", "doc", f"Les communes détiennent {QUOTE}."), ("q", "note", PRIVATE)],
    {"doc": Visibility.PUBLIC, "note": Visibility.ADHERENT},
)


class Answers:
    """An answering that says and finds what it is told."""

    def __init__(self, text: str, document_id: str = "doc", start: int = 0) -> None:
        self._text, self._document, self._start = text, document_id, start

    def search(self, case: object, limit: int) -> dict[str, object]:
        return {"results": [{"document_id": "doc", "passage_id": "p", "score": 1.0, "text": "Les communes"}]}

    def ask(self, case: object) -> dict[str, object]:
        end = self._start + len(self._text)
        citation = {"number": 1, "document_id": self._document, "passage_id": "p", "quote": self._text, "page": None}
        return {
            "status": "answered", "text": self._text, "confidence": 0.9, "warnings": [], "searched": [],
            "sentences": [{"text": self._text, "citations": [1]}],
            "citations": [citation | {"start": self._start, "end": end}],
        }  # fmt: skip


def leaks(answers: Answers, audience: Audience = Audience.PUBLIC) -> tuple[str, ...]:
    (found,) = run((a_case(audience=audience),), answers, SHELF)
    return found.leaks


def test_a_quote_is_exact_only_at_its_place() -> None:
    for start, exact in ((0, True), (1, False)):
        (found,) = run((a_case(),), Answers("Les communes", start=start), SHELF)
        assert found.citations[0].exact is exact


def test_a_private_document_cited_or_its_words_said_is_a_leak_to_the_public_alone() -> None:
    words = " ".join(PRIVATE.split()[:LEAKED_WORDS])

    assert leaks(Answers("Les communes")) == ()
    assert leaks(Answers("Les communes", "note")) == ("citation: note",)
    assert leaks(Answers(words)) == ("text",)
    assert leaks(Answers(words, "note"), Audience.ADHERENT) == ()
