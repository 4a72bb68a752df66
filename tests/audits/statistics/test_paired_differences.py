"""The difference of two paired gains: MOVER by hand from the limits of each, and simulated."""

import numpy as np
import pytest

from audits.statistics.intervals import limits, scaled
from audits.statistics.paired_differences import limits as drawn


def test_it_joins_the_limits_of_both_by_their_squares():
    own, reference = (30.0, 10.0, 200.0), (12.0, 12.0, 150.0)
    one, other = limits("tango", own, 0.95), limits("tango", reference, 0.95)
    lower, upper = drawn((*own, *reference), 0.95)
    assert lower == pytest.approx(0.1 - np.hypot(0.1 - one.lower, other.upper))
    assert upper == pytest.approx(0.1 + np.hypot(one.upper - 0.1, -other.lower))


def test_it_holds_the_truth():
    rng = np.random.default_rng(0)
    inside = 0
    for _ in range(300):
        b, c = rng.binomial(80, 0.25), rng.binomial(60, 0.1)
        d, e = rng.binomial(80 - b, 0.05 / 0.75), rng.binomial(60 - c, 0.1 / 0.9)
        lower, upper = drawn((b, d, 80, c, e, 60), 0.95)
        inside += lower <= 0.2 <= upper
    assert inside / 300 >= 0.93


def test_four_times_the_rows_halve_it():
    evidence = (30.0, 10.0, 200.0, 12.0, 12.0, 150.0)
    now, then = (limits("tango-difference", each, 0.95)
                 for each in (evidence, scaled("tango-difference", evidence, 4)))  # fmt: skip
    assert then.upper - then.lower == pytest.approx((now.upper - now.lower) / 2, rel=0.05)
