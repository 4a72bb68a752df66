"""On a linear model the smallest change has a closed form, and every attack must find it."""

import numpy as np
import pytest

from audits.perturbations.norm_balls import Norm
from audits.robustness.gradient_attacks import Ball, apgd, fgsm, pgd
from audits.robustness.losses import CROSS_ENTROPY, LOGIT_RATIO, MARGIN, toward
from tests.pixel_models import LinearPixels, linear, margins

DUAL = {Norm.LINF: 1, Norm.L2: 2}


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(5)
    pixels = rng.uniform(0.4, 0.6, (80, 3, 6, 6)).astype(np.float32)
    model = linear()
    return model, pixels, model.classify_pixels(pixels).codes


ATTACKS = {
    "fgsm": fgsm,
    "pgd": lambda ball, pixels, labels: pgd(ball, pixels, labels, steps=20),
    "pgd from random starts": lambda ball, pixels, labels: pgd(
        ball, pixels, labels, steps=40, rng=np.random.default_rng(0)
    ),
    "apgd, cross-entropy": lambda ball, pixels, labels: apgd(
        ball, pixels, labels, steps=40, rng=np.random.default_rng(0), loss=CROSS_ENTROPY
    ),
    "apgd, logit ratio": lambda ball, pixels, labels: apgd(
        ball, pixels, labels, steps=40, rng=np.random.default_rng(0), loss=LOGIT_RATIO
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("norm", list(Norm))
def test_a_change_is_found_from_the_closed_form_on_and_never_before(rows, attack, norm):
    model, pixels, labels = rows
    needed = margins(model, pixels, labels, DUAL[norm])
    for at in (10, 40, 70):
        epsilon = float(np.sort(needed)[at])
        ball = Ball(model.slopes(pixels), norm, epsilon)
        changed = ATTACKS[attack](ball, pixels, labels)
        turned = model.classify_pixels(changed).codes != labels
        # So near to the edge either is right. From a random start the steps of PGD leave e ** -2.5
        # of what lies across the gradient, and so reach .997 of the radius in l2.
        near = 0.02 if attack == "pgd from random starts" else 0.005
        assert not turned[needed > 1.0005 * epsilon].any()
        assert turned[needed < (1 - near) * epsilon].all()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("norm", list(Norm))
def test_what_is_changed_stays_in_the_ball_and_in_the_range(attack, norm):
    rng = np.random.default_rng(7)
    pixels = rng.choice(np.float32([0, 0.02, 0.5, 1]), (30, 3, 6, 6))
    model = linear()
    labels = model.classify_pixels(pixels).codes
    before = pixels.copy()
    changed = ATTACKS[attack](Ball(model.slopes(pixels), norm, 0.2), pixels, labels)
    np.testing.assert_array_equal(pixels, before)
    assert changed.min() >= 0
    assert changed.max() <= 1
    order = np.inf if norm is Norm.LINF else 2
    assert np.linalg.norm((changed - pixels).reshape(30, -1), order, axis=1).max() <= 0.2 + 1e-5


def test_toward_a_class_stops_at_that_class():
    weights = np.eye(3, 108)
    model = LinearPixels(weights, np.zeros(3), classes=("a", "b", "c"))
    pixels = np.full((6, 3, 6, 6), 0.5, dtype=np.float32)
    pixels.reshape(6, -1)[:, 0] = 0.6
    labels, targets = np.zeros(6, dtype=int), np.array([1, 2, 1, 2, 1, 2])
    ball = Ball(model.slopes(pixels), Norm.LINF, 0.3)
    for changed in (
        pgd(ball, pixels, labels, steps=20, loss=toward(targets)),
        apgd(ball, pixels, labels, steps=20, rng=np.random.default_rng(0), loss=toward(targets)),
    ):
        assert model.classify_pixels(changed).codes.tolist() == targets.tolist()


def test_it_counts_each_row_that_went_forward_and_back():
    model = linear()
    pixels = np.full((9, 3, 6, 6), 0.5, dtype=np.float32)
    told = []
    ball = Ball(model.slopes(pixels), Norm.LINF, 1e-9, told.append)
    labels = model.classify_pixels(pixels).codes
    pgd(ball, pixels, labels, steps=7, loss=MARGIN)
    assert (ball.passed, sum(told)) == (63, 63)


def test_rows_that_are_turned_are_not_stepped_again():
    model = linear()
    pixels = np.full((9, 3, 6, 6), 0.5, dtype=np.float32)
    labels = 1 - model.classify_pixels(pixels).codes
    ball = Ball(model.slopes(pixels), Norm.LINF, 0.1)
    pgd(ball, pixels, labels, steps=7)
    assert ball.passed == 9


def test_a_gradient_that_is_no_number_moves_nothing():
    class Broken:
        def scores(self, pixels):
            return np.zeros((len(pixels), 2))

        def gradient(self, pixels, slope):
            return np.tile([1.0, 0.0], (len(pixels), 1)), np.full_like(pixels, np.nan)

    pixels = np.full((2, 3, 6, 6), 0.5, dtype=np.float32)
    changed = pgd(Ball(Broken(), Norm.LINF, 0.1), pixels, np.zeros(2, dtype=int), steps=3)
    np.testing.assert_array_equal(changed, pixels)
