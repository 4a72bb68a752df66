from math import sqrt

import numpy as np
import pytest
from scipy.stats import binomtest

from audits.statistics.bounded_means import bounded
from audits.statistics.intervals import limits
from audits.statistics.jackknifed import Jackknifed


def test_of_a_mean_the_error_is_the_standard_error():
    values = np.array([0.1, 0.4, 0.4, 0.9, 1.0, 0.2])
    moves = (values - values.mean()) / 6
    own = Jackknifed.of(float(values.mean()), moves, 6)
    assert own.error == pytest.approx(values.std(ddof=1) / sqrt(6))
    assert own.clusters is None
    assert own.degrees_of_freedom == 5
    assert own.evidence == bounded(own.value, own.error**2, 6, 0.0)


def test_rows_of_a_cluster_move_it_together():
    moves = np.array([0.1, 0.1, -0.1, -0.1])
    own = Jackknifed.of(0.5, moves, 4, np.array([7, 7, 2, 2]))
    # Sums of 0.2 and -0.2: 2 x 0.04 x 2 / 1 by hand.
    assert own.error == pytest.approx(sqrt(0.16))
    assert own.clusters == 2
    assert own.evidence[-1] == 1


def test_clusters_that_move_two_values_against_each_other_widen_the_gap():
    codes, moves = np.array([0, 1, 2]), np.array([0.1, -0.05, -0.05])
    own, other = Jackknifed.of(0.5, moves, 3, codes), Jackknifed.of(0.5, -moves, 3, codes)
    apart = Jackknifed.of(0.5, moves, 3, codes).beside(Jackknifed.of(0.5, moves, 3, codes))
    against = own.beside(other)
    assert against[2] > apart[2]
    assert len(apart) == 12


def test_one_more_cluster_may_be_as_wrong_as_none_that_was_seen():
    """Of 30 clusters of 20 rows, all right, the limit is Clopper and Pearson's of 30.

    One in twenty wholly wrong failed a rule at the truth in 26 % of 300 samples.
    """
    own = Jackknifed.of(1.0, np.zeros(600), 600, np.repeat(np.arange(30), 20))
    exact = binomtest(30, 30).proportion_ci(0.95, method="exact")
    # A little lower: of clusters the t quantile of 29 takes the normal's place.
    assert exact.low - 0.01 < limits("gaffke", own.evidence, 0.95).lower <= exact.low


def test_clusters_count_by_what_their_rows_add_up_to():
    codes, amounts = np.array([0, 0, 1, 2]), np.array([1.0, 2.0, 1.0, 1.0])
    own = Jackknifed.of(0.5, np.array([0.1, 0.1, -0.1, -0.1]), 4, codes, amounts)
    assert own.alike == pytest.approx(5**2 / (9 + 1 + 1))
    assert own.lacking_clusters == "3 clusters where 5 are needed"
