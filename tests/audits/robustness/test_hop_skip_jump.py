"""On a linear model it is known which rows can be turned at all."""

import numpy as np
import pytest

from audits.models import Answers
from audits.robustness.asking import Asker
from audits.robustness.hop_skip_jump import hop_skip_jump
from tests.pixel_models import LinearPixels, linear, margins


class Silent(LinearPixels):
    """Says the class and nothing else."""

    def classify_pixels(self, pixels):
        return Answers(super().classify_pixels(pixels).codes, None)


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(5)
    pixels = rng.uniform(0.2, 0.8, (30, 3, 6, 6)).astype(np.float32)
    plain = linear()
    model = Silent(plain.weights, plain.bias)
    labels = model.classify_pixels(pixels).codes
    return model, pixels, labels, margins(model, pixels, labels, 2)


def test_it_turns_what_can_be_turned_easily_and_nothing_that_cannot(rows):
    model, pixels, labels, needed = rows
    epsilon = float(np.median(needed))
    asker = Asker(model, "picture")
    found = hop_skip_jump(asker, pixels, labels, epsilon, 1500, np.random.default_rng(0))
    assert not found.turned[needed > epsilon].any()
    assert found.turned[needed < 0.7 * epsilon].mean() > 0.8
    for row, made in found.made.items():
        assert np.linalg.norm((made - pixels[row]).ravel()) <= epsilon + 1e-5
        assert model.classify_pixels(made[None]).codes[0] != labels[row]


def test_no_row_is_asked_more_often_than_it_may(rows):
    model, pixels, labels, _ = rows
    asker = Asker(model, "picture")
    found = hop_skip_jump(asker, pixels, labels, 1e-6, 137, np.random.default_rng(0))
    assert asker.asked == 137 * len(pixels)
    assert not found.turned.any()


def test_where_nothing_is_answered_otherwise_it_gives_up(rows):
    model, pixels, _, _ = rows
    always = Silent(0 * model.weights, np.array([0.0, 1.0]))
    asker = Asker(always, "picture")
    found = hop_skip_jump(
        asker, pixels, np.ones(len(pixels), dtype=int), 1.0, 500, np.random.default_rng(0)
    )
    assert not found.turned.any()
