"""Vectors kept in memory are those of the index, at each moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.types import Visibility
from vectorstore.chroma import ChromaVectors

NORTH, EAST = (1.0, 0.0), (0.0, 1.0)


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[ChromaVectors]:
    opened = ChromaVectors(tmp_path)
    opened.write("text", Visibility.PUBLIC, ["a", "b"], [NORTH, EAST])
    yield opened
    opened.close()


def cosines(vectors: ChromaVectors, visibility: Visibility = Visibility.PUBLIC) -> dict[str, float]:
    return dict(vectors.cosines("text", visibility, ["a", "b", "absent"], NORTH))


def test_a_second_look_gives_the_same_and_what_is_unknown_stays_absent(vectors: ChromaVectors) -> None:
    assert cosines(vectors) == cosines(vectors) == {"a": 1.0, "b": 0.0}


def test_an_entry_written_again_or_deleted_is_forgotten(vectors: ChromaVectors) -> None:
    assert cosines(vectors) == {"a": 1.0, "b": 0.0}

    vectors.write("text", Visibility.PUBLIC, ["b"], [NORTH])
    vectors.delete("text", Visibility.PUBLIC, ["a"])

    assert cosines(vectors) == {"b": 1.0}


def test_an_entry_seen_in_one_collection_is_not_seen_in_another(vectors: ChromaVectors) -> None:
    cosines(vectors)

    assert cosines(vectors, Visibility.ADHERENT) == {}
