"""What operators that move, choose and join values make of the shapes that they read.

Those of layers stand in `audits.models.onnx.layer_shape_rules`.
"""

from collections.abc import Callable, Sequence
from math import ceil, prod
from typing import Any

import numpy as np

from audits.models.onnx.graph_reading import Node
from audits.models.onnx.shapes import (
    MOST_NUMBERS,
    Array,
    Tensor,
    Untold,
    numbers,
    present,
    rule,
    tensor_of,
)

Inputs = Sequence[Tensor | None]
# What is computed of small whole numbers, since shapes are made of them.
_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Max": np.maximum, "Min": np.minimum,
    "Equal": np.equal, "Greater": np.greater, "Less": np.less, "Mod": np.mod,
    "And": np.logical_and, "Or": np.logical_or,
    # Of whole numbers a quotient is cut, not floored.
    "Div": lambda one, two: np.trunc(one / two).astype(np.int64),
}  # fmt: skip


def _known(inputs: Inputs) -> list[Array] | None:
    arrays = [tensor.numbers for tensor in inputs if tensor is not None]
    return None if any(array is None for array in arrays) else [a for a in arrays if a is not None]


@rule(
    "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Gelu", "Sigmoid", "HardSigmoid", "HardSwish",
    "Tanh", "Erf", "Exp", "Log", "Sqrt", "Reciprocal", "Abs", "Neg", "Floor", "Ceil", "Round",
    "Sign", "Softplus", "Softsign", "Mish", "Softmax", "LogSoftmax", "Hardmax", "Clip", "Not",
    "Identity", "BatchNormalization", "InstanceNormalization", "LayerNormalization",
    "GroupNormalization", "RMSNormalization", "LpNormalization", "LRN", "IsNaN", "IsInf", "Cos",
    "Sin", "ThresholdedRelu", "Celu", "CumSum", "QuantizeLinear", "DequantizeLinear", "CastLike",
    "MeanVarianceNormalization", "Trilu", "ScatterND", "ScatterElements", "Swish",
)  # fmt: skip
def _same(node: Node, inputs: Inputs) -> list[Tensor]:
    x = present(inputs, 0)
    return [Tensor(x.shape, x.numbers if node.operator == "Identity" else None)]


@rule("Cast")
def _cast(node: Node, inputs: Inputs) -> list[Tensor]:
    x = present(inputs, 0)
    whole = node.attributes.get("to") in (6, 7, 9)  # int32, int64, bool
    return [Tensor(x.shape, x.numbers if whole else None)]


@rule("Dropout")
def _dropout(node: Node, inputs: Inputs) -> list[Tensor]:
    return [Tensor(present(inputs, 0).shape)] * 2


@rule("DynamicQuantizeLinear")
def _quantised(node: Node, inputs: Inputs) -> list[Tensor]:
    return [Tensor(present(inputs, 0).shape), Tensor(()), Tensor(())]


@rule(*_ARITHMETIC, "Pow", "Sum", "Mean", "GreaterOrEqual", "LessOrEqual", "Xor")
def _elementwise(node: Node, inputs: Inputs) -> list[Tensor]:
    shapes = [present(inputs, index).shape for index in range(len(inputs))]
    shape = np.broadcast_shapes(*shapes)
    values, compute = _known(inputs), _ARITHMETIC.get(node.operator)
    if values and compute is not None and len(values) == 2 and prod(shape) <= MOST_NUMBERS:
        return [Tensor(shape, np.asarray(compute(*values)))]
    return [Tensor(shape)]


@rule("Where")
def _where(node: Node, inputs: Inputs) -> list[Tensor]:
    shape = np.broadcast_shapes(*(present(inputs, index).shape for index in range(3)))
    values = _known(inputs)
    return [Tensor(shape, None if values is None else np.where(*values))]


@rule("Constant")
def _constant(node: Node, inputs: Inputs) -> list[Tensor]:
    ((name, value),) = node.attributes.items()
    if name == "value":
        return [tensor_of(np.asarray(value))]
    if value is None:  # an empty list
        return [Tensor((0,), np.zeros(0, np.int64) if name == "value_ints" else None)]
    return [tensor_of(np.asarray(value))]


@rule("ConstantOfShape")
def _filled(node: Node, inputs: Inputs) -> list[Tensor]:
    shape = tuple(numbers(inputs, 0, node, "") or ())
    value = node.attributes.get("value")
    filling = np.zeros(1) if value is None else np.asarray(value).reshape(-1)
    if filling.dtype.kind in "iub" and prod(shape) <= MOST_NUMBERS:
        return [Tensor(shape, np.full(shape, filling[0]))]
    return [Tensor(shape)]


@rule("Shape")
def _shape(node: Node, inputs: Inputs) -> list[Tensor]:
    first, last = node.attributes.get("start", 0), node.attributes.get("end")
    sides = np.array(present(inputs, 0).shape, dtype=np.int64)[first:last]
    return [Tensor(sides.shape, sides)]


@rule("Size")
def _size(node: Node, inputs: Inputs) -> list[Tensor]:
    return [Tensor((), np.array(present(inputs, 0).size))]


@rule("Range")
def _range(node: Node, inputs: Inputs) -> list[Tensor]:
    start, stop, step = (int(np.asarray(value).reshape(())) for value in _known(inputs) or ())
    count = max(0, ceil((stop - start) / step))
    numbers = np.arange(start, stop, step) if count <= MOST_NUMBERS else None
    return [Tensor((count,), numbers)]


@rule("Reshape")
def _reshape(node: Node, inputs: Inputs) -> list[Tensor]:
    x, sides = present(inputs, 0), numbers(inputs, 1, node, "shape") or []
    if not node.attributes.get("allowzero"):
        sides = [x.shape[axis] if side == 0 else side for axis, side in enumerate(sides)]
    if -1 in sides:
        sides[sides.index(-1)] = x.size // prod(side for side in sides if side != -1)
    if prod(sides) != x.size:
        raise Untold
    shape = tuple(sides)
    return [Tensor(shape, None if x.numbers is None else x.numbers.reshape(shape))]


@rule("Flatten")
def _flatten(node: Node, inputs: Inputs) -> list[Tensor]:
    x = present(inputs, 0)
    axis = node.attributes.get("axis", 1)
    axis += len(x.shape) if axis < 0 else 0
    return [Tensor((prod(x.shape[:axis]), prod(x.shape[axis:])))]


@rule("Transpose")
def _transpose(node: Node, inputs: Inputs) -> list[Tensor]:
    x = present(inputs, 0)
    order = node.attributes.get("perm") or list(range(len(x.shape)))[::-1]
    numbers = None if x.numbers is None else x.numbers.transpose(order)
    return [Tensor(tuple(x.shape[axis] for axis in order), numbers)]


@rule("Squeeze")
def _squeeze(node: Node, inputs: Inputs) -> list[Tensor]:
    x, axes = present(inputs, 0), numbers(inputs, 1, node, "axes")
    if axes is None:
        gone = {axis for axis, side in enumerate(x.shape) if side == 1}
    else:
        gone = {axis % len(x.shape) for axis in axes}
    shape = tuple(side for axis, side in enumerate(x.shape) if axis not in gone)
    return [Tensor(shape, None if x.numbers is None else x.numbers.reshape(shape))]


@rule("Unsqueeze")
def _unsqueeze(node: Node, inputs: Inputs) -> list[Tensor]:
    x, axes = present(inputs, 0), numbers(inputs, 1, node, "axes") or []
    whole = len(x.shape) + len(axes)
    sides = list(x.shape)
    for axis in sorted(axis % whole for axis in axes):
        sides.insert(axis, 1)
    shape = tuple(sides)
    return [Tensor(shape, None if x.numbers is None else x.numbers.reshape(shape))]


@rule("Concat")
def _concat(node: Node, inputs: Inputs) -> list[Tensor]:
    tensors = [present(inputs, index) for index in range(len(inputs))]
    axis, values = int(node.attributes["axis"]), _known(inputs)
    if values is not None and sum(map(np.size, values)) <= MOST_NUMBERS:
        return [tensor_of(np.concatenate(values, axis))]
    sides = list(tensors[0].shape)
    sides[axis] = sum(tensor.shape[axis] for tensor in tensors)
    return [Tensor(tuple(sides))]


@rule("Split")
def _split(node: Node, inputs: Inputs) -> list[Tensor]:
    x, sizes = present(inputs, 0), numbers(inputs, 1, node, "split")
    axis = node.attributes.get("axis", 0) % len(x.shape)
    if sizes is None:
        each = -(-x.shape[axis] // len(node.outputs))
        sizes = [min(each, x.shape[axis] - each * index) for index in range(len(node.outputs))]
    return [Tensor((*x.shape[:axis], size, *x.shape[axis + 1 :])) for size in sizes]


@rule("Slice")
def _slice(node: Node, inputs: Inputs) -> list[Tensor]:
    x = present(inputs, 0)
    starts, ends = numbers(inputs, 1, node, "starts") or [], numbers(inputs, 2, node, "ends") or []
    axes = numbers(inputs, 3, node, "axes") or list(range(len(starts)))
    steps = numbers(inputs, 4, node, "steps") or [1] * len(starts)
    cuts = [slice(None)] * len(x.shape)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        whole = x.shape[axis]
        stop = None if step < 0 and end < -whole else end
        cuts[axis] = slice(start, stop, step)
    shape = tuple(len(range(side)[taken]) for side, taken in zip(x.shape, cuts, strict=True))
    return [Tensor(shape, None if x.numbers is None else x.numbers[tuple(cuts)])]


@rule("Gather")
def _gather(node: Node, inputs: Inputs) -> list[Tensor]:
    x, places = present(inputs, 0), present(inputs, 1)
    axis = node.attributes.get("axis", 0) % len(x.shape)
    shape = (*x.shape[:axis], *places.shape, *x.shape[axis + 1 :])
    if x.numbers is None or places.numbers is None:
        return [Tensor(shape)]
    return [Tensor(shape, np.take(x.numbers, places.numbers, axis=axis))]


@rule("GatherElements")
def _gather_elements(node: Node, inputs: Inputs) -> list[Tensor]:
    return [Tensor(present(inputs, 1).shape)]


@rule("Expand")
def _expand(node: Node, inputs: Inputs) -> list[Tensor]:
    sides = tuple(numbers(inputs, 1, node, "shape") or ())
    return [Tensor(np.broadcast_shapes(present(inputs, 0).shape, sides))]


@rule("Tile")
def _tile(node: Node, inputs: Inputs) -> list[Tensor]:
    x, times = present(inputs, 0), numbers(inputs, 1, node, "repeats") or []
    return [Tensor(tuple(a * b for a, b in zip(x.shape, times, strict=True)))]


@rule("Pad")
def _pad(node: Node, inputs: Inputs) -> list[Tensor]:
    x, pads = present(inputs, 0), numbers(inputs, 1, node, "pads") or []
    axes = numbers(inputs, 3, node, "axes") or list(range(len(x.shape)))
    sides = list(x.shape)
    for position, axis in enumerate(axes):
        sides[axis] += pads[position] + pads[position + len(axes)]
    return [Tensor(tuple(sides))]


@rule(
    "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2",
    "ReduceLogSumExp", "ReduceSumSquare",
)  # fmt: skip
def _reduce(node: Node, inputs: Inputs) -> list[Tensor]:
    x, axes = present(inputs, 0), numbers(inputs, 1, node, "axes")
    if not axes:
        if node.attributes.get("noop_with_empty_axes"):
            return [Tensor(x.shape)]
        axes = list(range(len(x.shape)))
    gone, keep = {axis % len(x.shape) for axis in axes}, node.attributes.get("keepdims", 1)
    shape = tuple(
        1 if axis in gone else side for axis, side in enumerate(x.shape) if keep or axis not in gone
    )
    if node.operator == "ReduceProd" and x.numbers is not None:
        return [Tensor(shape, np.prod(x.numbers, tuple(gone)).reshape(shape))]
    return [Tensor(shape)]


@rule("ArgMax", "ArgMin")
def _best(node: Node, inputs: Inputs) -> list[Tensor]:
    x = present(inputs, 0)
    axis, keep = node.attributes.get("axis", 0) % len(x.shape), node.attributes.get("keepdims", 1)
    return [Tensor((*x.shape[:axis], *([1] if keep else []), *x.shape[axis + 1 :]))]


@rule("TopK")
def _top(node: Node, inputs: Inputs) -> list[Tensor]:
    x, axis = present(inputs, 0), node.attributes.get("axis", -1) % len(present(inputs, 0).shape)
    (most,) = numbers(inputs, 1, node, "k") or [int(node.attributes["k"])]
    return [Tensor((*x.shape[:axis], most, *x.shape[axis + 1 :]))] * 2
