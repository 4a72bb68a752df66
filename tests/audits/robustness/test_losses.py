"""Slopes against finite differences, and against values worked out by hand."""

import numpy as np
import pytest

from audits.robustness.losses import CROSS_ENTROPY, LOGIT_RATIO, MARGIN, log_softmax, toward

SCORES = np.array([[2.0, 0.5, -1.0, 0.1], [0.3, 0.2, 4.0, 1.0], [1.0, 3.0, 2.0, -2.0]])
LABELS = np.array([0, 1, 2])


def numeric(loss, scores, labels, step=1e-6):
    slopes = np.zeros_like(scores)
    for column in range(scores.shape[1]):
        up, down = scores.copy(), scores.copy()
        up[:, column] += step
        down[:, column] -= step
        slopes[:, column] = (loss.value(up, labels) - loss.value(down, labels)) / (2 * step)
    return slopes


@pytest.mark.parametrize("loss", [CROSS_ENTROPY, MARGIN, LOGIT_RATIO, toward(np.array([1, 2, 0]))])
def test_the_slope_points_where_the_value_rises(loss):
    slopes, expected = loss.slope(SCORES, LABELS), numeric(loss, SCORES, LABELS)
    for own, differences in zip(slopes, expected, strict=True):
        scale = np.abs(differences).max() / np.abs(own).max()
        np.testing.assert_allclose(own * scale, differences, atol=1e-5)


def test_cross_entropy_is_minus_the_logarithm_of_the_probability():
    expected = -np.log(np.exp(SCORES[0, 0]) / np.exp(SCORES[0]).sum())
    assert CROSS_ENTROPY.value(SCORES, LABELS)[0] == pytest.approx(expected)
    assert np.exp(log_softmax(SCORES)).sum(axis=1) == pytest.approx([1, 1, 1])


def test_a_certain_answer_still_has_a_slope():
    """At a margin of 400 a softmax is 1 to the last digit, and its own slope 0."""
    certain = np.array([[400.0, 0.0, -1.0]])
    slope = CROSS_ENTROPY.slope(certain, np.array([0]))
    np.testing.assert_allclose(slope, [[-1, 1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1))]])


def test_the_logit_ratio_does_not_change_with_scale():
    """Croce & Hein 2020, 4.2: invariant to shift and scale; by hand -(2 - .5) / (2 - .1)."""
    value = LOGIT_RATIO.value(SCORES[:1], LABELS[:1])[0]
    assert value == pytest.approx(-1.5 / 1.9)
    assert LOGIT_RATIO.value(100 * SCORES[:1] + 7, LABELS[:1])[0] == pytest.approx(value)


def test_of_two_classes_it_is_the_margin():
    two = np.array([[1.0, 3.0]])
    assert LOGIT_RATIO.value(two, np.array([0]))[0] == 2.0


def test_part_of_the_rows_keeps_their_own_targets():
    part = toward(np.array([1, 2, 0])).of(np.array([2]))
    assert part.value(SCORES[2:], LABELS[2:])[0] == pytest.approx(1.0 - 2.0)
    assert part.reached(np.array([[9.0, 0, 0, 0]]), LABELS[2:]).tolist() == [True]
