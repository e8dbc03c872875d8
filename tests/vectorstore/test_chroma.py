"""Vectors compared in memory or by Chroma's graph: the same cosines, those of the index at each moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from domain.errors import DataFolderProblem
from domain.types import Visibility
from vectorstore.chroma import EXACT_ROWS, ChromaVectors

NORTH, EAST = (1.0, 0.0), (0.0, 1.0)


@pytest.fixture(params=[EXACT_ROWS, 0], ids=["in memory", "by the graph"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ChromaVectors]:
    opened = ChromaVectors(tmp_path, exact_rows=request.param)
    opened.write("text", Visibility.PUBLIC, ["a", "b"], [NORTH, EAST])
    yield opened
    opened.close()


def cosines(vectors: ChromaVectors, visibility: Visibility = Visibility.PUBLIC) -> dict[str, float]:
    return dict(vectors.compare("text", visibility, NORTH).of(["a", "b", "absent"]))


def test_a_second_look_gives_the_same_and_what_is_unknown_stays_absent(vectors: ChromaVectors) -> None:
    assert cosines(vectors) == cosines(vectors) == {"a": 1.0, "b": 0.0}


def test_the_nearest_come_first(vectors: ChromaVectors) -> None:
    assert dict(vectors.compare("text", Visibility.PUBLIC, EAST).nearest(1)) == pytest.approx({"b": 1.0})
    assert list(vectors.compare("text", Visibility.PUBLIC, EAST).nearest(5)) == ["b", "a"]


def test_what_is_written_later_is_found_and_what_is_deleted_is_not(vectors: ChromaVectors) -> None:
    assert cosines(vectors) == {"a": 1.0, "b": 0.0}

    vectors.write("text", Visibility.PUBLIC, ["b", "c"], [EAST, (0.6, 0.8)])
    vectors.delete("text", Visibility.PUBLIC, ["a"])

    assert list(vectors.compare("text", Visibility.PUBLIC, NORTH).nearest(5)) == ["c", "b"]
    assert cosines(vectors) == {"b": 0.0}


def test_an_entry_seen_in_one_collection_is_not_seen_in_another(vectors: ChromaVectors) -> None:
    cosines(vectors)

    assert cosines(vectors, Visibility.ADHERENT) == {}
    assert vectors.compare("text", Visibility.ADHERENT, NORTH).nearest(5) == {}


def test_a_collection_that_outgrows_memory_goes_on_by_the_graph(tmp_path: Path) -> None:
    vectors = ChromaVectors(tmp_path, exact_rows=2)
    vectors.write("text", Visibility.PUBLIC, ["a", "b"], [NORTH, EAST])
    before = cosines(vectors)

    vectors.write("text", Visibility.PUBLIC, ["c"], [(0.6, 0.8)])

    assert cosines(vectors) == before
    assert list(vectors.compare("text", Visibility.PUBLIC, NORTH).nearest(3)) == ["a", "c", "b"]
    vectors.close()


def test_both_ways_find_the_same_among_a_thousand(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    matrix = chance.standard_normal((1_000, 32))
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    ids = [f"{n}" for n in range(1_000)]
    found = []
    for exact_rows in (EXACT_ROWS, 0):
        vectors = ChromaVectors(tmp_path / str(exact_rows), exact_rows=exact_rows)
        vectors.write("text", Visibility.PUBLIC, ids, matrix.tolist())
        found.append(
            [list(vectors.compare("text", Visibility.PUBLIC, row).nearest(10)) for row in matrix[:50].tolist()]
        )
        vectors.close()

    assert found[0] == found[1]


def test_an_open_index_leaves_the_other_processors_to_others(vectors: ChromaVectors) -> None:
    cosines(vectors)

    # Each library that multiplies matrices may bring a pool of its own (numpy, scipy).
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}


READS: dict[str, Callable[[ChromaVectors], object]] = {
    "count": lambda vectors: vectors.count("text", Visibility.PUBLIC),
    "ids": lambda vectors: vectors.ids("text", Visibility.PUBLIC),
    "present": lambda vectors: vectors.present("text", Visibility.PUBLIC, ["a"]),
    "compare": lambda vectors: vectors.compare("text", Visibility.PUBLIC, NORTH),
}


@pytest.mark.parametrize("read", READS)
def test_an_index_that_can_no_longer_be_read_says_what_to_do(vectors: ChromaVectors, tmp_path: Path, read: str) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"x" * 100_000)

    with pytest.raises(DataFolderProblem, match="ne peut pas être lu") as told:
        READS[read](vectors)

    assert "Relancez le service" in told.value.hint
