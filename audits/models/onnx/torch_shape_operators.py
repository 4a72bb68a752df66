"""Operators of ONNX graphs that move, choose and join values, as torch does them.

Each takes the node and its inputs (None where one is left out) and gives one tensor, or several.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from audits.models.onnx.graph_reading import Node
from audits.models.onnx.torch_operators import Tensor, operator

_CASTS = {1: "float32", 6: "int32", 7: "int64", 9: "bool", 10: "float16", 11: "float64"}


def _given(node: Node, inputs: Sequence[Tensor], index: int, name: str) -> list[int] | None:
    """Whole numbers that are an input in newer operator sets and an attribute in older ones."""
    if len(inputs) > index and inputs[index] is not None:
        return [int(value) for value in inputs[index].reshape(-1).tolist()]
    given = node.attributes.get(name)
    return None if given is None else list(given)


@operator("Identity", "Dropout")
def _same(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    return inputs[0]


@operator("Constant")
def _constant(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    ((name, value),) = node.attributes.items()
    if name == "value":
        return torch.from_numpy(np.array(value))
    dtype = torch.float32 if "float" in name else torch.int64
    return torch.tensor(value, dtype=dtype)


@operator("ConstantOfShape")
def _filled(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    value = node.attributes.get("value")
    filling = torch.zeros(1) if value is None else torch.from_numpy(np.array(value))
    return filling.reshape(-1)[0].expand([int(n) for n in inputs[0].tolist()]).clone()


@operator("Cast")
def _cast(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    if node.attributes["to"] not in _CASTS:
        raise NotImplementedError(f"Cast to type {node.attributes['to']}")
    return inputs[0].to(getattr(torch, _CASTS[node.attributes["to"]]))


@operator("Shape")
def _shape(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    first, last = node.attributes.get("start", 0), node.attributes.get("end")
    return torch.tensor(list(inputs[0].shape)[first:last], dtype=torch.int64)


@operator("Reshape")
def _reshape(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    shape = _given(node, inputs, 1, "shape") or []
    if not node.attributes.get("allowzero"):
        shape = [inputs[0].shape[axis] if size == 0 else size for axis, size in enumerate(shape)]
    return inputs[0].reshape(shape)


@operator("Flatten")
def _flatten(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    (x,) = inputs
    axis = node.attributes.get("axis", 1)
    axis = axis + x.ndim if axis < 0 else axis
    return x.reshape(1, -1) if axis == 0 else x.reshape(int(np.prod(x.shape[:axis])), -1)


@operator("Transpose")
def _transpose(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    order = node.attributes.get("perm") or range(inputs[0].ndim)[::-1]
    return inputs[0].permute(*order)


@operator("Squeeze")
def _squeeze(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    axes = _given(node, inputs, 1, "axes")
    return inputs[0].squeeze() if axes is None else inputs[0].squeeze(tuple(axes))


@operator("Unsqueeze")
def _unsqueeze(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    axes = _given(node, inputs, 1, "axes") or []
    x = inputs[0]
    for axis in sorted(axis % (x.ndim + len(axes)) for axis in axes):
        x = x.unsqueeze(axis)
    return x


@operator("Concat")
def _concat(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    return torch.cat(list(inputs), dim=node.attributes["axis"])


@operator("Split")
def _split(node: Node, inputs: Sequence[Tensor]) -> tuple[Tensor, ...]:
    import torch

    axis = node.attributes.get("axis", 0)
    sizes = _given(node, inputs, 1, "split")
    if sizes is None:
        each = -(-inputs[0].shape[axis] // len(node.outputs))
        return tuple(torch.split(inputs[0], each, axis))
    return tuple(torch.split(inputs[0], sizes, axis))


@operator("Slice")
def _slice(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    x = inputs[0]
    starts, ends = _given(node, inputs, 1, "starts") or [], _given(node, inputs, 2, "ends") or []
    axes = _given(node, inputs, 3, "axes") or list(range(len(starts)))
    steps = _given(node, inputs, 4, "steps") or [1] * len(starts)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        places = range(x.shape[axis])[start:end:step] if step > 0 else (
            range(x.shape[axis])[slice(start, None if end < -x.shape[axis] else end, step)]
        )  # fmt: skip
        x = torch.index_select(x, axis % x.ndim, torch.tensor(list(places), dtype=torch.int64))
    return x


@operator("Gather")
def _gather(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    x, places = inputs
    axis = node.attributes.get("axis", 0) % x.ndim
    flat = torch.where(places < 0, places + x.shape[axis], places).reshape(-1)
    gathered = torch.index_select(x, axis, flat)
    return gathered.reshape([*x.shape[:axis], *places.shape, *x.shape[axis + 1 :]])


@operator("GatherND")
def _gather_nd(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    x, places = inputs
    if node.attributes.get("batch_dims"):
        raise NotImplementedError("GatherND of each row apart")
    # torch counts negative places from the end too.
    return x[places.unbind(-1)]


@operator("Range")
def _range(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    start, limit, step = (each.reshape(()).item() for each in inputs)
    return torch.arange(start, limit, step, dtype=inputs[0].dtype)


@operator("Expand")
def _expand(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    x, shape = inputs[0], [int(size) for size in inputs[1].tolist()]
    width = max(x.ndim, len(shape))
    own = [1] * (width - x.ndim) + list(x.shape)
    shape = [1] * (width - len(shape)) + shape
    # A side of 1 in what is asked for leaves the tensor's own.
    return x.expand([one if two == 1 else two for one, two in zip(own, shape, strict=True)])


@operator("Pad")
def _pad(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    from torch.nn import functional

    x, mode = inputs[0], node.attributes.get("mode", "constant")
    pads = _given(node, inputs, 1, "pads") or []
    axes = _given(node, inputs, 3, "axes") or list(range(x.ndim))
    begins, ends = [0] * x.ndim, [0] * x.ndim
    for dimension, axis in enumerate(axes):
        begins[axis], ends[axis] = pads[dimension], pads[dimension + len(axes)]
    value = node.attributes.get("value", 0.0)
    if len(inputs) > 2 and inputs[2] is not None:
        value = inputs[2].item()
    # torch counts from the last axis, and reflects those at the end alone.
    first = next(
        (dimension for dimension in range(x.ndim) if begins[dimension] or ends[dimension]), x.ndim
    )
    around = [
        n for dimension in range(first, x.ndim)[::-1] for n in (begins[dimension], ends[dimension])
    ]  # fmt: skip
    if not around:
        return x
    if mode == "constant":
        return functional.pad(x, around, value=value)
    return functional.pad(x, around, mode={"edge": "replicate"}.get(mode, mode))


@operator("ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceL2")
def _reduce(node: Node, inputs: Sequence[Tensor]) -> Tensor:
    import torch

    x, keep = inputs[0], bool(node.attributes.get("keepdims", 1))
    axes = _given(node, inputs, 1, "axes")
    if axes is None:
        if node.attributes.get("noop_with_empty_axes"):
            return x
        axes = list(range(x.ndim))
    reduce: Any = {
        "ReduceMean": torch.mean, "ReduceSum": torch.sum, "ReduceMax": torch.amax,
        "ReduceMin": torch.amin, "ReduceL2": torch.linalg.vector_norm,
    }[node.operator]  # fmt: skip
    return reduce(x, dim=tuple(axes), keepdim=keep)
