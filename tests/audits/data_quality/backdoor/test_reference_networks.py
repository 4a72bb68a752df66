"""Clean networks answer as they were taught, and their slopes are those of differences."""

import numpy as np
import pytest

from audits.data_quality.backdoor.pictures import Pictures
from audits.data_quality.backdoor.reference_networks import clean_networks, toward
from tests.audits.data_quality.backdoor.poisoned import digits

PIXELS, LABELS = digits()


def test_they_learn_and_differ():
    taught = Pictures(PIXELS[:500], LABELS[:500])
    networks = list(clean_networks(taught, 10, 2, np.random.default_rng(0)))
    answers = [network.codes(PIXELS[500:900]) for network in networks]
    for codes in answers:
        assert (codes == LABELS[500:900]).mean() > 0.85
    assert (answers[0] != answers[1]).any()


@pytest.mark.parametrize("classes", [2, 3])
def test_slopes_lead_to_a_class(classes):
    few = np.flatnonzero(classes > LABELS)[:200]
    taught = Pictures(PIXELS[few], LABELS[few])
    (network,) = clean_networks(taught, 4, 1, np.random.default_rng(0))
    rows = PIXELS[few][LABELS[few] == 0][:20]
    targets = np.ones(len(rows), dtype=np.intp)
    moved = rows - 2 * np.sign(network.slopes(rows, targets))
    assert (network.codes(rows) == 0).mean() > 0.9
    assert (network.codes(moved) == 1).all()
    # Of a class that nobody was taught there is no slope.
    assert not network.slopes(rows, np.full(len(rows), 3)).any()


def test_slopes_of_the_cross_entropy_are_those_of_differences():
    scores = np.random.default_rng(1).normal(size=(4, 3))
    targets = np.array([0, 1, 2, 1])

    def loss(values):
        shifted = values - np.log(np.exp(values).sum(axis=1, keepdims=True))
        return -shifted[np.arange(4), targets]

    for place in range(3):
        step = np.zeros((4, 3))
        step[:, place] = 1e-6
        slope = (loss(scores + step) - loss(scores - step)) / 2e-6
        assert toward(scores, targets)[:, place] == pytest.approx(slope, abs=1e-6)
