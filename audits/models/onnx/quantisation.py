"""Smaller copies of an ONNX file by onnxruntime's own tools: 8 bits, or floats of 16.

They parse the graph with the package `onnx`, which is installed apart (`evenhand[variants]`).

path: a graph in a folder of its own, which the tools write beside; target: what is written.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from audits.errors import NotApplicable
from audits.models import Compression

Fed = Sequence[Mapping[str, NDArray[Any]]]
_MISSING = "the package onnx, with which onnxruntime's tools read a graph, is not installed here"
# `TensorProto.DataType` of onnx.proto.
_FLOAT, _UINT8, _INT8, _FLOAT16 = 1, 2, 3, 10
# Operators that change places or types of numbers, which nobody misses among the quantised.
_MINOR = frozenset({"Cast", "Constant", "Identity", "Reshape", "Flatten", "Shape", "ZipMap"})


def quantised(path: Path, target: Path, how: Compression, calibration: Fed) -> str:
    """Write the smaller copy, and say what was changed.

    calibration: tensors to feed, one call each, shape (1, ...), of which `STATIC_INT8` takes its
    ranges. Raises `NotApplicable` where the package is not there, or nothing of the graph can be
    changed so.
    """
    if find_spec("onnx") is None:
        raise NotApplicable(_MISSING, "install it: pip install 'evenhand[variants]'")
    import onnx

    before = onnx.load(str(path), load_external_data=False).graph
    operators = {node.op_type for node in before.node}
    changed = 0
    if how is Compression.FP16 or operators & _quantised_kinds(how):
        with _quietly():
            _write(path, target, how, calibration)
        after = onnx.load(str(target), load_external_data=False).graph
        kinds = {_FLOAT16} if how is Compression.FP16 else {_INT8, _UINT8}
        changed = _tensors(after, kinds) - _tensors(before, kinds)
    if changed < 1:
        names = ", ".join(sorted(operators - _MINOR)) or "none that computes"
        raise NotApplicable(
            f"onnxruntime changes no weights of the graph's operators to {how}: {names}",
            f"leave {str(how)!r} out of `variants`",
        )
    left = _tensors(after, {_FLOAT})
    bits = "16" if how is Compression.FP16 else "8"
    rest = f", {left} left in 32" if left else ""
    return f"{changed} tensors of weights in {bits} bits{rest}"


def _quantised_kinds(how: Compression) -> frozenset[str]:
    """The operators that onnxruntime has in 8 bits."""
    from onnxruntime.quantization import registry

    dynamic = how is Compression.DYNAMIC_INT8
    return frozenset(registry.IntegerOpsRegistry if dynamic else registry.QLinearOpsRegistry)


def _write(path: Path, target: Path, how: Compression, calibration: Fed) -> None:
    import onnx
    from onnxruntime import quantization

    beside = any(init.external_data for init in _initialisers(path))
    if how is Compression.FP16:
        from onnxruntime.transformers.float16 import convert_float_to_float16

        halved = convert_float_to_float16(onnx.load(str(path)), keep_io_types=True)
        onnx.save(halved, str(target), save_as_external_data=beside, location=f"{target.name}.data")
        return
    source = path.with_name(f"prepared-{path.name}")
    try:
        # Norms are folded into what they follow. Sizes are left to onnx: sympy's are not needed.
        quantization.quant_pre_process(
            str(path), str(source), skip_symbolic_shape=True, save_as_external_data=beside
        )
    except Exception:  # a tool's own errors are of any kind; the graph may do without
        source = path
    # Behind an operator of another domain onnx infers no type: what is fed are floats.
    options = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    if how is Compression.DYNAMIC_INT8:
        quantization.quantize_dynamic(
            str(source), str(target), use_external_data_format=beside, extra_options=options
        )
        return
    quantization.quantize_static(
        str(source), str(target), _Rows(calibration), use_external_data_format=beside,
        extra_options=options,
    )  # fmt: skip


class _Rows:
    """Rows in the form that onnxruntime's calibration asks for: one after the other, then None."""

    def __init__(self, fed: Fed) -> None:
        self._rows = iter(fed)

    def get_next(self) -> dict[str, NDArray[Any]] | None:
        fed = next(self._rows, None)
        return None if fed is None else dict(fed)

    def __iter__(self) -> "_Rows":
        return self

    def __next__(self) -> dict[str, NDArray[Any]]:
        return dict(next(self._rows))

    def set_range(self, start_index: int, end_index: int) -> None:
        """Asked for by large calibrations alone, which this is none of."""


def _initialisers(path: Path) -> Any:
    import onnx

    return onnx.load(str(path), load_external_data=False).graph.initializer


def _tensors(graph: Any, kinds: set[int]) -> int:
    """Tensors of these types that have rows: scales and zero points have none."""
    return sum(init.data_type in kinds and len(init.dims) > 1 for init in graph.initializer)


@contextmanager
def _quietly() -> Iterator[None]:
    """The tools write advice to the root logger, and give it a handler where it has none."""
    root, before = logging.getLogger(), logging.root.manager.disable
    silent = logging.NullHandler()
    root.addHandler(silent)
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
        root.removeHandler(silent)
