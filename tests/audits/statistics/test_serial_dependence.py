"""What a value of a series is worth: against laws of runs and of autoregressions."""

import os
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import norm

from audits.statistics.order_statistics import limits_of, quantile, tail
from audits.statistics.serial_dependence import _p_of_runs, inflation, worth


def test_few_runs_are_as_likely_as_all_orders_say():
    """Every way to place 4 of 10."""
    runs = []
    for places in combinations(range(10), 4):
        above = np.isin(np.arange(10), places)
        runs.append(int(above[0]) + int((above[1:] & ~above[:-1]).sum()))
    for above in ([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1, 1, 0, 0, 0],
                  [1, 0, 1, 0, 0, 1, 0, 1, 0, 0]):  # fmt: skip
        flags = np.array(above, dtype=bool)
        own = int(flags[0]) + int((flags[1:] & ~flags[:-1]).sum())
        assert _p_of_runs(flags) == pytest.approx(np.mean(np.array(runs) <= own))


@pytest.mark.parametrize(("stays", "share"), [(0.8, 0.5), (0.9, 0.25), (0.5, 0.1)])
def test_the_inflation_of_a_chain_is_that_of_its_law(stays, share):
    """A chain of two states of which `share` are above: (1 + r) / (1 - r), r its likeness.

    r = stays - (1 - stays) share / (1 - share), the second eigenvalue of the chain.
    """
    rng, rows = np.random.default_rng(2), 100_000
    enters = (1 - stays) * share / (1 - share)
    drawn, above = rng.random(rows), np.zeros(rows, dtype=bool)
    for row in range(1, rows):
        above[row] = drawn[row] < (stays if above[row - 1] else enters)
    likeness = stays - enters
    assert inflation(above) == pytest.approx((1 + likeness) / (1 - likeness), rel=0.15)


def test_an_order_that_says_nothing_costs_nothing_and_a_trend_everything():
    values = np.random.default_rng(1).lognormal(size=400)
    assert worth(values, 0.95) == 1
    assert worth(np.sort(values), 0.95) * 400 < 6
    assert worth(np.ones(50), 0.5) == 1
    assert worth(np.array([3.0]), 0.5) == 1


@pytest.mark.parametrize(
    ("stays", "share"), [(0.0, 0.5), (0.0, 0.99), (0.5, 0.5), (0.9, 0.5), (0.9, 0.95)]
)
def test_limits_of_calls_in_a_row_hold_the_truth(stays, share):
    """An autoregression of 400 times: taken as independent its limits held 40 to 79 % of medians.

    At most 3.5 % of audits fail on either side, and two standard errors of the simulation.
    """
    draws = 2000 if os.environ.get("EVENHAND_LONG") else 200
    rng, truth, failed, judged = np.random.default_rng(9), norm.ppf(share), np.zeros(2), 0
    held = 0
    for _ in range(draws):
        steps, series = rng.normal(size=500) * (1 - stays**2) ** 0.5, np.zeros(500)
        for row in range(1, 500):
            series[row] = stays * series[row - 1] + steps[row]
        times = np.exp(series[100:])
        of_one = worth(times, share)
        if of_one * 400 < 6:
            continue
        judged += 1
        _, evidence = quantile(times, share, least=0.0, worth=of_one)
        low, high = limits_of(evidence, 0.95)
        held += low <= np.exp(truth) <= high
        failed += [tail(evidence, float(np.exp(truth)), side) <= 0.025 for side in (True, False)]
    assert failed.max() / draws <= 0.035 + 2 * (0.035 * 0.965 / draws) ** 0.5
    assert held / judged >= 0.93 - 2 * (0.95 * 0.05 / judged) ** 0.5


def in_bursts(rng, calls, length, apart, slower):
    """Log-normal times, so many times as long through pauses of a length, begun at random."""
    begun = rng.random(calls + length) < 1 / apart
    slow = np.convolve(begun, np.ones(length))[length : calls + length] > 0
    times = np.exp(0.3 * rng.normal(size=calls))
    return np.where(slow, slower * times, times), slow.any()


@pytest.mark.parametrize(
    ("length", "apart", "slower", "share"),
    [(40, 180, 1.3, 0.95), (40, 180, 1.5, 0.95), (20, 130, 1.5, 0.95), (10, 180, 1.5, 0.95),
     (40, 180, 1.5, 0.5), (40, 50, 1.3, 0.5), (40, 50, 5, 0.5), (5, 50, 5, 0.99)],
)  # fmt: skip
def test_pauses_that_were_met_pass_nothing_falsely(length, apart, slower, share):
    """By runs alone 8 % of 300 series of 400 calls passed falsely (the first two), 4 (the last).

    Where no pause was met the times are those of a machine without any, and no rule can tell.
    """
    draws = 1000 if os.environ.get("EVENHAND_LONG") else 150
    rng = np.random.default_rng(length + apart)
    truth = np.quantile(in_bursts(rng, 400_000, length, apart, slower)[0], share)
    passed = failed = 0
    for _ in range(draws):
        times, met = in_bursts(rng, 400, length, apart, slower)
        of_one = worth(times, share)
        if of_one * 400 < 6:
            continue
        _, evidence = quantile(times, share, least=0.0, worth=of_one)
        passed += met and limits_of(evidence, 0.95)[1] <= truth
        failed += tail(evidence, float(truth), True) <= 0.025
    assert passed / draws <= 0.05
    assert failed / draws <= 0.035 + 2 * (0.035 * 0.965 / draws) ** 0.5


def test_calm_calls_are_judged_as_independent_ones():
    """A false alarm of the two tests widens the limits of a calm machine, in one of ten."""
    rng = np.random.default_rng(4)
    found = np.array([worth(rng.lognormal(size=400), 0.95) for _ in range(200)])
    assert (found < 1).mean() <= 0.1 + 2 * (0.1 * 0.9 / 200) ** 0.5
    assert (found * 400 >= 6).all()
