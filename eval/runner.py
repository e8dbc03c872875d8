"""Runs cases through what answers, in the JSON of the public contract."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from domain.text import words
from domain.types import AnswerStatus, Audience, Visibility
from eval.dataset import Case
from eval.runs import CaseRun, Cited, Found, Said

RANKING_DEPTH = 10
LEAKED_WORDS = 8
"""A run of so many words of a private text is no chance."""

Json = dict[str, Any]


class Answering(Protocol):
    """What an eval measures. Real: cli/subject.py, over the desk."""

    def search(self, case: Case, limit: int) -> Json:
        """GET /v1/search's JSON."""
        ...

    def ask(self, case: Case) -> Json:
        """POST /v1/ask's JSON."""
        ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents that can be found: passages' texts by id, and the rights of each document."""

    passages: Mapping[str, str]
    visibility: Mapping[str, Visibility]
    private_runs: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, passages: Sequence[tuple[str, str, str]], visibility: Mapping[str, Visibility]) -> Shelf:
        """From (passage id, document id, text) and the documents' rights."""
        private, public = set[tuple[str, ...]](), set[tuple[str, ...]]()
        for _, document, text in passages:
            (public if visibility[document] is Visibility.PUBLIC else private).update(_runs(text))
        return cls({i: text for i, _, text in passages}, visibility, frozenset(private - public))

    def may_read(self, audience: Audience, document_id: str) -> bool:
        """Whether this asker may see a document; one that is not on the shelf is seen by no one."""
        return self.visibility.get(document_id) in audience.visibilities


def run(
    cases: Sequence[Case],
    answering: Answering,
    shelf: Shelf,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[CaseRun, ...]:
    """Every case searched and asked, in order."""
    runs = []
    for done, case in enumerate(cases):
        progress(done, len(cases))
        started = time.perf_counter()
        found = answering.search(case, RANKING_DEPTH)["results"]
        searched = time.perf_counter()
        answer = answering.ask(case)
        asked = time.perf_counter()
        runs.append(_case_run(case, found, answer, shelf, (searched - started) * 1_000, (asked - searched) * 1_000))
    progress(len(cases), len(cases))
    return tuple(runs)


def _case_run(
    case: Case, found: Sequence[Json], answer: Json, shelf: Shelf, search_ms: float, ask_ms: float
) -> CaseRun:
    quotes = {citation["number"]: citation["quote"] for citation in answer["citations"]}
    return CaseRun(
        case=case,
        ranking=tuple(Found(**{name: hit[name] for name in Found.model_fields}) for hit in found),
        status=AnswerStatus(answer["status"]),
        text=answer["text"],
        sentences=tuple(
            Said(text=sentence["text"], quotes=tuple(quotes[number] for number in sentence["citations"]))
            for sentence in answer["sentences"]
        ),
        citations=tuple(_cited(citation, shelf) for citation in answer["citations"]),
        warnings=tuple(sorted({warning["code"] for warning in answer["warnings"]})),
        confidence=answer["confidence"],
        leaks=tuple(_leaks(case, found, answer, shelf)),
        search_ms=round(search_ms, 2),
        ask_ms=round(ask_ms, 2),
    )


def _cited(citation: Json, shelf: Shelf) -> Cited:
    text = shelf.passages.get(citation["passage_id"], "")
    exact = text[citation["start"] : citation["end"]] == citation["quote"]
    return Cited(exact=exact, **{name: citation[name] for name in ("document_id", "passage_id", "quote", "page")})


def _leaks(case: Case, found: Sequence[Json], answer: Json, shelf: Shelf) -> Iterator[str]:
    """Private documents found or cited, and private words said, to someone who may not read them."""
    for where, entries in (("search", found), ("citation", answer["citations"])):
        for entry in entries:
            if not shelf.may_read(case.audience, entry["document_id"]):
                yield f"{where}: {entry['document_id']}"
    if case.audience is Audience.PUBLIC:
        shown = [answer["text"], *(c["quote"] for c in answer["citations"]), *answer["searched"]]
        shown += [hit["text"] for hit in found]
        if any(run in shelf.private_runs for text in shown for run in _runs(text)):
            yield "text"


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    said = words(text)
    return (said[n : n + LEAKED_WORDS] for n in range(len(said) - LEAKED_WORDS + 1))
