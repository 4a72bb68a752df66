"""What few scores may be judged by: what was stated of them, or nothing."""

import numpy as np
import pytest
from scipy.stats import shapiro

from audits.claims.grounds import (
    MANY,
    NOTHING,
    Basis,
    Grounds,
    of_differences,
    of_pairs,
    of_summaries,
    of_two_samples,
)
from audits.measurement import WhyNot
from audits.statistics.intervals import limits

NORMAL, WITHIN = Grounds(normal=True), Grounds(limits=(0.0, 1.0))
DIVERGED = np.array([0.0105, 0.0131, 0.0107, 0.0110, -0.0890])
T = (0.1, 0.01, 50.0)


@pytest.mark.parametrize("number", [2, 5, 30, MANY - 1])
def test_of_few_scores_nothing_is_concluded_where_nothing_is_stated(number):
    values = np.random.default_rng(number).normal(size=number)
    for outcome in (
        of_pairs(values, values * 0.5, 1.0, NOTHING, folds=False),
        of_two_samples(values, values * 0.5, 1.0, NOTHING, T),
        of_summaries(number, NOTHING),
    ):
        assert isinstance(outcome, WhyNot)
        assert f"{number:,} values" in outcome.reason
    assert of_differences(values, NORMAL) is None
    assert of_summaries(number, NORMAL) is None


def test_a_run_that_diverges_contradicts_what_was_stated():
    assert shapiro(DIVERGED).pvalue < 0.01
    outcome = of_differences(DIVERGED, NORMAL)
    assert "the values are not (Shapiro-Wilk p" in outcome.reason
    apart = of_two_samples(DIVERGED, DIVERGED[:4], 1.0, NORMAL, T)
    assert isinstance(apart, WhyNot)


def test_values_that_are_normal_are_seldom_contradicted():
    """One sample in a hundred, at most: of 400, twelve are one in a thousand."""
    rng = np.random.default_rng(0)
    contradicted = sum(of_differences(rng.normal(size=12), NORMAL) is not None for _ in range(400))
    assert contradicted < 12


def test_of_many_scores_their_own_tail_decides_and_a_heavy_one_decides_nothing():
    rng = np.random.default_rng(1)
    for grounds in (NOTHING, NORMAL, WITHIN):
        basis = of_differences(rng.normal(0.2, 1, MANY), grounds)
        assert (basis.method, basis.undetermined_reason) == ("hall-t", None)
        # .2 at a standard error of 1 / sqrt(1000) is z 6.3; the draw may be two errors less.
        assert basis.p_value < 1e-4
    far = np.append(rng.normal(0.2, 0.01, MANY - 3), [40.0, 50.0, 60.0])
    assert "its spread rests on" in of_differences(far, NOTHING).undetermined_reason
    apart = of_two_samples(rng.normal(0.2, 1, MANY), far, 1.0, NOTHING, T)
    assert apart.undetermined_reason is not None


def test_between_stated_limits_one_more_pair_may_have_lost_everything():
    """Thirty pairs that win by .05 each say nothing of a loss of 1: its mean would be .016."""
    rng = np.random.default_rng(2)
    old = rng.uniform(0.4, 0.5, 30)
    basis = of_pairs(old + 0.05 + rng.uniform(-0.01, 0.01, 30), old, 1.0, WITHIN, folds=False)
    assert isinstance(basis, Basis)
    assert basis.p_value > 0.05
    drawn = limits(basis.method, basis.evidence, 0.95)
    assert drawn.lower > 0  # the t interval, which is printed beside it
    less = of_pairs(old, old + 0.05, -1.0, WITHIN, folds=False)
    assert less.evidence[0] == pytest.approx(0.05)


def test_folds_share_rows_so_that_only_t_knows_of_them():
    rng = np.random.default_rng(3)
    outcome = of_differences(rng.normal(size=MANY), WITHIN, folds=True)
    assert isinstance(outcome, WhyNot)
    assert "`limits`" not in outcome.reason
    assert of_differences(rng.normal(size=10), NORMAL, folds=True) is None


def test_scores_outside_the_stated_limits_are_told():
    outcome = of_pairs(np.array([0.5, 1.5]), np.array([0.1, 0.2]), 1.0, WITHIN, folds=False)
    assert outcome.reason == "scores from 0.1 to 1.5 lie outside the stated `limits`, 0 to 1"


@pytest.mark.parametrize("sign", [1, -1])
def test_ten_runs_beside_two_hundred_are_judged_as_ten(sign):
    """Both lose half a point of ten in one run of twenty; Welch's freedom failed 37 of 100."""
    rng = np.random.default_rng(8)
    called = 0
    for _ in range(300):
        runs = [np.where(rng.random(many) < 0.05, 0.4, 0.9) for many in (10, 200)]
        runs = [values - rng.random(len(values)) / 100 for values in runs]
        gap = sign * (runs[0].mean() - runs[1].mean())
        basis = of_two_samples(*runs, sign, Grounds(limits=(0.0, 1.0)), (gap, 0.1, 9.0))
        assert isinstance(basis, Basis)
        drawn = limits(basis.method, basis.evidence, 0.95)
        assert (drawn.lower + drawn.upper) / 2 == pytest.approx(gap)
        called += basis.p_value <= 0.05
    assert called <= 0.05 * 300
