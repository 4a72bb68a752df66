"""Rows of another sort under one label lie apart; rows of one sort do as clean ones do."""

import numpy as np
import pytest

from audits.data_quality.backdoor.outlying_rows import (
    apart,
    smaller_cluster,
    spectral_ratio,
    spectral_scores,
)

RNG = np.random.default_rng(7)
CLEAN = RNG.normal(size=(150, 12))
PLAIN = RNG.normal(size=(150, 12))
POISONED = np.concatenate([PLAIN[:135], RNG.normal(size=(15, 12)) + 6])


def test_scores_are_squared_lengths_along_the_first_direction():
    rows = np.array([[3.0, 0.0], [-3.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    assert spectral_scores(rows) == pytest.approx([9, 9, 0, 0], abs=1e-9)
    # The most outlying one of four, over their mean.
    assert spectral_ratio(rows) == pytest.approx(2.0)
    assert spectral_ratio(np.zeros((5, 2))) == 1.0


def test_the_smaller_cluster_holds_the_other_sort():
    smaller, silhouette = smaller_cluster(POISONED)
    assert smaller[135:].all()
    assert not smaller[:135].any()
    assert silhouette > 0.3
    assert smaller_cluster(np.zeros((9, 3)))[1] == 0.0


def test_poisoned_rows_are_suspected_first():
    line, suspects = apart("yes", POISONED, CLEAN, 19, np.random.default_rng(0))
    assert line.cluster_p == pytest.approx(0.05)
    assert set(suspects.tolist()) >= set(range(135, 150))
    assert (line.label, line.rows, line.smaller) == ("yes", 150, pytest.approx(0.1))


def test_clean_rows_are_suspected_no_more_often_than_the_level():
    suspected = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        rows, clean = rng.normal(size=(40, 6)), rng.normal(size=(40, 6))
        suspected += len(apart("no", rows, clean, 19, rng)[1]) > 0
    assert suspected <= 3  # two tests of 5 % each: of eight more than three in one of 200


def test_without_clean_rows_nothing_lies_apart():
    line, suspects = apart("yes", POISONED, CLEAN[:5], 19, np.random.default_rng(0))
    assert line.cluster_p is None
    assert not len(suspects)
