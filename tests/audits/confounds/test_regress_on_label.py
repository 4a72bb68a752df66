"""What the label explains."""

import numpy as np
import pytest

from audits.confounds.regress_on_label import (
    given,
    orthogonal_share,
    product_p,
    serial_p,
    spline_of,
)
from tests.audits.confounds.simulated import category, number


def test_a_step_is_found_where_it_is_and_costs_one_column():
    draw = np.random.default_rng(1)
    y = draw.uniform(0, 1, 1200)
    stepped = np.stack([(y > 0.37) * 2.0 + draw.normal(size=1200) for _ in range(2)], axis=1)
    held = given(number(y), stepped)
    assert held.steps == 1
    assert held.columns == 3
    left = held.residuals((y > 0.37)[:, None] * 1.0)
    # Only rows between the true step and the found one are missed.
    assert (np.abs(left[:, 0]) > 0.2).mean() < 0.01


def test_a_category_explains_the_means_of_its_classes():
    column = np.array([[1.0], [3.0], [10.0], [20.0]])
    strata = given(category(["a", "a", "b", "b"]), column)
    assert strata.fitted(column)[:, 0].tolist() == [2, 2, 15, 15]
    assert strata.residuals(column)[:, 0].tolist() == [-1, 1, -5, 5]
    assert strata.columns == 2


def test_a_straight_line_is_that_of_numpys_polyfit():
    draw = np.random.default_rng(0)
    values, column = draw.normal(size=50), draw.normal(size=50)
    expected = np.polyval(np.polyfit(values, column, 1), values)
    assert spline_of(values, 2).fitted(column[:, None])[:, 0] == pytest.approx(expected)


def test_a_constant_number_explains_the_mean():
    held = spline_of(np.ones(4), 6)
    assert held.fitted(np.array([[1.0], [2.0], [3.0], [6.0]]))[:, 0].tolist() == [3.0] * 4
    assert held.columns == 1


def test_residuals_keep_nothing_of_the_basis():
    draw = np.random.default_rng(1)
    values = draw.normal(size=300)
    held = spline_of(values, 6, cuts=(0.0,))
    left = held.residuals(draw.normal(size=(300, 2)))
    assert held.orthonormal().T @ left == pytest.approx(np.zeros((held.columns, 2)), abs=1e-9)
    assert held.columns == 7


def test_p_of_unrelated_neighbours_is_uniform_and_of_a_trend_small():
    draw = np.random.default_rng(2)
    for p_of in (serial_p, product_p):
        innocent = [p_of(draw.normal(size=60)) <= 0.05 for _ in range(1000)]
        # 5 % of 1,000 are 50; more than 71 or fewer than 30 have a chance of .2 %.
        assert 30 <= sum(innocent) <= 71
        assert p_of(np.sin(np.linspace(0, 6, 60)) + 0.1 * draw.normal(size=60)) < 1e-6
    assert serial_p(np.arange(9.0)) == 1.0
    assert product_p(np.zeros(20)) == 1.0


def test_the_share_of_one_column_on_others_is_least_squares_r2():
    draw = np.random.default_rng(3)
    many, one = draw.normal(size=(80, 3)), draw.normal(size=(80, 1))
    design = np.column_stack([np.ones(80), many])
    left = one[:, 0] - design @ np.linalg.lstsq(design, one[:, 0], rcond=None)[0]
    share, rank = orthogonal_share(many, one)
    assert share == pytest.approx(1 - (left**2).sum() / ((one - one.mean()) ** 2).sum())
    assert rank == 3
    assert orthogonal_share(one, many) == pytest.approx((share, rank))
