"""The continued tail beside scipy's generalised Pareto distribution, and what it is for."""

import numpy as np
import pytest
from scipy.stats import genpareto, kurtosis, t

from audits.statistics.enough_rows import SIGNED
from audits.statistics.means import mean_of
from audits.statistics.skewed_means import hall
from audits.statistics.unseen_extremes import RARER, generalised_pareto, unseen_largest


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.3, 0.8])
def test_shape_and_scale_are_near_scipys_maximum_likelihood(shape):
    drawn = genpareto.rvs(shape, scale=2, size=2000, random_state=4)
    found = generalised_pareto(np.sort(drawn))
    expected, _, scale = genpareto.fit(drawn, floc=0)
    assert found == pytest.approx((expected, scale), abs=0.06)


@pytest.mark.parametrize("rows", [50, 100, 400])
def test_equal_exceedances_are_those_that_differ_by_next_to_nothing(rows):
    # Of 100 equal ones a candidate rate is 0 exactly: sqrt(40 / 2.5) is 4.
    nearly = 1.38 * (1 + 1e-7 * np.linspace(-1, 1, rows))
    assert generalised_pareto(np.full(rows, 1.38)) == pytest.approx(
        generalised_pareto(nearly), rel=1e-5
    )


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.3])
def test_it_is_the_quantile_of_one_row_in_thirty_times_as_many(shape):
    rows = 2000
    found = [
        unseen_largest(genpareto.rvs(shape, size=rows, random_state=seed)) for seed in range(40)
    ]
    expected = genpareto.ppf(1 - 1 / (RARER * rows), shape)
    assert np.median(found) == pytest.approx(expected, rel=0.25)


def test_it_is_never_under_the_largest_row_and_that_row_where_there_is_no_tail():
    drawn = np.random.default_rng(0).normal(size=500)
    drawn[7] = 1e6
    assert unseen_largest(drawn) >= 1e6
    assert unseen_largest(drawn[:20]) == 1e6
    assert unseen_largest(np.repeat([0.0, 1.0], 300)) == 1.0


def test_counts_are_repeated_rows():
    rng = np.random.default_rng(1)
    drawn, counts = rng.normal(size=300), rng.integers(1, 9, 300).astype(float)
    assert unseen_largest(drawn, counts) == pytest.approx(
        unseen_largest(np.repeat(drawn, counts.astype(int)))
    )


def test_samples_that_look_tame_hold_the_truth_though_they_lack_the_largest_rows():
    """Squares of t with 3 degrees, whose fourth power has no mean: 2 of 100 samples look tame.

    With their own largest row once more .28 of those held the truth (142 samples).
    """
    rng, judged, held = np.random.default_rng(2), 0, 0
    for _ in range(8):
        squares = t.rvs(3, size=(500, 1000), random_state=rng) ** 2
        tame = 1000 / (kurtosis(squares, axis=1) + 3) >= SIGNED.in_spread
        for row in squares[tame]:
            mean = mean_of(row)
            lower, upper = hall(mean.skewed, 0.95)
            judged, held = judged + 1, held + (lower <= 3.0 <= upper)
    assert judged > 60
    assert held / judged >= 0.93 - 3 * np.sqrt(0.93 * 0.07 / judged)
