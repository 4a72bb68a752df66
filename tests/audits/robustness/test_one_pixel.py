"""What one pixel can do to a linear model has a closed form."""

import numpy as np
import pytest

from audits.robustness.asking import Asker
from audits.robustness.one_pixel import (
    Evolution,
    attack,
    changed,
    evolve,
    recorded_share,
)
from tests.pixel_models import LinearPixels, LinearSlopes

SIDE = 5


def model():
    rng = np.random.default_rng(3)
    weight = rng.normal(0, 1, 3 * SIDE * SIDE)
    return LinearPixels(np.stack([-weight, weight]), np.array([0.0, -weight.sum()]))


def reach(model, picture, label):
    """The most that one pixel can move the margin: at its place each colour to its better end."""
    way = (model.weights[1 - label] - model.weights[label]).reshape(3, SIDE, SIDE)
    best = np.where(way > 0, 1 - picture, -picture) * way
    return float(best.sum(axis=0).max())


@pytest.fixture(scope="module")
def rows():
    linear = model()
    pixels = np.random.default_rng(4).uniform(0, 1, (40, 3, SIDE, SIDE)).astype(np.float32)
    scores = LinearSlopes(linear.weights, linear.bias).scores(pixels)
    labels = scores.argmax(axis=1)
    margin = np.abs(scores[:, 1] - scores[:, 0])
    reaches = [reach(linear, x, int(y)) for x, y in zip(pixels, labels, strict=True)]
    return linear, pixels, labels, margin, np.array(reaches)


def test_it_turns_what_one_pixel_can_turn_and_nothing_else(rows):
    linear, pixels, labels, margin, reaches = rows
    seeds = np.arange(40)
    made = attack(Asker(linear, "picture"), pixels, labels, Evolution(1, 60, 30), seeds).made
    turned = np.isin(np.arange(40), list(made))
    assert 3 <= turned.sum() < 40
    assert not turned[margin > reaches].any()
    assert turned[margin < 0.7 * reaches].mean() > 0.9
    for row, picture in made.items():
        assert (picture != pixels[row]).any(axis=0).sum() == 1
        assert linear.classify_pixels(picture[None]).codes[0] != labels[row]
        assert picture.min() >= 0
        assert picture.max() <= 1


def test_so_many_pixels_and_no_more():
    picture = np.zeros((3, SIDE, SIDE), dtype=np.float32)
    candidates = np.array([[0.0, 0.0, 1, 1, 1, 0.99, 0.5, 0.2, 0.3, 0.4]])
    (made,) = changed(picture, candidates, 2)
    assert made[:, 0, 0].tolist() == [1, 1, 1]
    assert made[:, 4, 2].tolist() == pytest.approx([0.2, 0.3, 0.4])
    assert (made != 0).any(axis=0).sum() == 2


def test_it_asks_no_more_than_it_says_and_stops_once_turned(rows):
    linear, pixels, labels, margin, reaches = rows
    evolution = Evolution(1, 20, 5)
    hopeless = int(np.argmax(margin - reaches))
    asker = Asker(linear, "picture")
    rng = np.random.default_rng(0)
    assert evolve(asker, pixels[hopeless], int(labels[hopeless]), evolution, rng) is None
    assert asker.asked == evolution.questions
    easy = int(np.argmin(margin / reaches))
    before = asker.asked
    assert evolve(asker, pixels[easy], int(labels[easy]), evolution, rng) is not None
    assert asker.asked - before < evolution.questions


def test_toward_each_class_every_other_class_is_tried():
    """Two of three other classes lie one pixel away, the third nowhere."""
    weights = np.zeros((4, 3 * SIDE * SIDE))
    weights[1], weights[2] = 1.0, -1.0  # brighter, darker
    reachable = LinearPixels(weights, np.array([0.5, -37.0, 37.5, -50.0]), tuple("abcd"))
    pixels = np.full((3, 3, SIDE, SIDE), 0.5, dtype=np.float32)
    labels = reachable.classify_pixels(pixels).codes
    turned = attack(
        Asker(reachable, "picture"), pixels, labels, Evolution(1, 30, 10), np.arange(3),
        targeted=True,
    )  # fmt: skip
    assert labels.tolist() == [0, 0, 0]
    assert turned.reached.tolist() == [2, 2, 2]
    assert sorted(turned.made) == [0, 1, 2]


def test_repeats_of_a_picture_are_one_trial():
    """Three of five attacks, on three pictures: the share of five, as sure as three are."""
    pictures = np.array(["a", "b", "a", "c", "b"])
    share = recorded_share(pictures, np.array([True, False, True, True, False]))
    assert (share.value, share.rows, share.effective) == (0.6, 3, 3)


def test_pictures_that_stand_once_are_counted():
    share = recorded_share(np.array(["a", "b"]), np.array([True, False]))
    assert (share.evidence, share.rows) == ((1.0, 2.0), 2)
