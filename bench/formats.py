"""`python -m bench.formats [FILE…]`: format by format, what reading a file and cutting it into passages loses.

The files: one text written in each format (tests/contracts/samples.py), whose words are known; the PDF files of
tests/data/pdf and the guides of corpus/, against the words that pypdf finds in them; those given, text files against
their own words. A word is lost when it is in no passage, no heading over one and no title, as often as it was written;
digits and letters alone count.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from domain.text import normalise
from domain.types import Document, RawDocument, Visibility
from ingest.prepare import Chunker
from ingest.readers import read_file
from ingest.sentences import FrenchSentenceSplitter
from tests.contracts import independent
from tests.contracts.samples import SAMPLES
from vectorstore.bundled_model import ensure_model
from vectorstore.embedding import OnnxEmbedder

CHECKOUT = Path(__file__).resolve().parent.parent
SHOWN = 40
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Fixture:
    """A file and the words written in it, those of its decoration apart."""

    name: str
    path: Path
    words: tuple[str, ...]
    decoration: tuple[str, ...] = ()


def main() -> None:
    """Print a line a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="other PDF or text files")
    given: list[Path] = parser.parse_args().files
    embedder = OnnxEmbedder(ensure_model(Path(os.environ.get("GUICHET_MODEL_DIR", CHECKOUT / "models")), print))
    chunker = Chunker(FrenchSentenceSplitter(), embedder.count_tokens, embedder.max_tokens, embedder.fingerprint)
    table = Table(
        "file", "documents", "pages", "passages", "words", "lost", "decoration left", "those found nowhere else"
    )
    with tempfile.TemporaryDirectory() as folder:
        for fixture in [*_samples(Path(folder)), *map(_pdf, _own_pdfs()), *map(_given, given)]:
            table.add_row(*_row(fixture, chunker), end_section=True)
    console = Console(width=170)
    console.print(f"{platform.platform()}, Python {platform.python_version()}")
    console.print(table)


def _row(fixture: Fixture, chunker: Chunker) -> tuple[str, ...]:
    documents = read_file(fixture.path)
    passages, kept = 0, Counter[str]()
    for raw in documents:
        made, words = _kept(raw, chunker)
        passages += made
        kept += words
    written = Counter(_letters(fixture.words))
    lost = written - kept
    left = [words for words in fixture.decoration if not Counter(_letters([words])) - kept]
    gone = [word for word in lost if word not in kept]
    examples = " ".join(gone[:SHOWN]) + (" …" if len(gone) > SHOWN else "")
    pages = sum(raw.pages or 0 for raw in documents)
    return (
        fixture.name, str(len(documents)), str(pages or "–"), str(passages),
        str(written.total()), str(lost.total()), " ; ".join(left) or "–", examples or "–",
    )  # fmt: skip


def _kept(raw: RawDocument, chunker: Chunker) -> tuple[int, Counter[str]]:
    """The passages of a document, and the words that a person can find: its title and its headings once each."""
    document = Document("document", raw.metadata.title, Visibility.PUBLIC, "")
    passages = chunker.edition(document, raw.blocks).passages
    headings = {path[:depth] for p in passages for path in [p.heading_path] for depth in range(1, len(path) + 1)}
    texts = [raw.metadata.title, *(path[-1] for path in sorted(headings)), *(passage.text for passage in passages)]
    return len(passages), Counter(_letters(texts))


def _letters(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _WORD.findall(normalise(text).casefold())


def _samples(folder: Path) -> Iterator[Fixture]:
    for suffix, sample in SAMPLES.items():
        path = folder / f"fiche{suffix}"
        sample.write(path)
        yield Fixture(f"sample {suffix}", path, sample.planted, sample.decoration)


def _own_pdfs() -> list[Path]:
    return [*sorted((CHECKOUT / "tests/data/pdf").glob("*.pdf")), *sorted((CHECKOUT / "corpus/guides").glob("*.pdf"))]


def _pdf(path: Path) -> Fixture:
    return Fixture(path.name, path, tuple(independent.words(path)))


def _given(path: Path) -> Fixture:
    return _pdf(path) if path.suffix == ".pdf" else Fixture(path.name, path, tuple(path.read_text("utf-8").split()))


if __name__ == "__main__":
    main()
