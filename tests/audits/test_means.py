from math import sqrt

import numpy as np
import pytest
from scipy.stats import ttest_1samp, ttest_ind

from audits.means import changed, difference, mean_of, measured, measured_root
from audits.measurement import Undetermined
from audits.rates import Stated

STATED = Stated(0.95, 30)


def values(seed=0, size=50):
    return np.random.default_rng(seed).normal(1, 2, size)


def test_a_mean_has_the_t_interval_of_scipy():
    held = values()
    found = measured("mean_error", (), mean_of(held), STATED)
    expected = ttest_1samp(held, 0).confidence_interval(0.95)
    assert found.value == pytest.approx(held.mean())
    assert found.interval.lower == pytest.approx(expected.low)
    assert found.interval.upper == pytest.approx(expected.high)


def test_a_difference_is_welchs():
    first, second = values(1, 40), 3 * values(2, 90)
    found = difference("gap", (), (), mean_of(first), mean_of(second), STATED)
    expected = ttest_ind(first, second, equal_var=False)
    assert found.evidence[2] == pytest.approx(expected.df)
    assert found.interval.lower == pytest.approx(expected.confidence_interval().low)


def test_counts_are_repeated_rows_and_equal_weights_are_none():
    held, times = values(), np.arange(50) % 3 + 1.0
    often = mean_of(np.repeat(held, times.astype(int)))
    counted = mean_of(held, counts=times)
    assert counted.evidence == pytest.approx(often.evidence)
    assert counted.rows == often.rows
    assert mean_of(held, weights=np.full(50, 7.0)).evidence == pytest.approx(mean_of(held).evidence)


def test_an_interval_stays_within_what_is_possible():
    held = np.append(np.zeros(40), 1.0)
    found = measured("brier_score", (), mean_of(held), STATED, within=(0.0, 1.0))
    assert found.interval.lower == 0.0
    assert found.method == "bounded-student_t"


def test_no_variation_is_bounded_where_the_range_is_known_else_undetermined():
    same = mean_of(np.full(50, 0.25))
    assert measured("error", (), same, STATED).reason == "no variation"
    found = measured("brier_score", (), same, STATED, within=(0.0, 1.0))
    # Hoeffding 1963: sqrt(log(2 / .05) / (2 n)).
    assert found.interval.upper == pytest.approx(0.25 + sqrt(np.log(40) / 100))


def test_a_small_group_is_undetermined_with_its_raw_mean():
    found = measured("error", (), mean_of(values(size=12)), STATED)
    assert isinstance(found, Undetermined)
    assert found.reason == "12 rows where 30 are needed"
    assert found.raw[0] == pytest.approx(values(size=12).mean())


def test_a_root_and_a_changed_mean_carry_their_error_over():
    square = mean_of(values() ** 2)
    root = measured_root("root_mean_squared_error", (), square, STATED)
    assert root.value == pytest.approx(sqrt((values() ** 2).mean()))
    moved = changed(square, sqrt(square.value), lambda at: 0.5 / sqrt(at))
    assert moved.error == pytest.approx(square.error / (2 * root.value))
