"""The confident joint: by hand, and as cleanlab counts it."""

import numpy as np
import pytest

from audits.data_quality.confident_joint import confident_classes, joint, thresholds
from tests.audits.data_quality.mislabelled import CASES, expected, stored


def test_a_row_counts_as_the_class_whose_threshold_it_reaches():
    """Thresholds are .7 and .6; the last row reaches none."""
    labels = np.array([0, 0, 1, 1])
    probabilities = np.array([[0.9, 0.1], [0.5, 0.5], [0.8, 0.2], [0.0, 1.0]])
    least = thresholds(labels, probabilities)
    assert least.tolist() == pytest.approx([0.7, 0.6])
    confident = confident_classes(probabilities, least)
    assert confident.tolist() == [0, -1, 0, 1]
    # Of two rows with each label: none of the first is mistaken, and one of the second.
    assert joint(labels, confident, 2).tolist() == [[0.5, 0.0], [0.25, 0.25]]


def test_a_class_that_no_label_names_is_nobody_s():
    least = thresholds(np.array([0, 0]), np.array([[0.6, 0.4], [0.2, 0.8]]))
    assert least[1] == np.inf
    assert confident_classes(np.array([[0.0, 1.0]]), least).tolist() == [-1]


def test_a_class_that_is_never_probable_is_nobody_s_either():
    """One row is labelled so, as of a class that no other fold has."""
    labels = np.array([2, 0, 1, 0, 1])
    probabilities = np.array([[0.5, 0.5, 0]] * 5)
    least = thresholds(labels, probabilities)
    assert 0 < least[2] < 1e-5
    assert not (confident_classes(probabilities, least) == 2).any()


def test_of_several_that_are_reached_the_most_probable():
    assert confident_classes(np.array([[0.3, 0.4, 0.3]]), np.full(3, 0.3)).tolist() == [1]


@pytest.mark.parametrize("case", CASES)
def test_the_joint_is_cleanlab_s(case):
    """cleanlab rounds the counts of each label to whole rows."""
    labels, probabilities, _ = stored(case)
    confident = confident_classes(probabilities, thresholds(labels, probabilities))
    ours = joint(labels, confident, probabilities.shape[1])
    np.testing.assert_allclose(ours, expected(case)["joint"], atol=1.01 / len(labels))
