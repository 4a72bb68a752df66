"""An ONNX graph computed by torch in another precision than its own, in the place of the session.

What it answers is held beside the session's first: a conversion that answers otherwise in the
graph's own precision says nothing about precision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure, NotApplicable
from audits.models.onnx.graph_reading import Node
from audits.models.onnx.session import Runtime
from audits.models.onnx.torch_conversion import Converted, convert
from audits.models.onnx.torch_operators import Operator, Tensor

REMEDY = "leave this way of asking out of account"
# How far the conversion may lie from the session in the graph's own precision.
CLOSE = 1e-4


class InOtherPrecision(Runtime):
    """A session's graph, for one of its outputs. precision: a name of torch's, such as float64."""

    def __init__(self, runtime: Runtime, output: str, precision: str) -> None:
        self.path, self.threads, self.file = runtime.path, runtime.threads, runtime.file
        self.inputs, self.outputs, self.metadata = (
            runtime.inputs, runtime.outputs, runtime.metadata,
        )  # fmt: skip
        self._own, self._output, self._precision = runtime, output, precision
        try:
            self._converted, _ = convert(runtime.path, output, keeps_ending=True)
        except (NotApplicable, ModelFailure) as error:
            raise NotApplicable(
                "its graph has operators that torch does not compute here, so that it cannot be "
                "asked in another precision", REMEDY,
            ) from error  # fmt: skip
        self._other = in_precision(self._converted, precision)
        self._is_checked = False

    @property
    def engine(self) -> str:
        """What computes the graph."""
        import torch

        return f"torch {torch.__version__} in {self._precision}"

    def run(self, names: Sequence[str], fed: Mapping[str, NDArray[Any]]) -> list[Any]:
        """The output in float64. names: that output alone. fed: by input, shape (rows, ...).

        Raises `NotApplicable` where the conversion does not give the session's own answers.
        """
        assert list(names) == [self._output]
        if not self._is_checked:
            (own,) = self._own.run(names, fed)
            again = _computed(self._converted, fed, None)
            if not np.allclose(np.asarray(own, dtype=np.float64), again, rtol=CLOSE, atol=CLOSE):
                raise NotApplicable(
                    "torch computes other answers than the session in its own precision", REMEDY
                )
            self._is_checked = True
        return [_computed(self._other, fed, self._precision)]


def in_precision(converted: Converted, precision: str) -> Converted:
    """The same graph with every real number in this precision.

    precision: a name of torch's. A cast between precisions of the graph's own hands on what it is
    given.
    """
    return replace(
        converted,
        steps=tuple((_kept(compute, precision), node) for compute, node in converted.steps),
        constants={name: _to(tensor, precision) for name, tensor in converted.constants.items()},
    )


def _kept(compute: Operator, precision: str) -> Operator:
    def computed(node: Node, inputs: Sequence[Tensor]) -> Any:
        result = compute(node, inputs)
        if node.operator == "Cast" and result.is_floating_point():
            return (
                _to(inputs[0], precision)
                if inputs[0].is_floating_point()
                else _to(result, precision)
            )
        if isinstance(result, tuple):
            return tuple(_to(one, precision) for one in result)
        return _to(result, precision)

    return computed


def _to(tensor: Tensor, precision: str) -> Tensor:
    import torch

    is_real = tensor is not None and tensor.is_floating_point()
    return tensor.to(getattr(torch, precision)) if is_real else tensor


def _computed(
    converted: Converted, fed: Mapping[str, NDArray[Any]], precision: str | None
) -> NDArray[np.float64]:
    import torch

    tensors = {}
    for name, array in fed.items():
        if array.dtype.kind not in "fiub":
            raise NotApplicable("it reads texts, which torch does not", REMEDY)
        tensor = torch.from_numpy(np.ascontiguousarray(array))
        tensors[name] = tensor if precision is None else _to(tensor, precision)
    with torch.inference_mode():
        return np.asarray(converted(tensors).to(torch.float64).numpy())
