import numpy as np
import pytest
from scipy.stats import norm

from audits.statistics.bootstrap import draw_cells, evidence_of, grid_of
from audits.statistics.interval_methods import GRID
from audits.statistics.intervals import limits


def test_drawing_cells_is_resampling_rows():
    counts = np.array([[30, 10], [5, 15]])
    rng = np.random.default_rng(0)
    drawn = draw_cells(counts, 4000, rng)
    assert (drawn.sum((1, 2)) == 60).all()
    rows = np.repeat(np.arange(4), counts.reshape(-1))
    again = rng.choice(rows, (4000, 60))
    for cell in range(4):
        by_rows = (again == cell).sum(1)
        by_cells = drawn.reshape(-1, 4)[:, cell]
        assert by_cells.mean() == pytest.approx(by_rows.mean(), abs=0.25)
        assert by_cells.std() == pytest.approx(by_rows.std(), rel=0.06)


def test_the_stored_quantiles_give_the_percentile_interval_back():
    values = np.random.default_rng(1).normal(size=5000)
    found = limits("bootstrap (5000 draws)", evidence_of(0.0, grid_of(values)), 0.95)
    expected = np.quantile(values, [0.025, 0.975])
    assert [found.lower, found.upper] == pytest.approx(expected.tolist(), abs=0.01)


def test_beyond_the_replicates_an_interval_goes_on_growing():
    evidence = evidence_of(0.0, grid_of(np.random.default_rng(3).normal(size=2000)))
    far, farther = (limits("bootstrap", evidence, 1 - tail) for tail in (1e-6, 1e-12))
    assert farther.lower < far.lower < far.upper < farther.upper


@pytest.mark.parametrize("draws", [1, 2, 400, 2000])
def test_the_stored_quantiles_are_numpys(draws):
    values = np.round(np.random.default_rng(4).normal(size=draws), 2)
    assert grid_of(values) == pytest.approx(np.quantile(values, norm.cdf(GRID)))
