"""The index that serves and the one built beside it: real Chroma and tantivy, the real model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import IndexMismatch
from domain.types import Visibility
from ingest.sentences import FrenchSentenceSplitter
from tests.builders import a_document, a_query, an_edition
from tests.vectorstore.test_hybrid import BAIL, SCIC, LiveEditions
from vectorstore.embedding import OnnxEmbedder
from vectorstore.hybrid import HybridIndex
from vectorstore.live import LiveIndex

QUESTION = a_query("capital d'une SCIC")


class Opener:
    """Opens builds over a library that a test can change."""

    def __init__(self, embedder: OnnxEmbedder, library: LiveEditions, chunker: str = "c1") -> None:
        self._embedder = embedder
        self._chunker = chunker
        self.library = library

    def __call__(self, folder: Path) -> HybridIndex:
        return HybridIndex(folder, self._embedder, self.library, FrenchSentenceSplitter(), chunker=self._chunker)


@pytest.fixture
def opener(embedder: OnnxEmbedder) -> Opener:
    return Opener(embedder, LiveEditions(SCIC, BAIL))


@pytest.fixture
def index(tmp_path: Path, opener: Opener) -> Iterator[LiveIndex]:
    made = LiveIndex(tmp_path, opener)
    made.add([SCIC, BAIL])
    yield made
    made.close()


def builds(folder: Path) -> list[str]:
    return sorted(child.name for child in folder.iterdir() if child.is_dir())


def test_what_is_built_beside_is_not_searched_before_the_swap(index: LiveIndex, tmp_path: Path) -> None:
    with index.rebuilding() as fresh:
        fresh.add([BAIL])
        during = index.search(QUESTION)[0].document.id
        index.swap(fresh, lambda: None)

    assert during == "scic"
    assert [hit.document.id for hit in index.search(QUESTION)] == ["bail"]
    assert builds(tmp_path) == ["build-2"]


def test_a_rebuild_that_fails_leaves_the_serving_index_and_no_folder(index: LiveIndex, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), index.rebuilding() as fresh:
        fresh.add([BAIL])
        raise KeyboardInterrupt

    assert index.search(QUESTION)[0].document.id == "scic"
    assert builds(tmp_path) == ["build-1"]


def test_a_start_after_a_kill_removes_the_unfinished_build(index: LiveIndex, tmp_path: Path, opener: Opener) -> None:
    index.close()
    (tmp_path / "build-2" / "chroma").mkdir(parents=True)

    again = LiveIndex(tmp_path, opener)

    assert builds(tmp_path) == ["build-1"]
    assert again.search(QUESTION)[0].document.id == "scic"
    again.close()


def test_a_start_after_the_swap_opens_the_new_build(index: LiveIndex, tmp_path: Path, opener: Opener) -> None:
    with index.rebuilding() as fresh:
        fresh.add([BAIL])
        index.swap(fresh, lambda: None)
    index.close()

    again = LiveIndex(tmp_path, opener)

    assert again.sizes()[Visibility.PUBLIC] == (1, 1)
    again.close()


def test_the_swap_publishes_while_no_search_is_under_way(index: LiveIndex, opener: Opener) -> None:
    mine = an_edition(a_document("scic", title="La SCIC"), "Le capital est libre.")
    seen: list[tuple[str, ...]] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            seen.append(tuple(hit.document.title for hit in index.search(QUESTION) if hit.document.id == "scic"))

    asker = threading.Thread(target=ask)
    asker.start()
    with index.rebuilding() as fresh:
        fresh.add([mine, BAIL])
        index.swap(fresh, lambda: opener.library.editions.update(scic=mine))
    stop.set()
    asker.join()

    assert set(seen) <= {(SCIC.document.title,), ("La SCIC",)}
    assert [hit.document.title for hit in index.search(QUESTION) if hit.document.id == "scic"] == ["La SCIC"]


def test_a_rebuild_takes_the_current_settings(index: LiveIndex, tmp_path: Path, embedder: OnnxEmbedder) -> None:
    index.close()
    other = LiveIndex(tmp_path, Opener(embedder, LiveEditions(SCIC), chunker="c2"))
    with pytest.raises(IndexMismatch):
        other.check()

    with other.rebuilding() as fresh:
        fresh.add([SCIC])
        other.swap(fresh, lambda: None)

    other.check()
    assert other.search(QUESTION)[0].document.id == "scic"
    other.close()
