"""Small cases and what came of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.types import AnswerStatus, Audience
from eval.dataset import Case, Kind, Relevant
from eval.facts import Fact, FactType
from eval.runs import CaseRun, Cited, Found, Run, Said, Setting

QUOTE = "au plus 50 % du capital"
SETTING = Setting(date="2026-11-25", model="m", retriever="hybrid", machine="", corpus_digest="c", cases_digest="q")


def a_case(id_: str = "un", **fields: Any) -> Case:
    """A case that the document « doc » answers."""
    given: dict[str, Any] = {
        "id": id_,
        "question": f"Quel plafond pour {id_} ?",
        "theme": "scic",
        "kind": Kind.DIRECT,
        "split": "dev",
        "audience": Audience.PUBLIC,
        "as_of": date(2026, 11, 25),
        "relevant": (Relevant(document_id="doc", quote=QUOTE),),
        "expected_facts": (Fact(type=FactType.PERCENTAGE, value="50 %"),),
        "expected_status": AnswerStatus.ANSWERED,
    }
    return Case(**(given | fields))


def a_silent_case(id_: str = "rien", **fields: Any) -> Case:
    """A case that the sources do not answer."""
    silent = {"relevant": (), "expected_facts": (), "expected_status": AnswerStatus.ABSTAINED, "kind": Kind.UNANSWERED}
    return a_case(id_, **(silent | fields))


def a_run(case: Case | None = None, **fields: Any) -> CaseRun:
    """A right answer to a case, unless told otherwise."""
    text = "Les communes détiennent au plus 50 % du capital."
    given: dict[str, Any] = {
        "case": case or a_case(),
        "ranking": (Found(document_id="doc", passage_id="p", score=1.0),),
        "status": AnswerStatus.ANSWERED,
        "text": text,
        "sentences": (Said(text=text, quotes=(text,)),),
        "citations": (Cited(document_id="doc", passage_id="p", quote=text, page=1, exact=True),),
        "warnings": (),
        "confidence": 0.9,
        "leaks": (),
        "search_ms": 10.0,
        "ask_ms": 20.0,
    }
    return CaseRun(**(given | fields))


def silence(case: Case) -> CaseRun:
    """No answer to a case."""
    return a_run(case, status=AnswerStatus.ABSTAINED, text="Rien.", sentences=(), citations=(), confidence=0.1)


def a_whole_run(*cases: CaseRun) -> Run:
    return Run(setting=SETTING, cases=cases)
