"""Fusion by scores, on numbers computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from vectorstore.fusion import fuse, z_scores


def test_z_scores_have_mean_zero_and_deviation_one() -> None:
    assert z_scores(np.array([1.0, 3.0])).tolist() == [-1.0, 1.0]


def test_equal_scores_say_nothing_about_order() -> None:
    assert z_scores(np.array([0.7, 0.7])).tolist() == [0.0, 0.0]


def test_nothing_in_gives_nothing_out() -> None:
    assert fuse({"dense": np.array([]), "words": np.array([])}, {"dense": 1.0, "words": 1.0}).tolist() == []


def test_a_field_counts_by_its_weight_whatever_its_scale() -> None:
    fields = {"dense": np.array([0.9, 0.8]), "words": np.array([2.0, 40.0])}
    standard = {name: z_scores(scores) for name, scores in fields.items()}

    assert fuse(standard, {"dense": 1.0, "words": 0.3}) == pytest.approx([0.7, -0.7])


def test_a_missing_score_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(ValueError, match="each must score all"):
        fuse({"dense": np.array([0.9, 0.8]), "words": np.array([2.0])}, {"dense": 1.0, "words": 1.0})
