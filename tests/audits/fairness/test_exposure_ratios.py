import numpy as np
import pytest

from audits.fairness.exposure_ratios import NO_VARIATION, Sides, exposure_ratio
from audits.measurement import Estimate
from audits.statistics.shares import Stated

REFERENCE, OTHER = (("sex", "m"),), (("sex", "f"),)


def sides(sexes):
    own = np.array([sex == "f" for sex in sexes])
    return Sides(OTHER, REFERENCE, own, ~own)


def test_lists_of_one_group_count_for_nothing():
    """Two lists that hold both, and one of women alone who are shown much."""
    of_list = np.array([0, 0, 1, 1, 2, 2])
    exposure = np.array([1.0, 0.5, 1.0, 0.7, 9.0, 9.0])
    measured = exposure_ratio("x", sides("mfmfff"), of_list, exposure, None, Stated(0.95, 2))
    assert measured.value == pytest.approx((0.5 + 0.7) / 2)
    assert measured.sample_size == (2, 2)


def test_merit_divides_what_each_side_gets():
    of_list = np.array([0, 0, 1, 1])
    exposure, merit = np.array([1.0, 0.5, 1.0, 0.75]), np.array([2.0, 1.0, 2.0, 3.0])
    measured = exposure_ratio("x", sides("mfmf"), of_list, exposure, merit, Stated(0.95, 2))
    assert measured.value == pytest.approx((1.25 / 4) / (2.0 / 4))


def test_the_error_is_that_of_leaving_lists_out():
    """Linearised over lists it is close to the jackknife: 200 lists, each left out once."""
    rng = np.random.default_rng(5)
    of_list, own = np.repeat(np.arange(200), 4), np.tile([True, False, True, False], 200)
    exposure = rng.uniform(0.3, 1, 800)
    who = Sides(OTHER, REFERENCE, own, ~own)
    whole = exposure_ratio("x", who, of_list, exposure, None, Stated(0.95, 30))
    without = []
    for left_out in range(200):
        rows = of_list != left_out
        rest = Sides(OTHER, REFERENCE, own[rows], ~own[rows])
        one = exposure_ratio("x", rest, of_list[rows], exposure[rows], None, Stated(0.95, 30))
        without.append(np.log(one.value))
    jackknife = np.sqrt(199 / 200 * ((without - np.mean(without)) ** 2).sum())
    assert whole.evidence[1] == pytest.approx(jackknife, rel=0.02)


def test_few_lists_and_lists_all_alike_decide_nothing():
    of_list, exposure = np.repeat(np.arange(3), 2), np.tile([1.0, 0.5], 3)
    few = exposure_ratio("x", sides("mfmfmf"), of_list, exposure, None, Stated(0.95, 30))
    assert few.reason == "3 lists hold both where 30 are needed"
    alike = exposure_ratio("x", sides("mfmfmf"), of_list, exposure, None, Stated(0.95, 3))
    assert alike.reason == NO_VARIATION


def test_rows_without_a_known_merit_are_left_out():
    of_list = np.repeat(np.arange(3), 2)
    exposure, merit = np.array([1, 0.5, 1, 0.6, 1, 9.0]), np.array([1, 1, 1, 1, np.nan, np.nan])
    measured = exposure_ratio("x", sides("mfmfmf"), of_list, exposure, merit, Stated(0.95, 2))
    assert isinstance(measured, Estimate)
    assert measured.value == pytest.approx(0.55)
