"""Differences of two means: Welch's is printed, each side's own limits decide."""

import numpy as np
import pytest
from scipy import stats
from scipy.stats import binomtest

from audits.statistics.gaps_of_means import gap_evidence
from audits.statistics.intervals import deciding, limits, one_sided_p

DECIDES = deciding("bounded-welch")


def test_welchs_interval_is_scipys():
    rng = np.random.default_rng(3)
    own, other = rng.uniform(2, 5, 12), rng.uniform(3, 5, 40)
    drawn = limits("bounded-welch", gap_evidence(own, other, (2.0, 5.0)), 0.95)
    peer = stats.ttest_ind(own, other, equal_var=False).confidence_interval(0.95)
    assert (drawn.lower, drawn.upper) == pytest.approx((peer.low, peer.high))


def test_a_side_that_is_all_alike_has_its_own_exact_limit():
    """Thirty of thirty right, beside .9 of two thousand: MOVER from Clopper and Pearson's."""
    own, other = np.ones(30), np.repeat([1.0, 0.0], [1800, 200])
    drawn = limits(DECIDES, gap_evidence(own, other, (0.0, 1.0)), 0.95)
    low = binomtest(30, 30).proportion_ci(0.95, method="exact").low
    high = binomtest(1800, 2000).proportion_ci(0.95, method="exact").high
    assert drawn.lower == pytest.approx(0.1 - np.hypot(1 - low, high - 0.9), abs=1e-4)


@pytest.mark.parametrize(("rows", "others", "worse"), [(30, 300, 0.03), (40, 2000, 0.03)])
def test_a_small_group_that_rarely_fails_is_not_accused_or_cleared(rows, others, worse):
    """Both sides alike, 3 of 100 rows lose .8: by Welch's freedom 28 to 32 % of rules failed."""
    rng = np.random.default_rng(4)
    wrong = np.zeros(2)
    for _ in range(400):
        sides = [np.where(rng.random(size) < worse, 0.2, 1.0) for size in (rows, others)]
        evidence = gap_evidence(*sides, (0.0, 1.0))
        if evidence is not None:
            wrong += [one_sided_p(DECIDES, evidence, 0.0, above=above) <= 0.025
                      for above in (True, False)]  # fmt: skip
    assert (wrong <= 0.035 * 400).all()


def test_another_range_is_the_same_in_its_own_unit():
    rng = np.random.default_rng(5)
    own, other = rng.random(20), rng.random(50)
    plain = limits(DECIDES, gap_evidence(own, other, (0.0, 1.0)), 0.9)
    percent = limits(DECIDES, gap_evidence(100 * own - 20, 100 * other - 20, (-20.0, 80.0)), 0.9)
    assert (percent.lower, percent.upper) == pytest.approx((100 * plain.lower, 100 * plain.upper))


def test_two_sides_without_variation_have_no_evidence():
    assert gap_evidence(np.ones(5), np.zeros(9), (0.0, 1.0)) is None


def test_what_is_printed_holds_where_one_side_lies_near_an_end():
    """Two groups of rows of which three in a hundred are wrong, 160 of the one and 40 of the other.

    Welch alone held the truth in fewer than nine of ten.
    """
    rng = np.random.default_rng(16)
    held, alone, judged = 0, 0, 0
    for _ in range(400):
        own, other = rng.random(40) < 0.97, rng.random(160) < 0.97
        evidence = gap_evidence(own.astype(float), other.astype(float), (0.0, 1.0))
        if evidence is None:
            continue
        judged += 1
        drawn = limits("bounded-welch-few", evidence, 0.95)
        held += drawn.lower <= 0 <= drawn.upper
        parts = own.var(ddof=1) / 40, other.var(ddof=1) / 160
        freedom = sum(parts) ** 2 / (parts[0] ** 2 / 39 + parts[1] ** 2 / 159)
        half = stats.t.ppf(0.975, freedom) * np.sqrt(sum(parts))
        alone += abs(own.mean() - other.mean()) <= half
    assert held / judged >= 0.95
    assert alone / judged < 0.9
