"""Residuals brought to one spread along the label."""

import numpy as np
import pytest

from audits.confounds.heteroscedasticity import one_scale
from audits.confounds.regress_on_label import curve_of
from audits.confounds.spline_bases import Bases

RNG = np.random.default_rng(2)


def residuals_with(spread, rows=2000):
    draw = np.random.default_rng(5)
    values = np.sort(draw.random(rows))
    noise = draw.normal(size=rows) * spread(values)
    held = curve_of(Bases(values), noise[:, None])
    return values, held.residuals(noise[:, None]), held


def test_a_spread_that_jumps_is_brought_to_one():
    values, residuals, held = residuals_with(lambda y: np.where(y > 0.5, 4.0, 0.5))
    scaled, is_scaled = one_scale(Bases(values), residuals, held, RNG)
    assert is_scaled
    low, high = scaled[values < 0.45].std(), scaled[values > 0.55].std()
    assert residuals[values > 0.55].std() / residuals[values < 0.45].std() > 6
    assert high / low == pytest.approx(1.0, abs=0.1)


def test_one_spread_is_left_alone():
    values, residuals, held = residuals_with(np.ones_like)
    scaled, is_scaled = one_scale(Bases(values), residuals, held, RNG)
    assert not is_scaled
    assert scaled is residuals


def test_nothing_left_has_no_spread():
    values, residuals, held = residuals_with(np.zeros_like)
    assert one_scale(Bases(values), residuals, held, RNG) == (residuals, False)


def test_few_rows_of_one_skewed_spread_are_seldom_divided_and_a_spread_that_jumps_is():
    """Of log-normal residuals of 60 rows F alone divided more than half.

    1 of 20 is the level; what a curve left of them is uneven more often.
    """
    divided = {"one": 0, "jumps": 0}
    for seed in range(40):
        draw = np.random.default_rng([3, seed])
        values = np.sort(draw.random(60))
        noise = draw.lognormal(0, 1, 60)
        for kind, spread in (("one", np.ones(60)), ("jumps", np.where(values > 0.6, 17.0, 1.0))):
            own = (noise * spread)[:, None]
            held = curve_of(Bases(values), own)
            divided[kind] += one_scale(Bases(values), held.residuals(own), held, draw)[1]
    assert divided["one"] <= 12
    assert divided["jumps"] >= 32
