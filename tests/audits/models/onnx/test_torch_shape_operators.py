"""Corners that a comparison with the runtime does not reach; the rest is in
`test_torch_conversion`."""

import pytest

from audits.models.onnx import torch_shape_operators
from audits.models.onnx.graph_reading import Node
from audits.models.onnx.torch_operators import operators
from tests.lazily import lazily

torch = lazily("torch")


def run(name, *inputs, outputs=1, **attributes):
    node = Node(name, "", (), tuple(map(str, range(outputs))), attributes, 17)
    return operators()[name](node, list(inputs))


def test_they_are_registered_by_being_imported():
    assert torch_shape_operators
    assert {"Reshape", "Slice", "Pad"} <= set(operators())


def test_axes_may_be_attributes_of_older_graphs():
    x = torch.arange(6.0).reshape(1, 2, 3)
    assert run("Squeeze", x, axes=[0]).shape == (2, 3)
    assert run("Unsqueeze", x, axes=[0, 2]).shape == (1, 1, 1, 2, 3)
    assert run("Slice", x, starts=[1], ends=[3], axes=[2]).tolist() == [[[1, 2], [4, 5]]]


def test_an_uneven_split_leaves_the_rest_to_the_last():
    assert [len(part) for part in run("Split", torch.arange(7), outputs=3)] == [3, 3, 1]


def test_a_type_that_torch_is_not_given_is_said():
    with pytest.raises(NotImplementedError, match="type 8"):
        run("Cast", torch.ones(1), to=8)


def test_a_gather_of_each_row_apart_is_said():
    with pytest.raises(NotImplementedError, match="each row apart"):
        run("GatherND", torch.ones(2, 2), torch.zeros(2, 1, dtype=torch.int64), batch_dims=1)


def test_nothing_to_pad_is_nothing_done():
    x = torch.ones(1, 2)
    assert run("Pad", x, torch.zeros(4, dtype=torch.int64)) is x
