from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from audits.statistics.melded_limits import ratio_tail_most, read_limits, sum_limits, sum_tail

GAP = (1.0, -1.0)


def share_limits(share, confidence):
    return sum_limits((1.0,), [tuple(map(float, share))], confidence)


@given(st.integers(1, 3000), st.data(), st.sampled_from([0.8, 0.95, 0.9975]))
def test_one_share_has_scipys_exact_interval(trials, data, confidence):
    successes = data.draw(st.integers(0, trials))
    theirs = stats.binomtest(successes, trials).proportion_ci(confidence, "exact")
    found = share_limits((successes, trials), confidence)
    assert found == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.integers(1, 300), st.data(), st.floats(0.001, 0.999))
def test_the_test_of_one_share_is_scipys_exact_binomial_test(trials, data, bound):
    successes = data.draw(st.integers(0, trials))
    for above, name in ((True, "greater"), (False, "less")):
        found = sum_tail((1.0,), [(float(successes), float(trials))], bound, above=above)
        theirs = stats.binomtest(successes, trials, bound, name).pvalue
        assert found == pytest.approx(theirs, rel=1e-9, abs=1e-12)


@settings(max_examples=60)
@given(st.integers(1, 400), st.integers(1, 400), st.data())
def test_equality_of_two_shares_is_fishers_exact_test(n1, n2, data):
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    shares = [(float(x1), float(n1)), (float(x2), float(n2))]
    for above, name in ((True, "greater"), (False, "less")):
        theirs = stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]], alternative=name)[1]
        assert sum_tail(GAP, shares, 0.0, above=above) == pytest.approx(theirs, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("n1", "n2"), [(30, 60), (100, 20)])
@pytest.mark.parametrize("gap", [0.0, 0.05, 0.3])
def test_no_tail_of_a_gap_is_missed_more_often_than_stated(n1, n2, gap):
    """All outcomes of two binomials: what Newcombe's interval misses up to twenty times too often.

    Of 0.001 against 0.001, with 100 and 5,000 rows, Newcombe's lower tail at .00125 misses .029.
    """
    tails = {
        above: np.array(
            [
                [
                    sum_tail(GAP, [(float(a), float(n1)), (float(b), float(n2))], gap, above=above)
                    for b in range(n2 + 1)
                ]
                for a in range(n1 + 1)
            ]
        )
        for above in (True, False)
    }
    for rate in (0.001, 0.01, 0.1, 0.5, 0.69):
        law = np.outer(
            stats.binom.pmf(range(n1 + 1), n1, rate + gap), stats.binom.pmf(range(n2 + 1), n2, rate)
        )
        for level in (0.025, 0.0025, 0.00125):
            for above, tail in tails.items():
                assert law[tail <= level].sum() <= level * (1 + 1e-9), (rate, level, above)


@pytest.mark.parametrize("counts", [(3, 40, 20, 60), (0, 40, 20, 60), (39, 40, 1, 900)])
@pytest.mark.parametrize("ratio", [0.3, 1.0, 2.5])
def test_the_tail_of_a_ratio_is_that_of_two_beta_distributions(counts, ratio):
    """Fay, Proschan & Brittain 2015: by numerical integration with scipy."""
    x1, n1, x2, n2 = counts
    other = stats.beta(x2 + 1, n2 - x2)
    own = stats.beta(x1, n1 - x1 + 1) if x1 else None
    middle = other.ppf([1e-12, 1e-3, 0.5, 1 - 1e-3, 1 - 1e-12])
    by_hand = 1.0
    if own is not None:
        by_hand = sum(
            integrate.quad(lambda p: own.cdf(min(1.0, ratio * p)) * other.pdf(p), a, b)[0]
            for a, b in pairwise(middle)
        )
    shares = [(float(x1), float(n1)), (float(x2), float(n2))]
    found = sum_tail((1.0, -ratio), shares, 0.0, above=True)
    assert found == pytest.approx(by_hand, rel=1e-5, abs=1e-9)
    assert ratio_tail_most(*shares, ratio, above=True) >= found * (1 - 1e-9)


def test_a_sum_of_many_is_that_of_simulated_beta_distributions():
    shares = [(30.0, 60.0), (48.0, 80.0), (1.0, 40.0), (40.0, 40.0)]
    rng = np.random.default_rng(1)
    drawn = sum(0.25 * rng.beta(x, n - x + 1, 400_000) for x, n in shares)
    lower, _ = sum_limits((0.25,) * 4, shares, 0.95)
    assert lower == pytest.approx(np.quantile(drawn, 0.025), abs=5e-4)


@pytest.mark.parametrize("classes", [10, 40])
def test_the_sum_over_many_classes_is_found_at_once(classes):
    """Balanced accuracy of ten digits took five minutes to judge: each class doubled the time.

    Forty would not have ended. Against drawn distributions.
    """
    rng = np.random.default_rng(classes)
    weights = [1 / classes] * classes
    shares = [(float(x), 60.0) for x in rng.integers(20, 59, classes)]
    drawn = {
        up: sum(rng.beta(x + up, n - x + 1 - up, 100_000) for x, n in shares) / classes
        for up in (0, 1)
    }
    found = sum_limits(weights, shares, 0.95)
    theirs = np.quantile(drawn[0], 0.025), np.quantile(drawn[1], 0.975)
    assert found == pytest.approx(theirs, abs=1e-3)
    tail = sum_tail(weights, shares, theirs[0], above=True)
    assert tail == pytest.approx(0.025, abs=2e-3)


@pytest.mark.parametrize(
    ("share", "effective", "degrees_of_freedom"), [(0.3, 80.5, 99), (0.4, 60.0, 400)]
)
def test_effective_trials_are_those_of_korn_and_graubard(share, effective, degrees_of_freedom):
    """The exact limits at n (z / t)^2 effective trials, by scipy."""
    trials = effective * (stats.norm.ppf(0.975) / stats.t.ppf(0.975, degrees_of_freedom)) ** 2
    hits = share * trials
    by_hand = (
        stats.beta.ppf(0.025, hits, trials - hits + 1),
        stats.beta.ppf(0.975, hits + 1, trials - hits),
    )
    assert share_limits((share, effective, degrees_of_freedom), 0.95) == pytest.approx(
        by_hand, abs=2e-4
    )


def test_none_and_all_leave_an_open_side():
    """3.7 of 100: the limit of 0 of 100 is 1 - .025 ** (1 / 100)."""
    assert share_limits((0, 100), 0.95) == pytest.approx((0.0, 1 - 0.025**0.01))
    assert share_limits((100, 100), 0.95) == pytest.approx((0.025**0.01, 1.0))
    assert share_limits((0.0, 100.0, 1e9), 0.95) == pytest.approx((0.0, 1 - 0.025**0.01), abs=1e-4)


@given(st.integers(20, 2000), st.integers(20, 2000), st.data())
@settings(max_examples=40)
def test_limits_read_from_quantiles_are_those_that_are_solved_for(n1, n2, data):
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    shares = [(float(x1), float(n1)), (float(x2), float(n2))]
    solved, read = sum_limits(GAP, shares, 0.95), read_limits(GAP, shares, 0.95)
    error = sqrt(0.25 / n1 + 0.25 / n2)
    assert read == pytest.approx(solved, abs=0.02 * error)
