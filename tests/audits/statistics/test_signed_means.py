"""Gains and losses apart: exact where there is one kind, held by the multinomial law elsewhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from audits.statistics.intervals import deciding, limits
from audits.statistics.signed_means import mean, paired

# Chances to gain and to lose, and rows; Tango's score misses .0504 of the first at .025.
LAWS = ((0.05, 0.01, 100), (0.1, 0.01, 60), (0.02, 0.0, 300), (0.03, 0.03, 100), (0.3, 0.1, 30),
        (0.45, 0.45, 60))  # fmt: skip


def beyond(draw, gains, loses, rows, confidence):
    """How often each limit lies on the wrong side of the truth, over all samples there can be."""
    truth, low, high = gains - loses, 0.0, 0.0
    for gained in range(rows + 1):
        chance = binom.pmf(gained, rows, gains)
        if chance < 1e-7:
            continue
        for lost in range(rows - gained + 1):
            share = chance * binom.pmf(lost, rows - gained, loses / (1 - gains))
            if share > 1e-8:
                lower, upper = draw(gained, lost, rows, confidence)
                low += share * (lower > truth + 1e-9)
                high += share * (upper < truth - 1e-9)
    return max(low, high)


def by_mean(gained, lost, rows, confidence):
    values = np.repeat([1.0, -1.0, 0.0], [gained, lost, rows - gained - lost])
    error = values.std(ddof=1) / np.sqrt(rows)
    drawn = limits("gaffke-mean", (values.mean(), error, rows - 1, -1.0, 1.0), confidence)
    return drawn.lower, drawn.upper


def by_pairs(gained, lost, rows, confidence):
    drawn = limits(deciding("tango"), (gained, lost, rows), confidence)
    return drawn.lower, drawn.upper


@pytest.mark.parametrize(("gains", "loses", "rows"), LAWS)
@pytest.mark.parametrize("confidence", [0.95, 0.995])
@pytest.mark.parametrize("draw", [by_pairs, by_mean])
def test_a_limit_lies_beyond_the_truth_as_rarely_as_it_says(gains, loses, rows, confidence, draw):
    level = (1 - confidence) / 2
    assert beyond(draw, gains, loses, rows, confidence) <= 1.05 * level


def test_tango_and_one_beta_over_the_whole_range_do_not():
    """The figures that the decision rests on."""
    from audits.statistics.bounded_means import mean_limits

    def one_beta(gained, lost, rows, confidence):
        share, spread = (gained - lost) / rows, (gained + lost) / rows
        error = np.sqrt((spread - share**2) / (rows - 1))
        return mean_limits((share, error, rows - 1, -1.0, 1.0), confidence)

    def tango(gained, lost, rows, confidence):
        drawn = limits("tango", (gained, lost, rows), confidence)
        return drawn.lower, drawn.upper

    assert beyond(tango, 0.05, 0.01, 100, 0.95) == pytest.approx(0.0504, abs=5e-4)
    assert beyond(one_beta, 0.02, 0.0, 300, 0.995) == pytest.approx(0.0166, abs=5e-4)


@given(gained=st.integers(1, 60), more=st.integers(1, 200))
def test_of_gains_alone_the_far_end_is_clopper_and_pearsons(gained, more):
    rows = gained + more
    exact = binomtest(gained, rows).proportion_ci(0.95, method="exact")
    assert paired((gained, 0, rows), 0.95)[1] == pytest.approx(exact.high)
    # Nobody lost, but somebody might.
    assert paired((gained, 0, rows), 0.95)[0] < exact.low


@given(gained=st.integers(0, 40), lost=st.integers(0, 40), others=st.integers(1, 200))
def test_gains_and_losses_change_places_with_the_sign(gained, lost, others):
    rows = gained + lost + others
    lower, upper = paired((gained, lost, rows), 0.95)
    assert lower <= (gained - lost) / rows <= upper
    assert paired((lost, gained, rows), 0.95) == pytest.approx((-upper, -lower))


def test_a_mean_of_gains_and_losses_is_that_of_their_shares():
    values = np.repeat([1.0, -1.0, 0.0], [7, 3, 90])
    error = values.std(ddof=1) / 10
    assert mean(values.mean(), error, 100, 0.95) == pytest.approx(paired((7, 3, 100), 0.95))


def test_values_that_hardly_vary_have_one_sign():
    """Between .4 and .6, thirty of them: below 0 there may still be one that was not seen."""
    values = np.linspace(0.4, 0.6, 30)
    lower, upper = mean(0.5, values.std(ddof=1) / np.sqrt(30), 30, 0.95)
    assert 0.3 < lower < 0.45
    assert 0.55 < upper < 0.7
