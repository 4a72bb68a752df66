"""The scores of published attacks, by hand."""

from math import inf, log

import numpy as np
import pytest

from audits.privacy.membership_scores import LEAST, entropy, loss, modified_entropy, scores

ANSWERS = np.array([[0.7, 0.2, 0.1], [0.0, 1.0, 0.0]])


def test_loss_is_the_cross_entropy_of_the_label_and_never_infinite():
    assert loss(ANSWERS, np.array([0, 1])) == pytest.approx([-log(0.7), 0.0])
    assert loss(ANSWERS, np.array([2, 0])) == pytest.approx([-log(0.1), -log(LEAST)])


def test_entropy_knows_no_label():
    by_hand = -(0.7 * log(0.7) + 0.2 * log(0.2) + 0.1 * log(0.1))
    assert entropy(ANSWERS) == pytest.approx([by_hand, 0.0], abs=1e-9)


def test_modified_entropy_rises_where_another_class_is_certain():
    """Song & Mittal 2021: 0 at certainty of the label, without bound at certainty of another."""
    right, wrong = (
        modified_entropy(ANSWERS, np.array([0, 1])),
        modified_entropy(ANSWERS, np.array([0, 0])),
    )
    by_hand = -0.3 * log(0.7) - 0.2 * log(1 - 0.2) - 0.1 * log(1 - 0.1)
    assert right == pytest.approx([by_hand, 0.0], abs=1e-9)
    assert wrong[1] > 50
    assert np.isfinite(wrong).all()


def test_every_score_is_larger_for_what_looks_taught_and_labels_alone_leave_the_gap():
    labels = np.array([0, 0])
    answers = np.array([[0.9, 0.1], [0.6, 0.4]])
    known = scores(np.array([True, False]), answers, labels)
    assert {name: bool(score[0] > score[1]) for name, score in known.items()} == {
        "gap": True, "loss": True, "entropy": True, "modified_entropy": True,
    }  # fmt: skip
    assert set(scores(np.array([True, False]), None, labels)) == {"gap"}
    assert max(known["loss"]) < inf
