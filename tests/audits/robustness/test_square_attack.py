"""On a linear model it is known which rows can be turned at all."""

import numpy as np
import pytest

from audits.robustness.asking import Asker
from audits.robustness.square_attack import HALVED, _side, square_attack
from tests.pixel_models import linear, margins


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(5)
    pixels = rng.uniform(0.2, 0.8, (80, 3, 6, 6)).astype(np.float32)
    model = linear()
    labels = model.classify_pixels(pixels).codes
    return model, pixels, labels, margins(model, pixels, labels, 1)


def test_it_turns_what_can_be_turned_easily_and_nothing_that_cannot(rows):
    model, pixels, labels, needed = rows
    epsilon = float(np.median(needed))
    found = square_attack(
        Asker(model, "picture"), pixels, labels, epsilon, 600, np.random.default_rng(0)
    )
    assert not found.turned[needed > epsilon].any()
    assert found.turned[needed < 0.8 * epsilon].mean() > 0.9
    for row, made in found.made.items():
        assert abs(made - pixels[row]).max() <= epsilon + 1e-6
        assert made.min() >= 0
        assert made.max() <= 1
        assert model.classify_pixels(made[None]).codes[0] != labels[row]


def test_rows_that_are_turned_are_not_asked_again(rows):
    model, pixels, labels, _ = rows
    asker = Asker(model, "picture")
    found = square_attack(asker, pixels, labels, 0.02, 50, np.random.default_rng(0))
    assert asker.asked == int(np.minimum(found.needed, 50).sum())


def test_the_squares_shrink_as_published():
    """Of 10,000 steps: .8 of the pixels, half of that after 10, after 50, 200 ..."""
    sides = [_side(step, 10_000, 100, 100) for step in (5, 11, 51, 201, 9_000)]
    shares = [0.8 / 2**power for power in (0, 1, 2, 3, len(HALVED))]
    assert sides == [round(100 * share**0.5) for share in shares]


def test_of_two_equal_seeds_the_same_pixels(rows):
    model, pixels, labels, _ = rows
    both = [
        square_attack(Asker(model, "picture"), pixels, labels, 0.02, 40, np.random.default_rng(9))
        for _ in range(2)
    ]
    np.testing.assert_array_equal(both[0].needed, both[1].needed)
