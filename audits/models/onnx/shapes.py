"""What rules of shapes are made of: tensors, their numbers, windows that slide.

The rules stand in `audits.models.onnx.shape_rules` and `layer_shape_rules`, and
`audits.models.onnx.graph_shapes` follows a graph by them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, prod
from typing import Any, TypeAlias

from numpy.typing import NDArray

from audits.models.onnx.graph_reading import Node

Shape: TypeAlias = tuple[int, ...]
Array: TypeAlias = NDArray[Any]
# Tensors of more numbers are never shapes, so only their own shape is kept.
MOST_NUMBERS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """shape: of the tensor. numbers: its values, in the same shape (...), where they are known."""

    shape: Shape
    numbers: Array | None = None

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return prod(self.shape)


# Given the node and its inputs (None where one is left out), the outputs.
Rule: TypeAlias = Callable[[Node, Sequence[Tensor | None]], Sequence[Tensor]]
RULES: dict[str, Rule] = {}


class Untold(Exception):
    """A shape that this rule cannot tell."""


def rule(*operators: str) -> Callable[[Rule], Rule]:
    """A rule for these operators of the default set."""

    def registered(compute: Rule) -> Rule:
        RULES.update(dict.fromkeys(operators, compute))
        return compute

    return registered


def tensor_of(array: Array) -> Tensor:
    """A constant; its numbers stay where they are few. array: of any shape (...)."""
    is_known = array.size <= MOST_NUMBERS and array.dtype.kind in "iub"
    return Tensor(array.shape, array if is_known else None)


def present(inputs: Sequence[Tensor | None], index: int) -> Tensor:
    """The input of this index, which the rule cannot do without: `Untold` where it is left out."""
    tensor = inputs[index]
    if tensor is None:
        raise Untold
    return tensor


def numbers(inputs: Sequence[Tensor | None], index: int, node: Node, name: str) -> list[int] | None:
    """Whole numbers that are an input in newer operator sets and an attribute in older ones.

    index: of the input. name: of the attribute. None where neither is there; `Untold` where the
    input's numbers are not known.
    """
    if len(inputs) > index and inputs[index] is not None:
        known = present(inputs, index).numbers
        if known is None:
            raise Untold
        return [int(value) for value in known.reshape(-1)]
    given = node.attributes.get(name)
    return None if given is None else [int(value) for value in given]


def slid(node: Node, sides: Shape, kernel: Sequence[int]) -> Shape:
    """Places that a window takes along each axis: of a convolution or of a pool.

    sides: of what it slides over, shape (axes,). kernel: of the window.
    """
    axes = len(sides)
    strides = node.attributes.get("strides") or [1] * axes
    holes = node.attributes.get("dilations") or [1] * axes
    pads = node.attributes.get("pads") or [0] * (2 * axes)
    automatic = node.attributes.get("auto_pad", "NOTSET")
    places = []
    for axis in range(axes):
        reach = holes[axis] * (kernel[axis] - 1) + 1
        if automatic in ("SAME_UPPER", "SAME_LOWER"):
            places.append(ceil(sides[axis] / strides[axis]))
            continue
        padded = sides[axis]
        if automatic == "NOTSET":
            padded += pads[axis] + pads[axis + axes]
        free = (padded - reach) / strides[axis]
        round_up = node.attributes.get("ceil_mode", 0)
        count = (ceil(free) if round_up else int(free // 1)) + 1
        if round_up and (count - 1) * strides[axis] >= sides[axis] + pads[axis]:
            count -= 1  # a window that would begin in the padding behind
        places.append(count)
    return tuple(places)
