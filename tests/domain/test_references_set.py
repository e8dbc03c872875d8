"""Precision and recall on the hand-labelled set (tests/data/README.md says how it was labelled)."""

from __future__ import annotations

import pytest

from tests.data.labelled import labelled_references, precision_and_recall


@pytest.mark.parametrize("split", ["dev", "test"])
def test_mentions_are_found_with_their_exact_span_and_normal_form(split: str) -> None:
    precision, recall = precision_and_recall(labelled_references(split))

    assert precision >= 0.98
    assert recall >= 0.98


def test_the_set_holds_300_mentions_and_60_traps() -> None:
    sentences = [*labelled_references("dev"), *labelled_references("test")]

    assert sum(len(mentions) for _, mentions in sentences) >= 300
    assert sum(not mentions for _, mentions in sentences) >= 60
