"""Each interval as its paper or another library draws it."""

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.statistics.intervals import limits
from tests.audits.probes.published import figures


def test_wilson_and_newcombe_print_the_papers_tables():
    paper = figures("newcombe1998")
    for x, n, lower, upper in paper["wilson"]:
        found = limits("wilson", (x, n), 0.95)
        assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=paper["tolerance"])
    for *counts, lower, upper in paper["difference"]:
        found = limits("newcombe", counts, 0.95)
        assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=paper["tolerance"])


def test_koopman_prints_the_papers_example():
    paper = figures("koopman1984")
    found = limits("koopman", paper["counts"], 0.95)
    assert [found.lower, found.upper] == pytest.approx(paper["interval"], abs=paper["tolerance"])


@given(st.integers(1, 400), st.data(), st.sampled_from([0.8, 0.95, 0.999]))
def test_single_shares_agree_with_scipy(trials, data, confidence):
    successes = data.draw(st.integers(0, trials))
    test = stats.binomtest(successes, trials)
    for method, name in (("wilson", "wilson"), ("clopper-pearson", "exact")):
        theirs = test.proportion_ci(confidence, name)
        found = limits(method, (successes, trials), confidence)
        assert (found.lower, found.upper) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.data())
def test_no_counts_give_an_interval_of_zero_width_or_lose_the_estimate(data):
    n1, n2 = data.draw(st.integers(1, 3000)), data.draw(st.integers(1, 3000))
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    gap = limits("newcombe", (x1, n1, x2, n2), 0.95)
    assert gap.lower < gap.upper
    assert gap.lower <= x1 / n1 - x2 / n2 <= gap.upper
    if x2:
        ratio = limits("koopman", (x1, n1, x2, n2), 0.95)
        assert ratio.lower < ratio.upper
        assert ratio.lower <= (x1 / n1) / (x2 / n2) <= ratio.upper
    if x1 or x2:
        top = limits("koopman-highest", (x1, n1, x2, n2), 0.95)
        assert 0 <= top.lower < top.upper <= 1


@given(st.data())
def test_koopman_turned_round_is_its_reciprocal(data):
    n1, n2 = data.draw(st.integers(5, 500)), data.draw(st.integers(5, 500))
    x1, x2 = data.draw(st.integers(1, n1)), data.draw(st.integers(1, n2))
    there, back = (
        limits("koopman", (x1, n1, x2, n2), 0.95),
        limits("koopman", (x2, n2, x1, n1), 0.95),
    )
    assert there.lower == pytest.approx(1 / back.upper, rel=1e-6)
    assert there.upper == pytest.approx(1 / back.lower, rel=1e-6)


@pytest.mark.parametrize(
    "cells", [(10, 20, 5, 40), (1, 9, 8, 3), (300, 200, 250, 260), (0, 9, 4, 8)]
)
def test_mid_p_limits_leave_the_tail_by_scipys_noncentral_hypergeometric(cells):
    a, b, c, d = cells
    found = limits("mid-p", cells, 0.95)
    total, row, column = a + b + c + d, a + b, a + c
    for odds, tail in ((found.lower, "upper"), (found.upper, "lower")):
        if odds == 0 or not isfinite(odds):
            continue
        law = stats.nchypergeom_fisher(total, column, row, odds)
        beyond = law.sf(a) if tail == "upper" else law.cdf(a - 1)
        assert beyond + law.pmf(a) / 2 == pytest.approx(0.025, abs=1e-6)


def test_mid_p_hardly_moves_where_it_becomes_the_normal_limits():
    below = limits("mid-p", (1999, 3000, 2500, 4000), 0.95)
    above = limits("mid-p", (2000, 3000, 2500, 4000), 0.95)
    assert below.lower == pytest.approx(above.lower, rel=2e-3)
    assert below.upper == pytest.approx(above.upper, rel=2e-3)


def test_a_paired_gain_of_nothing_has_the_score_interval_by_hand():
    # With no discordant pair the score is -n d / sqrt(n d (1 - d)), so d = z^2 / (n + z^2).
    found = limits("tango", (0, 0, 100), 0.95)
    z2 = stats.norm.ppf(0.975) ** 2
    assert found.upper == pytest.approx(z2 / (100 + z2), rel=1e-9)
    assert found.lower == pytest.approx(-z2 / (100 + z2), rel=1e-9)


def test_the_larger_of_two_clear_gaps_keeps_its_own_interval():
    """Each gap at the square root of .95; statsmodels 0.15, "newcomb", of 900/1000 - 500/1000."""
    found = limits("newcombe-larger", (900, 1000, 500, 1000, 510, 1000, 500, 1000), 0.95)
    assert (found.lower, found.upper) == pytest.approx((0.3577540271768, 0.4401926066399), abs=1e-9)


def test_the_larger_of_two_small_gaps_may_have_either_sign():
    found = limits("newcombe-larger", (50, 100, 49, 100, 50, 100, 51, 100), 0.95)
    assert found.lower < 0 < found.upper
