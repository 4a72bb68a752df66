"""The surest rows: how many, which, and when they say nothing of mistakes."""

import numpy as np
import pytest

from audits.data_quality.sure_rows import SHARES, sure_rows
from tests.audits.data_quality.mislabelled import two_classes


def test_the_surest_half_of_each_class():
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4], [0.2, 0.8], [0, 1.0]])
    labels = np.array([0, 0, 0, 0, 1, 1])
    rows = np.tile(np.arange(6), 20)
    sure = sure_rows(labels[rows], probabilities[rows])
    assert sure.rows[:6].tolist() == [True, True, False, False, False, True]
    assert sure.doubt is None


def test_rows_that_are_equally_sure_stand_inside_together():
    labels = np.array([0, 1] * 50)
    positive = np.where(labels == 1, 0.9, 0.2)
    positive[:4] = [0.1, 0.95, 0.1, 0.95]
    sure = sure_rows(labels, np.stack([1 - positive, positive], axis=1))
    assert sure.rows.all()


def test_the_order_of_rows_decides_nothing():
    labels, probabilities, _ = two_classes(500, 0.1, 3)
    mixed = np.random.default_rng(0).permutation(500)
    sure, again = sure_rows(labels, probabilities), sure_rows(labels[mixed], probabilities[mixed])
    assert sure.rows[mixed].tolist() == again.rows.tolist()


def test_mistakes_that_are_made_anywhere_leave_the_half():
    kept = [sure_rows(*two_classes(600, 0.1, seed)[:2]).share for seed in range(60)]
    assert np.mean([share == SHARES[0] for share in kept]) >= 0.9


def test_where_classes_overlap_fewer_rows_are_sure():
    labels, probabilities, truth = two_classes(4000, 0.05, 5, overlap=0.7)
    sure = sure_rows(labels, probabilities)
    assert sure.share < SHARES[0]
    assert sure.differing(labels).sum() / sure.rows.sum() == pytest.approx(truth, abs=0.02)


def test_where_they_overlap_everywhere_nothing_is_said():
    rng = np.random.default_rng(1)
    positive = rng.random(200_000)
    # Even the surest rows are the less right the less sure they are.
    labels = (rng.random(200_000) < positive).astype(int)
    sure = sure_rows(labels, np.stack([1 - positive, positive], axis=1))
    assert "overlap" in sure.doubt


def test_probabilities_that_know_nothing_say_nothing():
    rng = np.random.default_rng(2)
    positive, labels = rng.random(400), (rng.random(400) < 0.3).astype(int)
    sure = sure_rows(labels, np.stack([1 - positive, positive], axis=1))
    assert "no better than the most frequent one" in sure.doubt


def test_answers_that_are_all_alike_sure_say_nothing():
    labels = np.array([0, 1] * 100)
    answers = np.where(np.arange(200) < 190, labels, 1 - labels)
    sure = sure_rows(labels, np.eye(2)[answers] * 0.8 + 0.1)
    assert "none is surer" in sure.doubt
