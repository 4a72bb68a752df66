"""Interval bounds of an ONNX graph: what its scores can be while each pixel moves a little.

Interval bound propagation (Gowal et al. 2018, arXiv:1810.12715) with the last linear layer merged
into the difference of two scores. What it finds to stand does stand; what it does not may stand all
the same. Computed in 64 bits; the rounding of a model of 32 bits is not in it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.errors import NotApplicable
from audits.models.onnx.graph_reading import Node
from audits.models.onnx.torch_conversion import Converted, computed
from audits.models.onnx.torch_operators import Operator, Tensor

REMEDY = "certify it by randomised smoothing, which needs answers alone: `method: smoothing`"
# What never falls where its input rises, so that ends go to ends.
_RISING = frozenset(
    {
        "Relu", "Sigmoid", "Tanh", "Clip", "MaxPool", "AveragePool", "GlobalAveragePool",
        "GlobalMaxPool", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Identity",
        "Dropout", "Pad", "Concat", "Slice", "Gather", "Exp", "Elu", "Softplus", "HardSigmoid",
        "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "LeakyRelu",
    }
)  # fmt: skip
_WEIGHING = frozenset({"Conv", "ConvTranspose", "Gemm", "MatMul", "BatchNormalization"})
_OTHERS = frozenset({"Add", "Sub", "Mul", "Div", "Neg", "Cast", "Shape", "ConstantOfShape"})
KNOWN = _RISING | _WEIGHING | _OTHERS


@dataclass(frozen=True)
class Ends:
    """The lowest and the highest values that a tensor can have."""

    lower: Tensor
    upper: Tensor

    @property
    def middle(self) -> Tensor:
        """Half way between them."""
        return (self.lower + self.upper) / 2

    @property
    def half(self) -> Tensor:
        """How far each end is from the middle."""
        return (self.upper - self.lower) / 2


Value: TypeAlias = Any


class IntervalNetwork:
    """The converted graph over intervals.

    Raises `NotApplicable` naming operators whose intervals are not known here.
    """

    def __init__(self, graph: Converted, given: str) -> None:
        import torch

        unknown = sorted({node.operator for _, node in graph.steps} - KNOWN)
        if unknown:
            raise NotApplicable(
                f"intervals do not go through the graph's operator {', '.join(unknown[:6])}", REMEDY
            )
        self.steps, self.output, self.given = graph.steps, graph.output, given
        self.constants: Mapping[str, Tensor] = {
            name: tensor.double() if torch.is_floating_point(tensor) else tensor
            for name, tensor in graph.constants.items()
        }
        self.last = self._last_linear()

    def margins(
        self, lower: NDArray[Any], upper: NDArray[Any], codes: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """The least that the score of a row's own class can lie above each other one's.

        lower, upper: ends of the input, shape (rows, ...). codes: the own class, shape (rows,).
        Returned: shape (rows, classes); 0 for the own class.
        """
        import torch

        own = torch.from_numpy(codes.astype(np.int64))
        with torch.no_grad():
            ends = Ends(torch.from_numpy(lower).double(), torch.from_numpy(upper).double())
            values: dict[str, Value] = {self.given: ends}
            stop = len(self.steps) if self.last is None else self.last[0]
            for compute, node in self.steps[:stop]:
                values[node.outputs[0]] = self._through(compute, node, values)
            if self.last is None:
                least, most = _beside_zero(self._value(values, self.output))
                margins = least.gather(1, own[:, None]) - most
                margins.scatter_(1, own[:, None], 0.0)
                return np.asarray(margins.numpy())
            _, source, weights, bias = self.last
            bounds = self._value(values, source)
            middle, half = (
                bounds.middle.reshape(len(lower), -1),
                bounds.half.reshape(len(lower), -1),
            )
            weights, bias = _with_zero(weights, bias)
            apart = weights[own][:, None, :] - weights[None, :, :]
            margins = torch.einsum("nf,nbf->nb", middle, apart) + bias[own][:, None] - bias
            return np.asarray((margins - torch.einsum("nf,nbf->nb", half, apart.abs())).numpy())

    def _last_linear(self) -> tuple[int, str, Tensor, Tensor] | None:
        """The step that the last linear layer begins at, its input, weights and bias; or None."""
        import torch

        index = len(self.steps) - 1
        while index >= 0 and self.steps[index][1].operator in ("Identity", "Flatten", "Dropout"):
            index -= 1
        tail = self.steps[: index + 1]
        for length in (1, 2):
            names = [node.operator for _, node in tail[-length:]]
            if names not in (["Gemm"], ["MatMul"], ["MatMul", "Add"]) or len(tail) < length:
                continue
            compute, node = tail[-length]
            source, *rest = node.inputs
            weights = self.constants.get(rest[0])
            if weights is None or weights.ndim != 2 or node.attributes.get("transA"):
                continue
            features = weights.shape[1 if node.attributes.get("transB") else 0]
            zero = torch.zeros(1, features, dtype=torch.float64)
            linear = [self.constants.get(name) if name else None for name in rest]
            bias = compute(node, [zero, *linear])
            matrix = compute(node, [torch.eye(features, dtype=torch.float64), *linear]) - bias
            bias = bias[0]
            if length == 2:
                other = [name for name in tail[-1][1].inputs if name != node.outputs[0]]
                more = self.constants.get(other[0]) if other else None
                if more is None:
                    continue
                bias = bias + more.reshape(-1)
            return index + 1 - length, source, matrix.T, bias
        return None

    def _value(self, values: Mapping[str, Value], name: str) -> Value:
        return values[name] if name in values else self.constants.get(name)

    def _through(self, compute: Operator, node: Node, values: Mapping[str, Value]) -> Value:
        inputs = [self._value(values, name) if name else None for name in node.inputs]
        lower, upper = _sides(inputs)
        if node.operator == "Cast" and any(isinstance(value, Ends) for value in inputs):
            return inputs[0]
        if node.operator == "Shape" or not any(isinstance(value, Ends) for value in inputs):
            return _first(computed(compute, node, lower))
        rises = node.attributes.get("alpha", 0.0) >= 0
        if node.operator in _RISING and rises:
            return Ends(*(_first(computed(compute, node, side)) for side in (lower, upper)))
        if node.operator in _WEIGHING:
            return _weighed(compute, node, inputs)
        return _combined(node, inputs)


def _sides(inputs: Sequence[Value]) -> tuple[list[Value], list[Value]]:
    """The inputs at their lower ends, and at their upper ones."""
    lower = [value.lower if isinstance(value, Ends) else value for value in inputs]
    upper = [value.upper if isinstance(value, Ends) else value for value in inputs]
    return lower, upper


def _first(results: Sequence[Tensor]) -> Tensor:
    return results[0]


def _weighed(compute: Operator, node: Node, inputs: Sequence[Value]) -> Ends:
    """A linear step: the middle goes through it, the half width through its weights' sizes."""
    places = [index for index, value in enumerate(inputs) if isinstance(value, Ends)]
    first_only = node.operator != "MatMul"
    if len(places) != 1 or (first_only and places != [0]):
        raise _unbounded(node, "multiplies two things that move")
    if any(node.attributes.get(name, 1) < 0 for name in ("alpha", "beta")):
        raise _unbounded(node, "has a negative factor")
    middle = [value.middle if isinstance(value, Ends) else value for value in inputs]
    half = [value.half if isinstance(value, Ends) else _size(value) for value in inputs]
    if node.operator == "BatchNormalization":
        # Its shift and mean move nothing, and its variance divides.
        half[2], half[3], half[4] = inputs[2] * 0, inputs[3] * 0, inputs[4]
    elif first_only:
        half = [*half[:2], *(None if value is None else value * 0 for value in inputs[2:])]
    centre, reach = (_first(computed(compute, node, side)) for side in (middle, half))
    return Ends(centre - reach, centre + reach)


def _size(value: Tensor) -> Tensor:
    return None if value is None else value.abs()


def _combined(node: Node, inputs: Sequence[Value]) -> Ends:
    """Sums, differences, and multiples by numbers that stand still."""
    (first, *rest) = inputs
    if node.operator == "Neg":
        return Ends(-first.upper, -first.lower)
    if len(rest) != 1:
        raise _unbounded(node, "falls where its input rises")
    other = rest[0]
    one, two = (
        value if isinstance(value, Ends) else Ends(value, value) for value in (first, other)
    )
    if node.operator == "Add":
        return Ends(one.lower + two.lower, one.upper + two.upper)
    if node.operator == "Sub":
        return Ends(one.lower - two.upper, one.upper - two.lower)
    if isinstance(first, Ends) and isinstance(other, Ends):
        raise _unbounded(node, "multiplies two things that move")
    if node.operator == "Div" and isinstance(other, Ends):
        raise _unbounded(node, "divides by what moves")
    moving, still = (one, other) if isinstance(first, Ends) else (two, first)
    apply: Callable[[Tensor], Tensor] = (
        (lambda value: value / still) if node.operator == "Div" else (lambda value: value * still)
    )
    ends = apply(moving.lower), apply(moving.upper)
    return Ends(ends[0].minimum(ends[1]), ends[0].maximum(ends[1]))


def _unbounded(node: Node, why: str) -> NotApplicable:
    return NotApplicable(f"the graph's operator {node.operator} {why}", REMEDY)


def _beside_zero(scores: Ends) -> tuple[Tensor, Tensor]:
    """A single score stands for the second class; the first has 0."""
    import torch

    lower, upper = (end.reshape(len(end), -1) for end in (scores.lower, scores.upper))
    if lower.shape[1] != 1:
        return lower, upper
    zero = torch.zeros_like(lower)
    return torch.cat([zero, lower], 1), torch.cat([zero, upper], 1)


def _with_zero(weights: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
    import torch

    if len(weights) != 1:
        return weights, bias
    return torch.cat([torch.zeros_like(weights), weights]), torch.cat([bias * 0, bias])
