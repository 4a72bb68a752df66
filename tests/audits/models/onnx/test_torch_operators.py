"""Which operators are known, and that their slopes are those of differences.

That each gives the runtime's numbers stands in `test_torch_conversion`.
"""

import pytest

from audits.models.onnx.graph_reading import Node
from audits.models.onnx.torch_operators import operators
from tests.lazily import lazily

torch = lazily("torch")


def node(name, **attributes):
    return Node(name, "", ("x",), ("y",), attributes, 17)


@pytest.mark.parametrize("name", ["Sigmoid", "Elu", "Softplus", "Gelu", "HardSwish", "Softmax"])
def test_slopes_are_those_of_differences(name):
    x = torch.tensor([[0.3, -0.7, 1.9]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda value: operators()[name](node(name), [value]), x)


def test_an_operator_without_a_slope_has_one_of_zero():
    x = torch.tensor([0.3, 1.9], requires_grad=True)
    (slope,) = torch.autograd.grad(operators()["Round"](node("Round"), [x]).sum(), x)
    assert slope.tolist() == [0, 0]


def test_whole_numbers_are_divided_toward_zero():
    whole = operators()["Div"](node("Div"), [torch.tensor([-7]), torch.tensor([2])])
    assert whole.tolist() == [-3]


def test_what_cannot_be_padded_so_is_said():
    convolution = node("ConvTranspose", pads=[1, 0, 0, 1])
    with pytest.raises(NotImplementedError, match="unequal padding"):
        operators()["ConvTranspose"](convolution, [torch.ones(1, 1, 4, 4), torch.ones(1, 1, 3, 3)])
