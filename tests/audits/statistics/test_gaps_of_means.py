import numpy as np
import pytest
from scipy import stats

from audits.data.dataset import Categories, Column, Dataset
from audits.data.groups import divisions_of
from audits.measurement import Estimate, Undetermined
from audits.specification.roles import Role
from audits.statistics.gaps_of_means import gap_of_means
from audits.statistics.shares import Stated


def gap(own, other, smallest_group=5):
    values = np.concatenate([own, other])
    sex = Column("sex", Role.PROTECTED, Categories.of(["f"] * len(own) + ["m"] * len(other)),
                 reference="m")  # fmt: skip
    (division,) = divisions_of(Dataset((sex,)), (sex,), lambda message: None)
    codes = np.array(
        [division.groups.index((("sex", s),)) for s in ["f"] * len(own) + ["m"] * len(other)]
    )
    (measured,) = gap_of_means("g", division, codes, values, Stated(0.95, smallest_group))
    return measured


def test_it_is_scipys_welch_interval():
    rng = np.random.default_rng(0)
    own, other = rng.beta(2, 3, 40), rng.beta(5, 2, 70)
    found = gap(own, other)
    peer = stats.ttest_ind(own, other, equal_var=False).confidence_interval(0.95)
    assert (found.interval.lower, found.interval.upper) == pytest.approx((peer.low, peer.high))
    assert found.sample_size == (40, 70)
    assert found.reference == (("sex", "m"),)


def test_it_covers_the_truth():
    """Means of shares in fifths, .9 and .6 rightly: 95 % of intervals hold their difference."""
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(400):
        found = gap(rng.binomial(5, 0.9, 60) / 5, rng.binomial(5, 0.6, 60) / 5)
        hits += 0.3 in found.interval
    # Of a true 95 %, 400 draws lie in 92 to 98 of 100 all but once in a hundred.
    assert 0.92 <= hits / 400 <= 0.98


def test_few_rows_and_no_variation_decide_nothing():
    rng = np.random.default_rng(2)
    few = gap(rng.random(4), rng.random(50))
    assert isinstance(few, Undetermined)
    assert few.reason == "4 rows where 5 are needed"
    assert few.raw is not None
    same = gap(np.ones(30), np.ones(30))
    assert isinstance(same, Undetermined)
    assert same.reason == "no variation"
    assert isinstance(gap(np.ones(30), rng.random(30)), Estimate)
