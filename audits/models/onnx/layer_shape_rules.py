"""What layers make of the shapes that they read: convolutions, pools, products, recurrent cells."""

from collections.abc import Sequence

import numpy as np

from audits.models.onnx.graph_reading import Node
from audits.models.onnx.shapes import Shape, Tensor, Untold, numbers, present, rule, slid

Inputs = Sequence[Tensor | None]


@rule("Conv", "ConvInteger", "QLinearConv")
def _conv(node: Node, inputs: Inputs) -> list[Tensor]:
    x, weights = present(inputs, 0), present(inputs, 3 if node.operator == "QLinearConv" else 1)
    return [Tensor((x.shape[0], weights.shape[0], *slid(node, x.shape[2:], weights.shape[2:])))]


@rule("ConvTranspose")
def _transposed(node: Node, inputs: Inputs) -> list[Tensor]:
    x, weights, of = present(inputs, 0), present(inputs, 1), node.attributes
    axes, filters = len(x.shape) - 2, weights.shape[1] * of.get("group", 1)
    if of.get("output_shape"):
        return [Tensor((x.shape[0], filters, *of["output_shape"]))]
    strides, holes = of.get("strides") or [1] * axes, of.get("dilations") or [1] * axes
    pads, more = of.get("pads") or [0] * 2 * axes, of.get("output_padding") or [0] * axes
    sides = []
    for axis in range(axes):
        reach = holes[axis] * (weights.shape[2 + axis] - 1) + 1
        whole = strides[axis] * (x.shape[2 + axis] - 1) + reach + more[axis]
        if of.get("auto_pad", "NOTSET") in ("SAME_UPPER", "SAME_LOWER"):
            whole = strides[axis] * x.shape[2 + axis]
        else:
            whole -= pads[axis] + pads[axis + axes]
        sides.append(whole)
    return [Tensor((x.shape[0], filters, *sides))]


@rule("MaxPool", "AveragePool", "LpPool")
def _pool(node: Node, inputs: Inputs) -> list[Tensor]:
    x = present(inputs, 0)
    shape = (*x.shape[:2], *slid(node, x.shape[2:], node.attributes["kernel_shape"]))
    return [Tensor(shape), Tensor(shape)]


@rule("GlobalAveragePool", "GlobalMaxPool")
def _global(node: Node, inputs: Inputs) -> list[Tensor]:
    x = present(inputs, 0)
    return [Tensor((*x.shape[:2], *[1] * (len(x.shape) - 2)))]


@rule("Gemm")
def _gemm(node: Node, inputs: Inputs) -> list[Tensor]:
    one, two = present(inputs, 0).shape, present(inputs, 1).shape
    rows = one[1 if node.attributes.get("transA") else 0]
    return [Tensor((rows, two[0 if node.attributes.get("transB") else 1]))]


@rule("MatMul", "MatMulInteger", "QLinearMatMul")
def _matmul(node: Node, inputs: Inputs) -> list[Tensor]:
    one = present(inputs, 0).shape
    two = present(inputs, 3 if node.operator == "QLinearMatMul" else 1).shape
    return [Tensor(product(one, two))]


def product(one: Shape, two: Shape) -> Shape:
    """Shape of a matrix product, vectors and stacks of matrices included, as numpy has it.

    Raises `Untold` where the two do not fit.
    """
    row, column = len(one) == 1, len(two) == 1
    one, two = ((1, *one) if row else one), ((*two, 1) if column else two)
    if one[-1] != two[-2]:
        raise Untold
    stack = np.broadcast_shapes(one[:-2], two[:-2])
    return (*stack, *(() if row else one[-2:-1]), *(() if column else two[-1:]))


@rule("LSTM", "GRU", "RNN")
def _recurrent(node: Node, inputs: Inputs) -> list[Tensor]:
    steps, batch, _ = present(inputs, 0).shape
    directions, hidden = present(inputs, 1).shape[0], present(inputs, 2).shape[-1]
    last = Tensor((directions, batch, hidden))
    return [Tensor((steps, directions, batch, hidden)), last, last]


@rule("Resize", "Upsample")
def _resize(node: Node, inputs: Inputs) -> list[Tensor]:
    if len(inputs) > 3 and inputs[3] is not None:
        return [Tensor(tuple(numbers(inputs, 3, node, "sizes") or ()))]
    raise Untold  # scales are floats, which are not followed


@rule("DepthToSpace", "SpaceToDepth")
def _blocks(node: Node, inputs: Inputs) -> list[Tensor]:
    rows, channels, height, width = present(inputs, 0).shape
    side = int(node.attributes["blocksize"])
    if node.operator == "SpaceToDepth":
        return [Tensor((rows, channels * side * side, height // side, width // side))]
    return [Tensor((rows, channels // (side * side), height * side, width * side))]
