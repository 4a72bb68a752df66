"""Means over rows and over seeds, with intervals that a rule can redraw."""

import numpy as np
import pytest
from scipy.stats import t

from audits.measurement import Estimate, Undetermined
from audits.statistics.intervals import limits
from audits.statistics.means_over_rows import mean_over_rows, next_draw

BETWEEN = {"least": 0, "greatest": 1, "confidence": 0.95}


def test_the_interval_is_students():
    values = [0.2, 0.4, 0.5, 0.7]
    found = mean_over_rows("m", (), values, **BETWEEN)
    half = t.ppf(0.975, 3) * np.std(values, ddof=1) / 2
    assert (found.interval.lower, found.interval.upper) == pytest.approx((0.45 - half, 0.45 + half))
    again = limits(found.method, found.evidence, 0.95)
    assert again == found.interval


def test_rows_that_all_say_the_same_still_have_an_interval():
    found = mean_over_rows("m", (), [1.0] * 10, **BETWEEN)
    assert isinstance(found, Estimate)
    assert found.interval.lower < 0.7
    assert found.interval.upper == 1.0


def test_two_rows_are_too_few():
    assert isinstance(mean_over_rows("m", (), [0.1, 0.2], **BETWEEN), Undetermined)


def test_the_next_draw_falls_inside_in_95_of_100_cases():
    rng = np.random.default_rng(0)
    inside = 0
    for _ in range(2000):
        *seen, new = rng.normal(0.5, 0.05, 5)
        found = next_draw("m", (), seen, rows=8, **BETWEEN)
        inside += new in found.interval
    assert inside / 2000 == pytest.approx(0.95, abs=0.015)  # three standard errors


@pytest.mark.parametrize(("least", "rows", "rare"), [(0.0, 100, 0.02), (-1.0, 100, 0.02)])
def test_where_few_rows_are_otherwise_what_is_printed_holds(least, rows, rare):
    """Two rows in a hundred count 1; t alone held the truth in fewer than nine samples of ten."""
    rng = np.random.default_rng(16)
    held, alone = 0, 0
    for _ in range(400):
        values = (rng.random(rows) < rare).astype(float)
        found = mean_over_rows("m", (), values, least=least, greatest=1.0, confidence=0.95)
        held += rare in found.interval
        half = t.ppf(0.975, rows - 1) * values.std(ddof=1) / np.sqrt(rows)
        alone += abs(values.mean() - rare) <= half
    assert held / 400 >= 0.95
    assert alone / 400 < 0.9
