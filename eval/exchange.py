"""Datasets and runs in the formats of other tools: BEIR in and out; TREC, ragas and deepeval out.

Formats: BEIR (Thakur et al., 2021, arXiv:2104.08663), `corpus.jsonl`, `queries.jsonl`, `qrels/<split>.tsv`; TREC's run
and qrels, six and four columns; ragas' SingleTurnSample and deepeval's LLMTestCase, an object a line. What members
are told is in none of them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter

from domain.errors import BadMetadata, UnreadableFile
from domain.types import AnswerStatus, Audience, Visibility
from eval.dataset import Case, Kind, Relevant
from eval.runs import CaseRun, Run

RUN_NAME = "guichet"
_CORPUS, _QUERIES = "corpus.jsonl", "queries.jsonl"


@dataclass(frozen=True, slots=True)
class BeirDocument:
    """A document of a BEIR corpus."""

    id: str
    title: str
    text: str


def is_beir(folder: Path) -> bool:
    """Whether a folder holds a BEIR dataset."""
    return (folder / _CORPUS).is_file() and (folder / _QUERIES).is_file()


def read_beir(folder: Path, split: str, today: date) -> tuple[tuple[BeirDocument, ...], tuple[Case, ...]]:
    """The documents, and the queries that the split's qrels judge, as cases without facts: retrieval alone is judged.

    Args:
        folder: the dataset's.
        split: « all » takes every file of qrels/, else qrels/<split>.tsv.
        today: the date that questions are asked at.

    Raises:
        UnreadableFile: no qrels of this split.
        BadMetadata: a line is not of the format; file, line and field are named.
    """
    files = sorted((folder / "qrels").glob("*.tsv" if split == "all" else f"{split}.tsv"))
    if not files:
        raise UnreadableFile(str(folder / "qrels"), f"aucun jugement de la partie « {split} »")
    documents = tuple(
        BeirDocument(line["_id"], line.get("title", ""), line["text"])
        for line in _objects(folder / _CORPUS, ("_id", "text"))
    )
    questions = {line["_id"]: line["text"] for line in _objects(folder / _QUERIES, ("_id", "text"))}
    texts = {document.id: document.text for document in documents}
    judged: dict[tuple[str, str], list[str]] = {}
    for file in files:
        for query, document, grade in _qrels(file):
            if grade > 0 and query in questions and document in texts:
                judged.setdefault((file.stem, query), []).append(document)
    return documents, tuple(_beir_case(*where, questions[where[1]], found, today) for where, found in judged.items())


def write_all(run: Run, folder: Path) -> None:
    """The run in every format, in `folder`."""
    cases = [case for case in run.cases if case.case.audience is Audience.PUBLIC]
    beir = folder / "beir"
    (beir / "qrels").mkdir(parents=True, exist_ok=True)
    judged = [(c.case.id, d) for c in cases for d in dict.fromkeys(gold.document_id for gold in c.case.relevant)]
    _lines(folder / "run.trec", _trec(cases))
    _lines(folder / "qrels.trec", (f"{query} 0 {document} 1" for query, document in judged))
    _lines(beir / "qrels" / "test.tsv", ("query-id\tcorpus-id\tscore", *(f"{q}\t{d}\t1" for q, d in judged)))
    _json_lines(beir / _QUERIES, ({"_id": c.case.id, "text": c.case.question} for c in cases))
    _json_lines(folder / "ragas.jsonl", map(_ragas, cases))
    _json_lines(folder / "deepeval.jsonl", map(_deepeval, cases))


def write_beir_corpus(documents: Iterable[BeirDocument], folder: Path) -> None:
    """The documents that a BEIR run is judged over."""
    (folder / "beir").mkdir(parents=True, exist_ok=True)
    _json_lines(folder / "beir" / _CORPUS, ({"_id": d.id, "title": d.title, "text": d.text} for d in documents))


def write_documents(documents: Iterable[BeirDocument], names: Mapping[str, str], folder: Path) -> None:
    """A text file a document, to be ingested, under the name given for its id: few ids are fit for a file's name."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        fields: dict[str, Any] = {"id": names[document.id], "title": document.title or names[document.id]}
        post = frontmatter.Post(document.text or document.title, visibility=Visibility.PUBLIC.value, **fields)
        (folder / f"{names[document.id]}.txt").write_text(frontmatter.dumps(post), encoding="utf-8")


def _beir_case(split: str, query: str, question: str, documents: Sequence[str], today: date) -> Case:
    return Case(
        id=query,
        question=question,
        theme="beir",
        kind=Kind.DIRECT,
        split="dev" if split == "dev" else "test",
        audience=Audience.PUBLIC,
        as_of=today,
        relevant=tuple(Relevant(document_id=document, quote=document) for document in documents),
        expected_facts=(),
        expected_status=AnswerStatus.ANSWERED,
    )


def _objects(file: Path, needed: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{file}, ligne {number}"
        try:
            read = json.loads(line)
        except ValueError as exc:
            raise BadMetadata(where, "(ligne)", "ce n'est pas du JSON", hint="Un objet JSON par ligne.") from exc
        for field in needed:
            if not isinstance(read, dict) or field not in read:
                raise BadMetadata(where, field, "champ absent", hint="Complétez la ligne.")
        yield read


def _qrels(file: Path) -> Iterator[tuple[str, str, int]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t"), start=2):
            try:
                yield row["query-id"], row["corpus-id"], int(row["score"])
            except (KeyError, TypeError, ValueError) as exc:
                hint = "Colonnes attendues : query-id, corpus-id, score (un entier)."
                raise BadMetadata(f"{file}, ligne {number}", "score", "jugement illisible", hint=hint) from exc


def _trec(cases: Sequence[CaseRun]) -> Iterator[str]:
    """« query Q0 document rank score name »: scores fall with the rank, as readers of the format sort by score."""
    for case in cases:
        documents = list(dict.fromkeys(found.document_id for found in case.ranking))
        for rank, document in enumerate(documents, start=1):
            yield f"{case.case.id} Q0 {document} {rank} {len(documents) - rank + 1} {RUN_NAME}"


def _ragas(case: CaseRun) -> Mapping[str, Any]:
    return {
        "user_input": case.case.question,
        "response": case.text,
        "retrieved_contexts": [cited.quote for cited in case.citations],
        "reference_contexts": [gold.quote for gold in case.case.relevant],
        "reference": _reference(case),
    }


def _deepeval(case: CaseRun) -> Mapping[str, Any]:
    return {
        "name": case.case.id,
        "input": case.case.question,
        "actual_output": case.text,
        "expected_output": _reference(case),
        "retrieval_context": [cited.quote for cited in case.citations],
        "context": [gold.quote for gold in case.case.relevant],
    }


def _reference(case: CaseRun) -> str:
    return " ; ".join(fact.value for fact in case.case.expected_facts)


def _json_lines(path: Path, values: Iterable[Mapping[str, Any]]) -> None:
    _lines(path, (json.dumps(value, ensure_ascii=False) for value in values))


def _lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
