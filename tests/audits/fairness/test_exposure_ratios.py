import numpy as np
import pytest

from audits.fairness.exposure_ratios import NOTHING, Sides, exposure_ratio
from audits.fairness.ranked_lists import RankedLists
from audits.measurement import Estimate
from audits.statistics.shares import Stated

REFERENCE, OTHER = (("sex", "m"),), (("sex", "f"),)
# Of the first three positions.
FIRST, SECOND, THIRD = 1.0, 1 / np.log2(3), 0.5


def sides(sexes):
    own = np.array([sex == "f" for sex in sexes])
    return Sides(OTHER, REFERENCE, own, np.array([sex == "m" for sex in sexes]))


def lists(*orders):
    """Lists of items given by their ranks."""
    of_list = np.repeat(np.arange(len(orders)), [len(order) for order in orders])
    ranks = np.concatenate(orders).astype(float)
    return RankedLists(np.arange(len(ranks)), of_list, ranks, None, len(orders))


def test_lists_of_one_group_count_for_nothing():
    """A man before a woman, twice, and a woman before a man; then women alone."""
    ranked = lists((1, 2), (1, 2), (2, 1), (1, 2))
    measured = exposure_ratio("x", sides("mfmfmfff"), ranked, None, Stated(0.95, 3))
    assert measured.value == pytest.approx((FIRST + 2 * SECOND) / (2 * FIRST + SECOND))
    assert measured.sample_size == (3, 3)


def test_others_between_the_two_take_positions_and_are_not_compared():
    ranked = lists((1, 2, 3), (3, 2, 1))
    measured = exposure_ratio("x", sides("mxfmxf"), ranked, None, Stated(0.95, 2))
    assert measured.value == pytest.approx(1.0)
    one = exposure_ratio("x", sides("mxfmxf"), lists((1, 2, 3), (1, 2, 3)), None, Stated(0.95, 2))
    assert one.value == pytest.approx(THIRD / FIRST)


def test_merit_divides_what_each_side_gets():
    ranked, merit = lists((1, 2), (1, 2)), np.array([2.0, 1.0, 2.0, 3.0])
    measured = exposure_ratio("x", sides("mfmf"), ranked, merit, Stated(0.95, 2))
    assert measured.value == pytest.approx((2 * SECOND / 4) / (2 * FIRST / 4))


def test_the_error_is_that_of_leaving_lists_out():
    """The jackknife by hand: 60 lists, each left out once."""
    rng = np.random.default_rng(5)
    orders = [rng.permutation(4) for _ in range(60)]
    whole = exposure_ratio("x", sides("mfmf" * 60), lists(*orders), None, Stated(0.95, 30))
    without = []
    for left_out in range(60):
        rest = lists(*(order for at, order in enumerate(orders) if at != left_out))
        one = exposure_ratio("x", sides("mfmf" * 59), rest, None, Stated(0.95, 30))
        without.append(np.log(one.value))
    jackknife = np.sqrt(59 / 60 * ((without - np.mean(without)) ** 2).sum())
    assert whole.evidence[-2] == pytest.approx(jackknife, rel=1e-9)


def test_few_lists_are_undetermined_and_those_all_alike_leave_room():
    few = exposure_ratio("x", sides("mf" * 3), lists(*[(1, 2)] * 3), None, Stated(0.95, 30))
    assert few.reason == "3 lists hold both where 30 are needed"
    assert few.raw[0] == pytest.approx(SECOND / FIRST)
    alike = exposure_ratio("x", sides("mf" * 40), lists(*[(1, 2)] * 40), None, Stated(0.95, 30))
    # No list put her first, which leaves room for one in ten (three in the number of lists).
    assert alike.value == alike.interval.lower == pytest.approx(SECOND / FIRST)
    assert SECOND / FIRST + 0.02 < alike.interval.upper < 0.8


def test_lists_without_a_known_merit_are_left_out():
    ranked, merit = lists((1, 2), (2, 1), (1, 2)), np.array([1, 1, 1, 1, np.nan, np.nan])
    measured = exposure_ratio("x", sides("mfmfmf"), ranked, merit, Stated(0.95, 2))
    assert isinstance(measured, Estimate)
    assert measured.value == pytest.approx(1.0)
    assert measured.sample_size == (2, 2)


def test_a_side_of_no_merit_is_undetermined():
    merit = np.array([1.0, 0.0, 1.0, 0.0])
    none = exposure_ratio("x", sides("mfmf"), lists((1, 2), (1, 2)), merit, Stated(0.95, 2))
    assert none.reason == NOTHING
