import numpy as np
import pytest

from audits.fairness.exposure_ratios import NOTHING, Sides, exposure_ratio
from audits.fairness.ranked_lists import RankedLists
from audits.measurement import Estimate, Undetermined
from audits.statistics.intervals import one_sided_p
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
    whole = np.zeros(len(ranks), dtype=bool)
    return RankedLists(np.arange(len(ranks)), of_list, ranks, None, len(orders), whole, whole)


def test_lists_of_one_group_count_for_nothing():
    """A man before a woman, twice, and a woman before a man; then women alone."""
    ranked = lists((1, 2), (1, 2), (2, 1), (1, 2))
    measured = exposure_ratio("x", sides("mfmfmfff"), ranked, None, Stated(0.95, 3))
    assert measured.value == pytest.approx((FIRST + 2 * SECOND) / (2 * FIRST + SECOND))
    assert measured.sample_size == (3, 3)


def test_others_between_the_two_take_positions_and_are_not_compared():
    ranked = lists((1, 2, 3), (3, 2, 1), (1, 2, 3), (3, 2, 1))
    measured = exposure_ratio("x", sides("mxf" * 4), ranked, None, Stated(0.95, 2))
    assert measured.value == pytest.approx(1.0)
    one = exposure_ratio("x", sides("mxf" * 4), lists(*[(1, 2, 3)] * 4), None, Stated(0.95, 2))
    assert one.value == pytest.approx(THIRD / FIRST)


def test_merit_divides_what_each_side_gets():
    ranked, merit = lists(*[(1, 2)] * 4), np.array([2.0, 1.0, 2.0, 3.0] * 2)
    measured = exposure_ratio("x", sides("mfmf" * 2), ranked, merit, Stated(0.95, 2))
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
    ranked = lists(*[(1, 2), (2, 1)] * 2, (1, 2))
    merit = np.array([*[1] * 8, np.nan, np.nan])
    measured = exposure_ratio("x", sides("mf" * 5), ranked, merit, Stated(0.95, 2))
    assert isinstance(measured, Estimate)
    assert measured.value == pytest.approx(1.0)
    assert measured.sample_size == (4, 4)


def test_a_side_of_no_merit_is_undetermined():
    merit = np.array([1.0, 0.0, 1.0, 0.0])
    none = exposure_ratio("x", sides("mfmf"), lists((1, 2), (1, 2)), merit, Stated(0.95, 2))
    assert none.reason == NOTHING


def test_relevance_in_one_list_says_nothing_of_the_others():
    """Of forty lists one has all that is relevant of women: without it nothing would be left."""
    merit = np.tile([1.0, 0.0], 40)
    merit[1] = 3.0
    measured = exposure_ratio("x", sides("mf" * 40), lists(*[(1, 2)] * 40), merit, Stated(0.95, 30))
    assert measured.reason.endswith("are in lists that are worth 1.0 where 3 are needed")
    merit[3] = 1.0  # Kish: (3 + 1)^2 / (9 + 1) = 1.6
    measured = exposure_ratio("x", sides("mf" * 40), lists(*[(1, 2)] * 40), merit, Stated(0.95, 30))
    assert "are worth 1.6 where 3" in measured.reason
    assert measured.raw is not None


def test_two_lists_of_which_each_has_what_is_relevant_of_one_side():
    """Nothing can be left out, and nothing breaks."""
    merit = np.array([1.0, 0.0, 0.0, 1.0])
    measured = exposure_ratio("x", sides("mfmf"), lists((1, 2), (1, 2)), merit, Stated(0.95, 2))
    assert isinstance(measured, Undetermined)


def test_a_limit_at_any_level_is_a_number():
    """Of three lists t is beyond all floats where a p-value is searched for."""
    ranked = lists((1, 2), (2, 1), (1, 2))
    measured = exposure_ratio("x", sides("mf" * 3), ranked, None, Stated(0.95, 3))
    assert 0 < one_sided_p(measured.method, measured.evidence, 0.8, above=False) < 1
