"""`python -m bench.ingest`: Guichet and LangChain's documented recipe take in the same PDFs with the same model.

LangChain's recipe is `PyPDFLoader`, `RecursiveCharacterTextSplitter` (chunk_size=1000, chunk_overlap=200, as its
retrieval tutorial has them) and `Chroma.from_documents`. It is run twice: with the model as its own
`HuggingFaceEmbeddings` runs it (sentence-transformers, PyTorch), and with Guichet's ONNX engine, so that the engine's
share of a difference can be told from the rest. Needs `make peers`.

Whether a passage's page is right is told by a third library: nine in ten of its words must stand on the pages it
names in what pypdfium2 reads there (on another page, about half do).
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import pypdfium2
from rich.console import Console
from rich.table import Table

from corpus.build_guides import Guide, build
from domain.ports import Embedder, Vector
from domain.text import words
from domain.types import BlockKind, Visibility
from ingest.isolation import IsolatedReader, ReadLimits
from ingest.readers import read_file
from runtime.settings import load_settings
from runtime.wiring import open_guichet
from vectorstore.bundled_model import ensure_model
from vectorstore.embedding import OnnxEmbedder, SentenceTransformerEmbedder

CHECKOUT = Path(__file__).resolve().parent.parent
GUIDES = 3
THREADS = 2
SEEN_SHARE = 0.9  # of a passage's words, on the pages it names
_MARKS = {BlockKind.HEADING: "## ", BlockKind.LIST_ITEM: "- "}


Pages = Mapping[str, Sequence[frozenset[str]]]
"""{file: the words of each page}."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage, of either side, with the file and the physical pages it says it stands on."""

    text: str
    file: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Run:
    """What taking in all the PDFs gave. Seconds are of the wall clock."""

    name: str
    read_seconds: float
    total_seconds: float
    vectors: int
    extracts: Sequence[Extract]


class Counted:
    """An embedder that counts what it embeds. Ports: domain.ports.Embedder and LangChain's Embeddings."""

    def __init__(self, real: Embedder) -> None:
        self.name, self.fingerprint = real.name, real.fingerprint
        self.dimension, self.max_tokens = real.dimension, real.max_tokens
        self.embed_queries, self.count_tokens = real.embed_queries, real.count_tokens
        self._real = real
        self.vectors = 0

    def embed_passages(self, texts: Sequence[str]) -> Sequence[Vector]:
        self.vectors += len(texts)
        return self._real.embed_passages(texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [list(map(float, vector)) for vector in self.embed_passages(texts)]


def main() -> None:
    """Print the machine, both sides' figures and the pages they got wrong."""
    model = ensure_model(Path(os.environ.get("GUICHET_MODEL_DIR", CHECKOUT / "models")), print)
    console = Console(width=140)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        pages = write_guides(folder / "guides")
        torch, onnx = SentenceTransformerEmbedder(str(model), threads=THREADS), OnnxEmbedder(model, THREADS)
        for engine in (torch, onnx):
            engine.embed_passages(["Une phrase pour échauffer le moteur."] * 16)
        runs = [
            _langchain("LangChain, PyTorch", folder / "guides", folder / "langchain", Counted(torch)),
            _langchain("LangChain, ONNX", folder / "guides", folder / "langchain-onnx", Counted(onnx)),
            _guichet(folder / "guides", folder / "guichet", Counted(onnx)),
        ]
    console.print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, chromadb {version('chromadb')}, "
        f"langchain-community {version('langchain-community')}, torch {version('torch')}; "
        f"{GUIDES} PDFs, {sum(map(len, pages.values()))} pages, {model.name}, {THREADS} threads"
    )
    console.print(_table(runs, pages))


def write_guides(folder: Path) -> Pages:
    """PDF guides of the demonstration corpus's texts, each in another order; {file: words of each page}."""
    folder.mkdir()
    paths = sorted((CHECKOUT / "corpus").glob("f*/*.md"))
    for number in range(GUIDES):
        turned = paths[number * 7 :] + paths[: number * 7]
        text = "\n".join(_lines(path) for path in turned)
        guide = Guide(f"guide-{number}", f"Guide numéro {number}", "Banc d'essai", date(2026, 1, 1), "Essai", text)
        build(guide, folder / f"{guide.id}.pdf")
    return {path.name: _page_words(path) for path in sorted(folder.iterdir())}


def _lines(path: Path) -> str:
    """A document in the words of corpus/build_guides.py: a chapter, its headings, items and paragraphs."""
    [raw] = read_file(path)
    return "\n".join(
        (f"# {raw.metadata.title}", *(f"{_MARKS.get(block.kind, '')}{block.text}" for block in raw.blocks))
    )


def _page_words(path: Path) -> list[frozenset[str]]:
    with pypdfium2.PdfDocument(path) as document:
        return [frozenset(words(page.get_textpage().get_text_bounded())) for page in document]


def _guichet(guides: Path, data: Path, embedder: Counted) -> Run:
    settings = load_settings(data_dir=data, model_dir=data, threads=THREADS)
    paths = sorted(guides.iterdir())
    started = time.perf_counter()
    with IsolatedReader(ReadLimits(settings.read_seconds, 2**31, 2**30)) as reader:
        for _ in reader.read_all(paths):
            pass
    read = time.perf_counter() - started
    with open_guichet(settings, embedder=embedder) as guichet:
        started = time.perf_counter()
        guichet.ingest([guides], default_visibility=Visibility.PUBLIC, report=lambda _: None)
        total = time.perf_counter() - started
        editions = [guichet.version(live.document.id)[0] for live in guichet.documents()]
    extracts = [
        Extract(p.text, Path(edition.document.source).name, p.page or 0, p.page_end or p.page or 0)
        for edition in editions
        for p in edition.passages
    ]
    return Run("Guichet", read, total, embedder.vectors, extracts)


def _langchain(name: str, guides: Path, data: Path, embedder: Counted) -> Run:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the recipe is still what its documentation shows
        from langchain_chroma import Chroma  # noqa: PLC0415 - a peer, imported only to be measured
        from langchain_community.document_loaders import PyPDFLoader  # noqa: PLC0415
        from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415

    started = time.perf_counter()
    documents = [page for path in sorted(guides.iterdir()) for page in PyPDFLoader(str(path)).load()]
    read = time.perf_counter() - started
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    Chroma.from_documents(chunks, cast(Any, embedder), persist_directory=str(data))
    total = time.perf_counter() - started
    extracts = [
        Extract(chunk.page_content, Path(chunk.metadata["source"]).name, *(chunk.metadata["page"] + 1,) * 2)
        for chunk in chunks
    ]
    return Run(name, read, total, embedder.vectors, extracts)


def _wrong_pages(extracts: Sequence[Extract], pages: Pages) -> int:
    """How many passages do not stand on the pages that they name."""
    return sum(_share(words(e.text), pages[e.file][e.first - 1 : e.last]) < SEEN_SHARE for e in extracts)


def _share(wanted: Sequence[str], pages: Sequence[frozenset[str]]) -> float:
    there = frozenset[str]().union(*pages)
    return sum(word in there for word in wanted) / len(wanted) if wanted else 1.0


def _table(runs: Sequence[Run], pages: Pages) -> Table:
    count = sum(map(len, pages.values()))
    table = Table("", "pages/s read", "passages", "vectors", "seconds", "passages/s", "vectors/s", "wrong pages")
    for run in runs:
        passages = len(run.extracts)
        table.add_row(
            run.name,
            f"{count / run.read_seconds:.1f}",
            f"{passages}",
            f"{run.vectors}",
            f"{run.total_seconds:.1f}",
            f"{passages / run.total_seconds:.1f}",
            f"{run.vectors / run.total_seconds:.1f}",
            f"{_wrong_pages(run.extracts, pages)}",
        )
    return table


if __name__ == "__main__":
    main()
