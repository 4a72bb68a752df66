"""Where a declared nuisance shows in the input."""

import functools
import operator

import numpy as np
import pytest

from audits.confounds.localisation import MOST_PIXELS, patch, words
from audits.data.dataset import Images
from audits.measurement import WhyNot


class Memory:
    def __init__(self, pictures):
        self.pictures = pictures

    def decode(self, name):
        return self.pictures[name]


def images(pictures):
    return Images(np.arange(len(pictures), dtype=object), Memory(pictures))


def marked(rows=80, *, corner=True):
    """Level 1 has a white corner; class 1 of the label is bright in the middle."""
    draw = np.random.default_rng(0)
    strata, levels = np.arange(rows) % 2, np.arange(rows) // 2 % 2
    pictures = draw.integers(0, 40, (rows, 6, 6, 3)).astype(np.uint8)
    pictures[strata == 1, 2:4, 2:4] = 200
    if corner:
        pictures[levels == 1, 0, 0] = 255
    return images(list(pictures)), strata, levels


def test_the_pixels_of_the_mark_are_found_and_not_those_of_the_label():
    found = patch(*marked())
    assert np.argwhere(found.where).tolist() == [[0, 0]]
    assert found.share == pytest.approx(1 / 36)


def test_where_no_pixel_differs_nothing_is_named():
    found = patch(*marked(corner=False))
    assert found == WhyNot("no pixel differs between its values, the label fixed")


def test_a_row_without_the_nuisance_is_left_out():
    shown, strata, levels = marked()
    missing = np.where(np.arange(80) < 8, -1, levels)
    assert np.argwhere(patch(shown, strata, missing).where).tolist() == [[0, 0]]


@pytest.mark.parametrize("shape", [(5, 6, 3), (MOST_PIXELS + 1, 1, 3)])
def test_pictures_that_cannot_be_compared_are_said(shape):
    first = np.zeros((6, 6, 3) if shape[0] == 5 else shape, np.uint8)
    found = patch(images([first, np.zeros(shape, np.uint8)]), np.zeros(2, int), np.array([0, 1]))
    assert isinstance(found, WhyNot)
    assert "too large or differ in size" in found.reason


def test_no_pictures_are_said():
    assert patch(images([]), np.zeros(0, int), np.zeros(0, int)) == WhyNot("there are no pictures")


def test_words_of_a_value_are_named_and_words_of_the_label_are_not():
    strata, levels = np.arange(400) % 2, np.arange(400) // 2 % 2
    texts = [f"{'good' if y else 'bad'} text {'sent by phone' if m else 'x'}"
             for y, m in zip(strata, levels, strict=True)]  # fmt: skip
    found = words(texts, strata, levels)
    assert set(found[1]) == {"sent", "by", "phone"}
    assert "good" not in functools.reduce(operator.iadd, found.values(), [])


def test_rare_words_and_words_at_every_value_are_none():
    levels = np.arange(40) % 2
    assert words(["a b"] * 40, np.zeros(40, int), levels) == WhyNot(
        "no word stands in enough texts"
    )
    texts = ["one" if row < 20 else "two" for row in range(40)]
    found = words(texts, np.zeros(40, int), levels)
    assert found == WhyNot("no word stands more often at one of its values, the label fixed")
