"""Thresholds: ART's cases of a rate at a fixed rate of false positives, and Youden's by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.privacy.threshold_attack import best_threshold, threshold_at, thresholds_by_class


@pytest.mark.parametrize(
    ("member", "scores", "most_false", "found"),
    [
        # Adversarial Robustness Toolbox, tests of get_roc_for_fpr (MIT).
        ([1, 0, 1, 1], [0.35, 0.3, 0.33, 0.6], 0.0, 1.0),
        ([1, 0, 1, 1, 1, 0], [0.35, 0.33, 0.32, 0.6, 0.6, 0.2], 0.5, 1.0),
        ([1, 0, 1, 1, 1, 0], [0.35, 0.33, 0.32, 0.6, 0.6, 0.2], 0.0, 0.75),
    ],
)
def test_published_rates_at_a_fixed_rate_of_false_positives(member, scores, most_false, found):
    member, scores = np.array(member, dtype=bool), np.array(scores)
    called = scores >= threshold_at(scores[~member], most_false)
    assert called[member].mean() == found
    assert called[~member].mean() <= most_false


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=60), st.sampled_from([0, 0.01, 0.1, 0.5, 1])
)
def test_no_more_are_called_than_are_allowed_and_one_more_score_would_be_too_many(held, share):
    scores = np.array(held, dtype=float)
    threshold = threshold_at(scores, share)
    assert (scores >= threshold).mean() <= share + 1e-12
    below = scores[scores < threshold]
    if len(below):
        assert (scores >= below.max()).mean() > share


def test_the_threshold_gains_most_and_equal_scores_are_called_together():
    scores = np.array([0.9, 0.8, 0.8, 0.5, 0.1])
    member = np.array([True, True, False, True, False])
    # Gains of .9: 1/3, of .8: 2/3 - 1/2, of .5: 1 - 1/2, of .1: 0.
    assert best_threshold(scores, member) == 0.5
    assert best_threshold(-scores, member) == np.inf or best_threshold(-scores, member) > -0.5
    assert best_threshold(scores, np.ones(5, dtype=bool)) == np.inf


def test_each_class_has_its_own_and_a_class_of_one_side_calls_nobody():
    scores = np.array([3.0, 1.0, 30.0, 10.0, 5.0])
    member = np.array([True, False, True, False, True])
    found = thresholds_by_class(scores, member, np.array([0, 0, 1, 1, 2]), 3)
    assert found.tolist() == [3.0, 30.0, np.inf]
