"""Fusion by scores, on numbers computed by hand."""

from __future__ import annotations

import pytest

from vectorstore.fusion import fuse, z_scores


def test_z_scores_have_mean_zero_and_deviation_one() -> None:
    assert z_scores({"a": 1.0, "b": 3.0}) == {"a": -1.0, "b": 1.0}


def test_equal_scores_say_nothing_about_order() -> None:
    assert z_scores({"a": 0.7, "b": 0.7}) == {"a": 0.0, "b": 0.0}


def test_nothing_in_gives_nothing_out() -> None:
    assert fuse({"dense": {}, "words": {}}, {"dense": 1.0, "words": 1.0}) == {}


def test_a_field_counts_by_its_weight_whatever_its_scale() -> None:
    fields = {"dense": {"a": 0.9, "b": 0.8}, "words": {"a": 2.0, "b": 40.0}}

    fused = fuse(fields, {"dense": 1.0, "words": 0.3})

    assert fused == {"a": pytest.approx(0.7), "b": pytest.approx(-0.7)}


def test_a_missing_score_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(KeyError):
        fuse({"dense": {"a": 0.9, "b": 0.8}, "words": {"a": 2.0}}, {"dense": 1.0, "words": 1.0})
