"""Windows that slide, counted by hand, and numbers that a rule may ask for."""

import numpy as np
import pytest

from audits.models.onnx.graph_reading import Node
from audits.models.onnx.shapes import MOST_NUMBERS, Tensor, Untold, numbers, slid, tensor_of


def node(**attributes):
    return Node("MaxPool", "", ("x",), ("y",), attributes)


@pytest.mark.parametrize(
    ("attributes", "places"),
    [
        ({}, 5),  # 0-2 ... 4-6 of seven
        ({"strides": [2]}, 3),  # at 0, 2 and 4
        ({"strides": [3]}, 2),  # at 0 and 3
        ({"strides": [3], "ceil_mode": 1}, 3),  # and at 6, over the edge
        ({"strides": [2], "pads": [1, 1]}, 4),  # at -1, 1, 3 and 5
        ({"dilations": [2]}, 3),  # reaches over five
        ({"strides": [4], "auto_pad": "SAME_UPPER"}, 2),  # a quarter of seven, rounded up
        ({"strides": [2], "auto_pad": "VALID"}, 3),
    ],
)
def test_places_of_a_window_of_three_over_seven(attributes, places):
    assert slid(node(**attributes), (7,), (3,)) == (places,)


def test_no_window_begins_in_the_padding_behind():
    """Of six with one behind and strides of three: at 0 and 3; at 6 there is only padding."""
    padded = node(strides=[3], pads=[0, 1], ceil_mode=1)
    assert slid(padded, (6,), (1,)) == (2,)


def test_numbers_are_those_of_the_input_or_of_the_attribute():
    known = Tensor((2,), np.array([4, 5]))
    assert numbers([None, known], 1, node(), "axes") == [4, 5]
    assert numbers([None], 1, node(axes=[6]), "axes") == [6]
    assert numbers([None], 1, node(), "axes") is None
    with pytest.raises(Untold):
        numbers([None, Tensor((2,))], 1, node(axes=[6]), "axes")


def test_only_few_whole_numbers_stay():
    assert tensor_of(np.arange(3)).numbers is not None
    assert tensor_of(np.arange(3.0)).numbers is None
    assert tensor_of(np.arange(MOST_NUMBERS + 1)).numbers is None
    assert tensor_of(np.zeros((2, 3))).size == 6
