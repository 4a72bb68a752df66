"""Sparse draws of many classes against drawing every cell, and scipy's Dirichlet distribution."""

import numpy as np
import pytest

from audits.data.tallies import Tally
from audits.statistics.bootstrap import grid_of
from audits.statistics.many_classes import scores_of_draws
from audits.statistics.matrix_scores import (
    as_fiducial,
    cohen_kappa,
    drawn_cells,
    fiducial,
    matthews_correlation,
)


def answered(classes: int, rows: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    label = rng.integers(0, classes, rows)
    prediction = np.where(rng.random(rows) < 0.7, label, rng.integers(0, classes, rows))
    cells = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(cells, (label, prediction), 1)
    return cells


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("effective", [None, 60.0])
def test_the_law_is_that_of_drawing_every_cell(weighted, effective):
    """Quantiles of 20,000 draws of a few dense classes; an error of one is about .003."""
    counts = answered(6, 150, 3)
    weight = np.random.default_rng(1).lognormal(0, 0.7, counts.shape)
    tally = Tally(counts, counts * weight, counts * weight**2) if weighted else Tally(counts)
    cells, scale = drawn_cells(tally, effective)
    low, high = scores_of_draws(cells, scale, 20_000, np.random.default_rng(5))
    for own, measure in enumerate((matthews_correlation, cohen_kappa)):
        rng = np.random.default_rng(6)
        _, expected = fiducial(0.5, tally, measure, 20_000, rng, effective=effective)
        _, sparse = as_fiducial(0.5, grid_of(low[own]), grid_of(high[own]), 20_000)
        np.testing.assert_allclose(sparse[9:-8], expected[9:-8], atol=0.015)


def test_pretended_rows_alone_are_spread_as_a_dirichlet_distribution_has_it():
    """Two rows over three labels: the share of one is Beta(2/3, 4/3), variance 2/27."""
    cells = np.diag([1e-9, 1e-9, 1e-9])
    from audits.statistics.many_classes import _margins

    draws = list(_margins(cells, np.ones((3, 3)), 40_000, np.random.default_rng(2)))
    labels, predictions, right = draws[1]
    share = labels[0] / labels.sum(0)
    assert share.mean() == pytest.approx(1 / 3, abs=0.01)
    assert share.var() == pytest.approx((2 / 3 * 4 / 3) / (2**2 * 3), abs=0.003)
    np.testing.assert_allclose(labels, predictions)
    np.testing.assert_allclose(labels.sum(0), right)
    labels, predictions, right = draws[0]
    assert right.max() < 1e-6
    assert labels.sum(0).mean() == pytest.approx(2, abs=0.05)
