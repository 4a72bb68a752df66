"""The area under the curve against Mann and Whitney's count, and infinite numbers."""

from math import inf

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from audits.data.dataset import Categories, Column, Dataset
from audits.data.groups import divisions_of, row_groups
from audits.measurement import Undetermined
from audits.robustness.separation import above_by_group, above_by_pairs, more_often_above
from audits.specification.roles import Role
from audits.statistics.shares import Stated

STATED = Stated(0.95, 30)


def test_it_is_mann_and_whitneys_share_of_pairs():
    rng = np.random.default_rng(4)
    own, other = rng.integers(0, 9, 60) + 0.0, rng.integers(0, 7, 45) + 0.0
    measured = more_often_above("m", (("g", "a"),), own, other, STATED, reference=(("g", "b"),))
    expected = mannwhitneyu(own, other).statistic / (60 * 45)
    assert measured.value == pytest.approx(expected)
    assert measured.interval.lower < expected < measured.interval.upper
    assert measured.sample_size == (60, 45)
    assert above_by_pairs("m", (), own, other, STATED).sample_size == 45


def test_what_is_beyond_every_number_counts_as_more_and_as_equal():
    own, other = np.array([1.0, inf, inf]), np.array([inf, 2.0])
    measured = more_often_above("m", (), own, other, Stated(0.95, 1))
    # 1: under both; each inf: ties with one, above one.
    assert measured.value == pytest.approx(2 * 1.5 / 6)


def test_a_small_side_is_undetermined():
    measured = more_often_above("m", (), np.zeros(5), np.ones(100), STATED)
    assert isinstance(measured, Undetermined)
    assert measured.raw[0] == 0.0
    nobody = more_often_above("m", (), np.zeros(0), np.ones(100), STATED)
    assert isinstance(nobody, Undetermined)


def test_by_group_it_is_each_groups_area_and_their_difference():
    """By hand: of four others, a's numbers lie above 3.5 and 1 of them, b's above 2 and 2."""
    data = Dataset((Column("g", Role.PROTECTED, Categories.of(["a", "a", "b", "b"] * 10)),))
    ((division, codes),) = row_groups(
        data.columns, divisions_of(data, data.columns, lambda words: None)
    )
    own, other = np.array([4.0, 1.5, 2.5, 2.5] * 10), np.array([1.0, 2.0, 3.0, 4.0])
    made = list(
        above_by_group(("m", "gap"), division, codes, own, other, Stated(0.95, 1), (("k", "v"),))
    )
    areas = {one.group: one.value for one in made if one.metric == "m"}
    assert areas == {
        (("g", "a"), ("k", "v")): pytest.approx((3.5 + 1) / 8),
        (("g", "b"), ("k", "v")): pytest.approx(2 / 4),
    }
    (gap,) = (one for one in made if one.metric == "gap")
    assert gap.group == (("g", "b"), ("k", "v"))
    assert gap.reference == (("g", "a"), ("k", "v"))
    assert gap.value == pytest.approx(2 / 4 - (3.5 + 1) / 8)
    assert gap.interval.lower < 0 < gap.interval.upper
