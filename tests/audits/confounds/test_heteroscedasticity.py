"""Residuals brought to one spread along the label."""

import numpy as np
import pytest

from audits.confounds.heteroscedasticity import one_scale
from audits.confounds.regress_on_label import curve_of
from audits.confounds.spline_bases import Bases


def residuals_with(spread, rows=2000):
    draw = np.random.default_rng(5)
    values = np.sort(draw.random(rows))
    noise = draw.normal(size=rows) * spread(values)
    held = curve_of(Bases(values), noise[:, None])
    return values, held.residuals(noise[:, None]), held


def test_a_spread_that_jumps_is_brought_to_one():
    values, residuals, held = residuals_with(lambda y: np.where(y > 0.5, 4.0, 0.5))
    scaled, is_scaled = one_scale(Bases(values), residuals, held)
    assert is_scaled
    low, high = scaled[values < 0.45].std(), scaled[values > 0.55].std()
    assert residuals[values > 0.55].std() / residuals[values < 0.45].std() > 6
    assert high / low == pytest.approx(1.0, abs=0.1)


def test_one_spread_is_left_alone():
    values, residuals, held = residuals_with(np.ones_like)
    scaled, is_scaled = one_scale(Bases(values), residuals, held)
    assert not is_scaled
    assert scaled is residuals


def test_nothing_left_has_no_spread():
    values, residuals, held = residuals_with(np.zeros_like)
    assert one_scale(Bases(values), residuals, held) == (residuals, False)
