"""Operators of ONNX graphs as torch computes them, so that gradients lead back to the input.

A stated list: what is in neither this table nor that of `torch_shape_operators` is not converted,
and is named. Each takes the node and its inputs (None where one is left out) and gives one tensor.
The meaning of each stands in the operators' public documentation; tests hold them to onnxruntime.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from audits.models.onnx.graph_reading import Node

Tensor: TypeAlias = Any
Operator: TypeAlias = Callable[[Node, Sequence[Tensor]], Tensor]

_KNOWN: dict[str, Operator] = {}


def operator(*names: str) -> Callable[[Operator], Operator]:
    """A function that computes the operators of these names."""

    def known(function: Operator) -> Operator:
        _KNOWN.update(dict.fromkeys(names, function))
        return function

    return known


def operators() -> Mapping[str, Operator]:
    """By the name of the operator, the function that computes it."""
    return _KNOWN


def _simple(name: str) -> Operator:
    """An operator that torch has under this name, of as many inputs as there are."""

    def compute(node: Node, inputs: Sequence[Tensor]) -> Tensor:
        import torch

        return getattr(torch, name)(*inputs)

    return compute


# Those without a slope (Round, Floor, Ceil, Sign) are computed: that their gradients are zero is
# for the checks of an attack to see, not for the conversion to hide.
_KNOWN.update(
    {
        name: _simple(torch_name)
        for name, torch_name in {
            "Abs": "abs", "Add": "add", "Atan": "atan", "Ceil": "ceil", "Cos": "cos", "Erf": "erf",
            "Exp": "exp", "Floor": "floor", "Log": "log", "MatMul": "matmul", "Mul": "mul",
            "Neg": "neg", "Pow": "pow", "Reciprocal": "reciprocal", "Relu": "relu",
            "Round": "round", "Sigmoid": "sigmoid", "Sign": "sign", "Sin": "sin", "Sqrt": "sqrt",
            "Sub": "sub", "Tanh": "tanh", "Where": "where", "Greater": "gt", "Less": "lt",
            "GreaterOrEqual": "ge", "LessOrEqual": "le", "Equal": "eq", "And": "logical_and",
            "Or": "logical_or", "Not": "logical_not", "IsNaN": "isnan",
        }.items()
    }
)  # fmt: skip


@operator("Div")
def _div(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    first, second = inputs
    is_real = first.is_floating_point()
    return torch.div(first, second, rounding_mode=None if is_real else "trunc")


@operator("Min", "Max", "Sum")
def _together(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    known: dict[str, Any] = {"Min": torch.minimum, "Max": torch.maximum, "Sum": torch.add}
    two = known[node.operator]
    value = inputs[0]
    for other in inputs[1:]:
        value = two(value, other)
    return value


@operator("Clip")
def _clip(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    low, high = (*inputs[1:], None, None)[:2]
    low = node.attributes.get("min") if low is None else low.item()
    high = node.attributes.get("max") if high is None else high.item()
    return inputs[0] if low is None and high is None else torch.clamp(inputs[0], low, high)


@operator("LeakyRelu", "Elu", "Selu", "Softplus", "HardSigmoid", "HardSwish", "Gelu", "Mish")
def _activation(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch
    from torch.nn import functional

    (x,), a = inputs, node.attributes
    match node.operator:
        case "LeakyRelu":
            return functional.leaky_relu(x, a.get("alpha", 0.01))
        case "Elu":
            return functional.elu(x, a.get("alpha", 1.0))
        case "Selu":
            alpha, gamma = a.get("alpha", 1.6732632), a.get("gamma", 1.0507010)
            return gamma * torch.where(x > 0, x, alpha * (torch.exp(x.clamp(max=0)) - 1))
        case "Softplus":
            return functional.softplus(x)
        case "HardSigmoid":
            return torch.clamp(a.get("alpha", 0.2) * x + a.get("beta", 0.5), 0, 1)
        case "HardSwish":
            return x * torch.clamp(x / 6 + 0.5, 0, 1)
        case "Mish":
            return functional.mish(x)
        case _:
            return functional.gelu(x, approximate=a.get("approximate", "none"))


@operator("PRelu")
def _prelu(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    x, slope = inputs
    return torch.where(x >= 0, x, slope * x)


@operator("Softmax", "LogSoftmax")
def _softmax(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    compute = torch.softmax if node.operator == "Softmax" else torch.log_softmax
    (x,) = inputs
    axis = node.attributes.get("axis")
    if node.opset < 13:  # over everything from the axis on
        axis = 1 if axis is None else axis
        return compute(x.flatten(axis), axis).reshape(x.shape)
    return compute(x, -1 if axis is None else axis)


@operator("Gemm")
def _gemm(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    a = node.attributes
    first = inputs[0].T if a.get("transA") else inputs[0]
    second = inputs[1].T if a.get("transB") else inputs[1]
    alpha, beta = a.get("alpha", 1.0), a.get("beta", 1.0)
    if len(inputs) > 2 and inputs[2] is not None:
        return torch.addmm(inputs[2], first, second, beta=beta, alpha=alpha)
    product = first @ second
    return product if alpha == 1 else alpha * product


@operator("Conv", "ConvTranspose")
def _conv(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    from torch.nn import functional

    x, weight = inputs[:2]
    bias = inputs[2] if len(inputs) > 2 else None
    axes, a = x.ndim - 2, node.attributes
    strides = tuple(a.get("strides") or [1] * axes)
    dilations = tuple(a.get("dilations") or [1] * axes)
    kernel = tuple(weight.shape[2:])
    if node.operator == "ConvTranspose":
        if a.get("output_shape") or a.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
            raise NotImplementedError("ConvTranspose with output_shape or auto_pad")
        begins, ends = _both(a.get("pads"), axes)
        if begins != ends:
            raise NotImplementedError("ConvTranspose with unequal padding")
        transposed = (
            functional.conv_transpose1d, functional.conv_transpose2d, functional.conv_transpose3d
        )[axes - 1]  # fmt: skip
        return transposed(
            x, weight, bias, strides, begins, tuple(a.get("output_padding") or [0] * axes),
            a.get("group", 1), dilations,
        )  # fmt: skip
    x, padding = _padded(x, node, kernel, strides, dilations, 0.0)
    plain = (functional.conv1d, functional.conv2d, functional.conv3d)[axes - 1]
    return plain(x, weight, bias, strides, padding, dilations, a.get("group", 1))


def _both(pads: Sequence[int] | None, axes: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    pads = pads or [0] * 2 * axes
    return tuple(pads[:axes]), tuple(pads[axes:])


def _padded(
    x: Tensor,
    node: Node,
    kernel: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
    value: float,
) -> tuple[Tensor, tuple[int, ...]]:
    """The input with what cannot be left to the layer, and the padding that can."""
    from torch.nn import functional

    axes, kind = len(kernel), node.attributes.get("auto_pad", "NOTSET")
    begins, ends = _both(node.attributes.get("pads"), axes)
    if kind in ("SAME_UPPER", "SAME_LOWER"):
        shape = [
            max(0, (-(-size // step) - 1) * step + (width - 1) * apart + 1 - size)
            for size, width, step, apart in zip(
                x.shape[2:], kernel, strides, dilations, strict=True
            )
        ]
        less, more = (tuple(n // 2 for n in shape), tuple(n - n // 2 for n in shape))
        begins, ends = (less, more) if kind == "SAME_UPPER" else (more, less)
    elif kind == "VALID":
        begins = ends = (0,) * axes
    if begins == ends and value == 0:
        return x, begins
    if not any((*begins, *ends)):
        return x, begins
    around = [n for pair in zip(begins[::-1], ends[::-1], strict=True) for n in pair]
    return functional.pad(x, around, value=value), (0,) * axes


@operator("MaxPool", "AveragePool")
def _pool(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch
    from torch.nn import functional

    (x,), a = inputs, node.attributes
    kernel = tuple(a["kernel_shape"])
    axes = len(kernel)
    strides = tuple(a.get("strides") or [1] * axes)
    dilations = tuple(a.get("dilations") or [1] * axes)
    ceil = bool(a.get("ceil_mode", 0))
    if node.operator == "MaxPool":
        pool = (functional.max_pool1d, functional.max_pool2d, functional.max_pool3d)[axes - 1]
        padded, _ = _padded(x, node, kernel, strides, dilations, float("-inf"))
        return pool(padded, kernel, strides, 0, dilations, ceil)
    if any(n != 1 for n in dilations):
        raise NotImplementedError("AveragePool with dilations")
    average = (functional.avg_pool1d, functional.avg_pool2d, functional.avg_pool3d)[axes - 1]
    padded, left = _padded(x, node, kernel, strides, dilations, 0.0)
    if any(left) and padded is x:
        around = [n for width in left[::-1] for n in (width, width)]
        padded = functional.pad(x, around)
    if ceil and padded is not x:
        raise NotImplementedError("AveragePool with padding and ceil_mode")
    means = average(padded, kernel, strides, 0, ceil)
    if padded is x or a.get("count_include_pad", 0):
        return means
    ones = torch.ones_like(x[:1, :1])
    counted, _ = _padded(ones, node, kernel, strides, dilations, 0.0)
    if counted.shape[2:] != padded.shape[2:]:
        counted = functional.pad(ones, [n for w in left[::-1] for n in (w, w)])
    return means / average(counted, kernel, strides, 0, ceil)


@operator("GlobalAveragePool", "GlobalMaxPool")
def _global_pool(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    (x,) = inputs
    places = tuple(range(2, x.ndim))
    return x.mean(places, True) if node.operator == "GlobalAveragePool" else x.amax(places, True)


@operator("BatchNormalization")
def _batch_norm(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    from torch.nn import functional

    if node.attributes.get("training_mode"):
        raise NotImplementedError("BatchNormalization in training mode")
    x, scale, shift, mean, variance = inputs
    epsilon = node.attributes.get("epsilon", 1e-5)
    return functional.batch_norm(x, mean, variance, scale, shift, False, 0.0, epsilon)


@operator("LayerNormalization", "InstanceNormalization")
def _norm(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    from torch.nn import functional

    x, scale = inputs[:2]
    shift = inputs[2] if len(inputs) > 2 else None
    epsilon = node.attributes.get("epsilon", 1e-5)
    if node.operator == "InstanceNormalization":
        return functional.instance_norm(x, weight=scale, bias=shift, eps=epsilon)
    axis = node.attributes.get("axis", -1) % x.ndim
    return functional.layer_norm(x, x.shape[axis:], scale, shift, epsilon)


@operator("LRN")
def _lrn(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    from torch.nn import functional

    a = node.attributes
    if a["size"] % 2 == 0:
        raise NotImplementedError("LRN of even size")
    return functional.local_response_norm(
        inputs[0], a["size"], a.get("alpha", 1e-4), a.get("beta", 0.75), a.get("bias", 1.0)
    )
