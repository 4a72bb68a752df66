"""How many rows differ by overlap: against what was drawn, and what it says when it cannot know."""

import numpy as np
import pytest

from audits.data_quality.honest_differences import honest_differences


def drawn(rows, rate, apart, seed, sharpened=1.0):
    """Two normal classes with turned labels: sureness, what differs, and what differs honestly."""
    rng = np.random.default_rng(seed)
    truth = rng.random(rows) < 0.5
    score = apart * (rng.normal(size=rows) + np.where(truth, apart, -apart) / 2)
    labels = np.where(rng.random(rows) < rate, ~truth, truth)
    sureness = 1 / (1 + np.exp(-sharpened * np.abs(score)))
    return sureness, labels != (score > 0), truth != (score > 0)


def test_calibrated_probabilities_are_believed():
    sureness, wrong, honest = drawn(20_000, 0.1, 2.0, 1)
    expected = honest_differences(sureness, wrong, 2)
    assert (expected <= 1 - sureness + 1e-12).all()
    assert expected.sum() == pytest.approx(honest.sum(), rel=0.1)


def test_probabilities_that_are_too_sure_are_not():
    """Said to be surer by a factor, overlap still explains what it did."""
    sureness, wrong, honest = drawn(20_000, 0.1, 2.0, 2, sharpened=3.0)
    assert (1 - sureness).sum() < 0.5 * honest.sum()
    assert honest_differences(sureness, wrong, 2).sum() >= 0.95 * honest.sum()


def test_doubt_of_a_curve_that_mistakes_made_flat_is_told_from_overlap():
    """As a logistic model draws it whose labels are partly wrong."""
    sureness, wrong, honest = drawn(20_000, 0.1, 4.0, 3, sharpened=0.4)
    expected = honest_differences(sureness, wrong, 2).sum()
    assert (1 - sureness).sum() > 3 * honest.sum()
    assert 0.9 * honest.sum() < expected < 1.5 * honest.sum()


def test_doubt_that_is_right_of_the_given_labels_explains_them():
    """Nine tenths sure at most, and a tenth is labelled otherwise: nothing tells which it is."""
    sureness, wrong, _ = drawn(20_000, 0.1, 5.0, 3)
    learned = 0.1 + 0.8 * sureness
    expected = honest_differences(learned, wrong, 2)
    assert expected.sum() == pytest.approx(wrong.sum(), rel=0.1)


def test_rows_that_are_alike_sure_explain_themselves():
    """Nothing is left at certainty where nothing comes nearer to it."""
    rng = np.random.default_rng(4)
    wrong = rng.random(1000) < 0.1
    assert honest_differences(np.full(1000, 0.9), wrong, 2).sum() >= 90
