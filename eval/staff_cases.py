"""The cases that staff add from real questions: a JSON Lines file of the data folder, as `guichet eval` reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock

from assistant.guard import references
from assistant.values import Value, ValueKind, find_values
from domain.errors import BadMetadata, CannotWrite, UnknownEval
from domain.ids import digest
from domain.text import words
from domain.types import AnswerStatus, Audience, Document, Visibility
from eval.dataset import SPLITS, Case, Kind, Relevant, load_cases
from eval.facts import Fact, FactType
from ingest.whole_file import write_whole

FOLDER = "cases"
"""Of the data folder: what `guichet eval --dataset` is given."""
_FILE = "equipe.jsonl"
_LOCK_SECONDS = 10.0
MAX_VALUE_WORDS = 8
"""A longer line is words to be said, even when a value stands in it."""
_TYPES = {
    ValueKind.AMOUNT: FactType.AMOUNT,
    ValueKind.PERCENTAGE: FactType.PERCENTAGE,
    ValueKind.DURATION: FactType.DURATION,
    ValueKind.DATE: FactType.DATE,
}


@dataclass(frozen=True, slots=True)
class Proof:
    """Words of a document, as it stands, that a right answer rests on."""

    document: Document
    quote: str


class StaffCases:
    """The file of a data folder. Safe from several threads and processes; its owner alone may read it."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER
        self._path = self.folder / _FILE

    def all(self) -> tuple[Case, ...]:
        """Every case, oldest first.

        Raises:
            BadMetadata: a line is not a case.
        """
        return load_cases(self._path) if self._path.is_file() and self._path.stat().st_size else ()

    def add(self, case: Case) -> None:
        """Write a case after the others.

        Raises:
            BadMetadata: the same question is there, for the same askers.
            CannotWrite, DataFolderProblem: the file cannot be written.
        """
        with self._locked():
            kept = self.all()
            if any((one.question, one.audience) == (case.question, case.audience) for one in kept):
                hint = "Retirez d'abord celle qui s'y trouve, si elle n'est plus juste."
                raise BadMetadata("jeu de l'équipe", "question", "cette question s'y trouve déjà", hint=hint)
            self._write((*kept, case))

    def remove(self, case_id: str) -> None:
        """Take a case out.

        Raises:
            UnknownEval: there is none.
            CannotWrite, DataFolderProblem: the file cannot be written.
        """
        with self._locked():
            kept = self.all()
            left = tuple(one for one in kept if one.id != case_id)
            if len(left) == len(kept):
                raise UnknownEval("jeu de l'équipe", case_id)
            self._write(left)

    def _write(self, cases: Sequence[Case]) -> None:
        write_whole(self._path, "".join(f"{case.model_dump_json()}\n" for case in cases).encode())
        self._path.chmod(0o600)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(self.folder / f"{_FILE}.lock", timeout=_LOCK_SECONDS).acquire()
        except OSError as exc:  # filelock's Timeout is one
            raise CannotWrite(f"le jeu de l'équipe ne peut pas être écrit ({exc})") from exc
        with lock:
            yield


def answered_case(question: str, proofs: Sequence[Proof], said: Sequence[str], as_of: date) -> Case:
    """A question whose answer must rest on one of these quotes, and say each of `said`: else, the quotes themselves.

    It is asked by the narrowest audience that may read them.
    """
    private = any(proof.document.visibility is not Visibility.PUBLIC for proof in proofs)
    return _case(
        question,
        theme=proofs[0].document.theme,
        kind=Kind.DIRECT,
        audience=Audience.ADHERENT if private else Audience.PUBLIC,
        as_of=as_of,
        relevant=tuple(Relevant(document_id=proof.document.id, quote=proof.quote) for proof in proofs),
        expected_facts=tuple(map(fact_of, said or [proof.quote for proof in proofs])),
        expected_status=AnswerStatus.ANSWERED,
    )


def silent_case(question: str, theme: str, audience: Audience, as_of: date) -> Case:
    """A question that the documents do not answer."""
    return _case(
        question,
        theme=theme,
        kind=Kind.UNANSWERED,
        audience=audience,
        as_of=as_of,
        relevant=(),
        expected_facts=(),
        expected_status=AnswerStatus.ABSTAINED,
    )


def fact_of(line: str) -> Fact:
    """What a line asks to be said: the one value or reference of a short line, a yes or a no, else its words.

    « 60 000 € HT » is an amount, whatever its spelling; « à la majorité absolue », these words.
    """
    line = line.strip()
    folded = words(line)
    if folded in (("oui",), ("non",)):
        return Fact(type=FactType.YES_NO, value=folded[0])
    if len(folded) <= MAX_VALUE_WORDS:
        values: frozenset[Value] = find_values(line)
        kinds = [_TYPES[value.kind] for value in values if value.kind in _TYPES]
        if len(kinds) == 1:
            return Fact(type=kinds[0], value=line)
        if not kinds and len(references(line)) == 1:
            return Fact(type=FactType.REFERENCE, value=line)
    return Fact(type=FactType.TEXT, value=line)


def _case(question: str, **fields: object) -> Case:
    mine = digest(question, str(fields["audience"]), size=8)
    split = SPLITS[int(mine, 16) % len(SPLITS)]  # drawn from the question: it never changes
    return Case.model_validate({"id": f"equipe-{mine}", "question": question, "split": split} | fields)
