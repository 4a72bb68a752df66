"""Deletion and insertion by hand."""

import numpy as np
import pytest

from audits.explanations.cached_inference import Asker
from audits.explanations.deletion_insertion import draw_curves
from audits.explanations.explanation import Explanation
from audits.explanations.text_tokens import TextInstance
from tests.askable import LinearText, logistic


def curves_of(weights):
    model = LinearText({"a": 2.0, "b": 1.0})
    instance = TextInstance(0, "text", "a b")
    found = Explanation(0, 1, np.array(weights), 0.0, 0.0)
    return draw_curves(instance, found, Asker(model), np.random.default_rng(0))


def test_the_areas_are_those_of_the_trapezoids():
    found = curves_of([2.0, 1.0])
    # P(yes): whole logistic(3), without "a" logistic(1), empty one half.
    down = np.array([logistic(3), logistic(1), 0.5])
    up = np.array([0.5, logistic(2), logistic(3)])
    assert found.deletion == pytest.approx(down)
    assert found.insertion == pytest.approx(up)
    assert found.deletion_area == pytest.approx((down[0] + 2 * down[1] + down[2]) / 4)
    assert found.insertion_area == pytest.approx((up[0] + 2 * up[1] + up[2]) / 4)


def test_the_right_order_beats_the_wrong_one():
    right, wrong = curves_of([2.0, 1.0]), curves_of([1.0, 2.0])
    assert right.deletion_area < wrong.deletion_area
    assert right.insertion_area > wrong.insertion_area
    assert right.deletion_area <= right.random_deletion_area <= wrong.deletion_area
