"""Counts by hand, and the limits that Tango 1998 prints for them."""

import numpy as np
import pytest

from audits.measurement import Undetermined
from audits.statistics.paired_gap_measurements import paired_gap
from audits.statistics.shares import Stated


def flags(both, first, second, neither):
    """Rows that count in both, in one alone, in neither."""
    ones = np.repeat([True, True, False, False], [both, first, second, neither])
    return ones, np.repeat([True, False, True, False], [both, first, second, neither])


def gap(*counts, smallest_group=30):
    first, second = flags(*counts)
    return paired_gap("gain", (), first, second, Stated(0.95, smallest_group), "a note")


def test_the_crossover_trial_of_the_paper():
    """Tango 1998, table I: of 44 pairs 43 are alike and one is worse: -.023 [-.118, .062]."""
    measured = gap(43, 0, 1, 0)
    assert measured.value == pytest.approx(-1 / 44)
    assert measured.interval.lower == pytest.approx(-0.118, abs=0.001)
    assert measured.interval.upper == pytest.approx(0.061, abs=0.002)
    assert measured.sample_size == 44
    assert measured.method == "tango (a note)"


def test_a_few_rows_are_undetermined_with_their_value():
    measured = gap(3, 2, 1, 0)
    assert isinstance(measured, Undetermined)
    assert measured.raw[0] == pytest.approx(1 / 6)


@pytest.mark.parametrize("smallest_group", [1, 30])
def test_one_row_has_no_value(smallest_group):
    measured = gap(1, 0, 0, 0, smallest_group=smallest_group)
    assert isinstance(measured, Undetermined)
    assert measured.raw is None


def test_of_clusters_the_error_is_that_of_their_sums():
    """By hand: 40 clusters of three rows that agree, so the mean of 40 and its standard error."""
    from scipy import stats

    rng = np.random.default_rng(4)
    first, second = rng.random(40) < 0.7, rng.random(40) < 0.4
    clusters = np.repeat(np.arange(40, dtype=np.int32), 3)
    line = paired_gap("gain", (), np.repeat(first, 3), np.repeat(second, 3),
                      Stated(0.95, 30), "a note", clusters)  # fmt: skip
    each = first.astype(float) - second
    assert line.evidence == pytest.approx((each.mean(), stats.sem(each), 39, -1, 1))
    assert line.sample_size == 120
    assert line.method.endswith("(a note, 40 clusters)")
    few = paired_gap("gain", (), np.repeat(first, 3)[:12], np.repeat(second, 3)[:12],
                     Stated(0.95, 5), "a note", clusters[:12])  # fmt: skip
    assert "4 clusters" in few.reason
