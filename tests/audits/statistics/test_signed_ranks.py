"""Demšar's rank sums, a textbook's interval, scipy's exact p-values, and simulated coverage."""

import os

import numpy as np
import pytest
from scipy.stats import wilcoxon

from audits.statistics.signed_ranks import (
    MOST_COUNTED,
    grown,
    hodges_lehmann,
    limits,
    tail,
    walsh_averages,
)

# Demšar 2006, table 2: C4.5 and C4.5 with m tuned, AUC on 14 data sets.
PLAIN = [
    0.763, 0.599, 0.954, 0.628, 0.882, 0.936, 0.661, 0.583, 0.775, 1.0, 0.94, 0.619, 0.972, 0.957,
]  # fmt: skip
TUNED = [
    0.768, 0.591, 0.971, 0.661, 0.888, 0.931, 0.668, 0.583, 0.838, 1.0, 0.962, 0.666, 0.981, 0.978,
]  # fmt: skip
# Hollander & Wolfe 1973, 29: depression scale before less after a tranquilliser (R: ?wilcox.test).
SCALE = np.array([1.83, .50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]) - np.array(
    [.878, .647, .598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])  # fmt: skip


def rank_sums(differences):
    """Of positive and of negative differences; those of zeros are split evenly (Demšar 2006)."""
    averages = walsh_averages(differences)
    zeros = np.isclose(averages, 0, atol=1e-11)
    return tuple((side & ~zeros).sum() + zeros.sum() / 2 for side in (averages > 0, averages < 0))


def test_rank_sums_as_demsar_prints_them():
    assert rank_sums(np.array(TUNED) - np.array(PLAIN)) == (93.0, 12.0)


def test_a_textbooks_example():
    """Hollander & Wolfe: V = 40, one-sided p .01953; estimate .46."""
    assert rank_sums(SCALE) == (40.0, 5.0)
    assert tail(tuple(SCALE), 0.0, True) == pytest.approx(0.01953, abs=5e-6)
    assert hodges_lehmann(SCALE) == pytest.approx(0.46, abs=0.001)
    assert limits(tuple(SCALE), 0.96) == pytest.approx((0.010, 0.786), abs=0.0005)


@pytest.mark.parametrize("number", [6, 13, 40])
def test_exact_p_values_as_scipy_has_them(number):
    differences = np.random.default_rng(number).normal(0.3, 1, number)
    for above, side in ((True, "greater"), (False, "less")):
        expected = wilcoxon(differences, alternative=side, method="exact").pvalue
        assert tail(tuple(differences), 0.0, above) == pytest.approx(expected)


def test_of_many_the_distribution_is_normal():
    differences = np.random.default_rng(1).normal(0.2, 1, MOST_COUNTED + 70)
    expected = wilcoxon(differences, alternative="greater", method="asymptotic", correction=True)
    assert tail(tuple(differences), 0.0, True) == pytest.approx(expected.pvalue)


@pytest.mark.parametrize("number", [9, 30, MOST_COUNTED + 40])
def test_limits_are_where_the_test_begins_to_reject(number):
    evidence = tuple(np.random.default_rng(number).normal(size=number))
    lower, upper = limits(evidence, 0.95)
    assert tail(evidence, lower - 1e-9, True) <= 0.025 < tail(evidence, lower + 1e-9, True)
    assert tail(evidence, upper + 1e-9, False) <= 0.025 < tail(evidence, upper - 1e-9, False)


def test_five_never_reject():
    assert limits((1.0, 2.0, 3.0, 4.0, 5.0), 0.95) == (-np.inf, np.inf)


def test_the_interval_holds_the_median_as_often_as_it_says():
    rng, draws = np.random.default_rng(2), 4000 if os.environ.get("EVENHAND_LONG") == "1" else 400
    held = 0
    for _ in range(draws):
        lower, upper = limits(tuple(rng.standard_t(3, 15)), 0.95)
        held += lower <= 0 <= upper
    assert held / draws >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / draws)


def test_more_data_is_more_of_the_same():
    evidence = tuple(np.random.default_rng(3).normal(0.3, 1, 12))
    assert grown(evidence, 1) == pytest.approx(sorted(evidence))
    more = grown(evidence, 4)
    assert len(more) == 48
    assert hodges_lehmann(np.array(more)) == pytest.approx(hodges_lehmann(np.array(evidence)),
                                                           abs=0.1)  # fmt: skip
    lower, upper = limits(more, 0.95)
    before = limits(evidence, 0.95)
    assert upper - lower < before[1] - before[0]
