"""A weight for each unit of one row, about one class."""

import numpy as np

from audits.explanations.explanation import Explanation


def test_a_unit_pushes_by_its_effect_where_a_weight_is_a_slope_and_else_by_its_weight():
    weights, effects = np.array([2.0, -1.0]), np.array([0.5, -0.1])
    assert Explanation(0, 0, weights, 0.9, 0.5).signed_weights is weights
    assert Explanation(0, 0, weights, 0.9, 0.5, effects=effects).signed_weights is effects
