"""A row's explanation as words, bars and heat: sums, signs and intervals by hand."""

import base64
import io
from math import sqrt

import numpy as np
import pytest
from PIL import Image

from audits.explanations.exhibits import MOST_UNITS, drawn, heat, tokens
from audits.explanations.explanation import Explanation
from audits.explanations.image_regions import PictureInstance, squares
from audits.explanations.table_features import TableInstance
from audits.explanations.text_tokens import TextInstance


def explanation(weights, **options):
    return Explanation(0, 1, np.asarray(weights, dtype=float), 0.8, 0.5, **options)


def test_a_text_is_shown_whole_and_only_words_weigh():
    instance = TextInstance(0, "text", " A bad, bad film!")
    shown = tokens(instance, explanation([0.1, -0.4, 0.0]))
    assert "".join(piece["text"] for piece in shown) == " A bad, bad film!"
    weighed = [(piece["text"], piece["weight"]) for piece in shown if piece["weight"]]
    assert weighed == [("A", 0.1), ("bad", -0.4), ("bad", -0.4)]


def test_bars_are_what_each_column_adds_the_strongest_first():
    values = {f"x{index}": np.array([float(index)]) for index in range(20)}
    instance = TableInstance(0, values, values)
    content = drawn(instance, explanation(np.arange(20) - 5.0), "weight")
    assert (content["kind"], content["unit"], len(content["bars"])) == (
        "signed_bars", "weight", MOST_UNITS,
    )  # fmt: skip
    assert content["bars"][0] == {"label": "x19 = 19", "value": 14.0}
    sizes = [abs(bar["value"]) for bar in content["bars"]]
    assert sizes == sorted(sizes, reverse=True)


def test_an_interval_says_where_another_seed_falls():
    """The difference of two draws has twice the variance of one; effects are scaled alike."""
    values = {"x": np.array([3.0])}
    one = explanation([0.5], errors=np.array([0.1]), effects=np.array([-1.5]))
    ((bar,), half) = drawn(TableInstance(0, values, values), one, "")["bars"], 3 * 0.1 * sqrt(2)
    assert bar["value"] == -1.5
    low, high = bar["interval"]
    assert (high - low) / 2 == pytest.approx(1.959964 * half)
    assert (high + low) / 2 == pytest.approx(-1.5)


def picture_in(address):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))))


def test_heat_lies_over_the_regions_orange_for_and_blue_against():
    picture = np.full((8, 8, 3), 90, dtype=np.uint8)
    instance = PictureInstance(0, "picture", picture, squares(picture, side=4), picture)
    content = heat(instance, explanation([0.2, -0.4, 0.0, 0.1]))
    assert (content["largest"], content["size"]) == (0.4, [8, 8])
    assert [region["value"] for region in content["regions"][:2]] == [-0.4, 0.2]
    shown = picture_in(content["heat"])
    side = shown.shape[0]
    for (row, column), (red, alpha) in {
        (0, 0): (213, 108), (0, side - 1): (0, 215), (side - 1, 0): (0, 0),
    }.items():  # fmt: skip
        assert abs(int(shown[row, column, 3]) - alpha) <= 1
        if alpha:
            assert shown[row, column, 0] == red


def test_nothing_moves_is_no_heat():
    picture = np.zeros((4, 4, 3), dtype=np.uint8)
    instance = PictureInstance(0, "picture", picture, squares(picture, side=2), picture)
    content = heat(instance, explanation(np.zeros(4)))
    assert content["largest"] == 0
    assert picture_in(content["heat"])[..., 3].max() == 0
