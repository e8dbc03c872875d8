"""What retrieval is measured on: documents to take in, questions, and the documents that answer each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import frontmatter

from assistant.conversation import standalone
from domain.errors import BadMetadata
from domain.types import Audience
from eval.dataset import load_cases
from eval.exchange import BeirDocument, is_beir, read_beir, write_documents

CHECKOUT = Path(__file__).resolve().parents[2]
UNTITLED_WORDS = 8  # the first of a text, which stand for a title that is kept to ask with


@dataclass(frozen=True, slots=True)
class Text:
    """A document as a peer takes it in: its title, then its text."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the day it is asked, and the ids of the documents that answer it."""

    id: str
    text: str
    wanted: frozenset[str]
    split: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Dataset:
    """Paths to take in, and what is asked of them."""

    name: str
    paths: tuple[Path, ...]
    questions: tuple[Asked, ...]


def load(folder: Path | None, made: Path) -> Dataset:
    """Our eval set (no folder), a BEIR dataset, or a folder of Markdown files with front matter.

    Args:
        folder: the dataset's; its documents are written again, in `made`, as files to take in.
        made: an empty folder.

    Raises:
        UnreadableFile: a BEIR folder has no qrels.
        BadMetadata: a file or a line is not of the format; or a Markdown folder asks nothing.
    """
    if folder is None:
        return _our_own()
    documents, questions = _beir(folder) if is_beir(folder) else _titles(folder)
    names = {document.id: f"d{number}" for number, document in enumerate(documents)}
    write_documents(documents, names, made)
    named = (
        Asked(q.id, q.text, frozenset(names[document] for document in q.wanted), q.split, q.as_of) for q in questions
    )
    return Dataset(folder.name, (made,), tuple(named))


def _our_own() -> Dataset:
    cases = load_cases(CHECKOUT / "eval" / "cases")
    asked = (
        Asked(
            case.id,
            standalone(case.question, case.history),
            frozenset(relevant.document_id for relevant in case.relevant),
            case.split,
            case.as_of,
        )
        for case in cases
        if case.relevant and case.audience is Audience.PUBLIC
    )
    return Dataset("eval/cases, public", (CHECKOUT / "corpus",), tuple(asked))


def _beir(folder: Path) -> tuple[tuple[BeirDocument, ...], list[Asked]]:
    today = date.today()
    documents, cases = read_beir(folder, "all", today)
    asked = [
        Asked(
            f"{case.split}-{case.id}", case.question, frozenset(r.document_id for r in case.relevant), case.split, today
        )
        for case in cases
    ]
    return documents, asked


def _titles(folder: Path) -> tuple[tuple[BeirDocument, ...], list[Asked]]:
    """Each file's title asks for it, as a FAQ's entries are titled; no system is given the titles."""
    entries = list(_entries(folder))
    if not entries:
        raise BadMetadata(
            str(folder), "title", "aucun fichier Markdown titré", hint="Un dossier BEIR, ou des .md avec « title: »."
        )
    today = date.today()
    documents = tuple(BeirDocument(name, " ".join(text.split()[:UNTITLED_WORDS]), text) for name, _, text in entries)
    return documents, [Asked(name, title, frozenset({name}), "test", today) for name, title, _ in entries]


def _entries(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(file, title, text) of the titled Markdown files, in order of name."""
    for path in sorted(folder.rglob("*.md")):
        post = frontmatter.loads(path.read_text(encoding="utf-8"))
        if (title := str(post.get("title") or "").strip()) and post.content.strip():
            yield str(path.relative_to(folder)), title, post.content
