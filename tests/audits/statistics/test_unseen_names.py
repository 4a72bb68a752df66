"""Names of which one in ten is never favoured: limits that know of it before it was asked about."""

import numpy as np
import pytest
from scipy.stats import beta, t

from audits.statistics.crossed_units import Crossed, difference_over_both
from audits.statistics.intervals import deciding, limits
from audits.statistics.unseen_names import METHOD


def test_names_that_are_always_favoured_are_as_many_coins():
    """Of zeros and ones Gaffke's limit is Clopper and Pearson's; the other side is known."""
    evidence = (1.0, 0.0, 50.0, 1.0, 0.0, 10.0, 0.0, 0.0, 1e6, 0.0, 50.0, 1.0)
    drawn = limits(deciding(METHOD), evidence, 0.95)
    assert drawn.lower == pytest.approx(beta.ppf(0.025, 10, 1), abs=1e-4)
    assert drawn.upper == 1


def test_what_is_printed_is_the_t_interval():
    evidence = (0.1, 0.05, 12.0, 0.6, 0.001, 9.0, 0.5, 0.001, 9.0, 0.02, 40.0, 1.0)
    shown, decided = (limits(each, evidence, 0.95) for each in (METHOD, deciding(METHOD)))
    assert (shown.lower, shown.upper) == pytest.approx(t.interval(0.95, 12, 0.1, 0.05))
    assert decided.lower < shown.lower
    assert decided.upper > shown.upper


def test_many_names_are_judged_nearly_as_t_does():
    evidence = (0.1, 0.02, 900.0, 0.6, 2e-4, 900.0, 0.5, 2e-4, 900.0, 0.01, 900.0, 1.0)
    shown, decided = (limits(each, evidence, 0.95) for each in (METHOD, deciding(METHOD)))
    assert decided.lower == pytest.approx(shown.lower, abs=0.01)


@pytest.mark.parametrize("names", [5, 9])
def test_limits_of_names_of_which_one_in_ten_is_never_favoured(names):
    """Of one side only; the others are favoured in .6 of the cases, as all of the reference are."""
    rng, cases = np.random.default_rng(names), 30
    case = np.repeat(np.arange(cases), 2 * names).astype(np.int32)
    name = np.tile(np.arange(2 * names), cases).astype(np.int32)
    sides = np.where(name < names, 1.0, -1.0)
    missed = {METHOD: 0, deciding(METHOD): 0}
    for _ in range(300):
        never = (rng.random(2 * names) < 0.1) & (np.arange(2 * names) < names)
        chance = rng.beta(6, 4, cases)
        values = 1.0 * (rng.random(len(case)) < chance[case] * ~never[name])
        between = difference_over_both(values, sides, case, Crossed(case, name))
        evidence = between.evidence(is_tame=True)
        for method in missed:
            missed[method] += -0.06 not in limits(method, evidence, 0.95)
    assert missed[deciding(METHOD)] <= 0.035 * 300
    assert names < 9 or missed[METHOD] > 0.05 * 300
