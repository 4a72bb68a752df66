"""A session over an ONNX file that was checked first. No other module names the runtime."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure
from audits.models.onnx.external_data import check_external
from audits.models.onnx.file import OnnxFile, scan_onnx
from audits.models.onnx.refusals import SOUND, loading
from audits.models.onnx.traced_sizes import rows_taken, told_steps

TYPES: Mapping[str, np.dtype] = {
    "tensor(float)": np.dtype(np.float32), "tensor(double)": np.dtype(np.float64),
    "tensor(float16)": np.dtype(np.float16), "tensor(string)": np.dtype(object),
    "tensor(int64)": np.dtype(np.int64), "tensor(int32)": np.dtype(np.int32),
    "tensor(int16)": np.dtype(np.int16), "tensor(int8)": np.dtype(np.int8),
    "tensor(uint8)": np.dtype(np.uint8), "tensor(bool)": np.dtype(bool),
}  # fmt: skip
_PLACES = re.compile(r"\[ONNXRuntimeError\] : \d+ : \w+ : |/\S+\.(?:cc|h):\d+ |onnxruntime::\S+ ")


@dataclass(frozen=True)
class Input:
    """One input of the graph. width: columns of a matrix; None where open or a vector."""

    name: str
    type: str
    shape: tuple[int | None, ...]

    @property
    def dtype(self) -> np.dtype:
        """The type of numpy that the graph takes here."""
        return TYPES[self.type]

    @property
    def is_picture(self) -> bool:
        """Whether it takes pictures: four axes."""
        return len(self.shape) == 4

    @property
    def is_sound(self) -> bool:
        """Whether its name says that it takes waveforms."""
        return len(self.shape) in (2, 3) and SOUND.search(self.name.lower()) is not None

    @property
    def width(self) -> int | None:
        """How many columns a row has here; None where the graph leaves it open."""
        return self.shape[1] if len(self.shape) == 2 else 1


class Runtime:
    """A session over a checked file. Nothing of the framework leaves this module."""

    def __init__(self, path: Path, *, threads: int = 1, scanned: OnnxFile | None = None) -> None:
        self.path, self.threads = path, threads
        self.file: OnnxFile = scan_onnx(path) if scanned is None else scanned
        check_external(path, self.file.external)
        # Its wheels report model names and weight hashes unless this stands before the import.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as state

        self._errors: tuple[type[Exception], ...] = (
            RuntimeError, ValueError, IndexError, TypeError,
            *(item for item in vars(state).values()
              if isinstance(item, type) and issubclass(item, Exception)),
        )  # fmt: skip
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.use_deterministic_compute = True
        providers = [
            provider
            for provider in ("CUDAExecutionProvider", "CPUExecutionProvider")
            if provider in onnxruntime.get_available_providers()
        ]
        try:
            self.session = onnxruntime.InferenceSession(str(path), options, providers=providers)
            self.inputs = tuple(
                Input(item.name, item.type, tuple(_sizes(item.shape)))
                for item in self.session.get_inputs()
            )
            self.outputs = tuple(
                Input(item.name, item.type, tuple(_sizes(item.shape)))
                for item in self.session.get_outputs()
            )
            self.metadata: dict[str, str] = dict(self.session.get_modelmeta().custom_metadata_map)
        except self._errors as error:
            raise loading(str(error)) from error

    @property
    def engine(self) -> str:
        """What runs the graph, on what, with how many threads."""
        import onnxruntime

        provider = self.session.get_providers()[0].removesuffix("ExecutionProvider")
        threads = f"{self.threads} thread{'' if self.threads == 1 else 's'}"
        return f"onnxruntime {onnxruntime.__version__} on {provider}, {threads}"

    def run(self, names: Sequence[str], fed: Mapping[str, NDArray[Any]]) -> list[Any]:
        """One call; memory that runs out is a `MemoryError`, all else a `ModelFailure`.

        names: of the outputs, in whose order they are returned. fed: of each input its array, with
        its shape (rows, ...).
        """
        try:
            outputs: list[Any] = self.session.run(list(names), dict(fed))
        except self._errors as error:
            text = str(error)
            if "bad_alloc" in text or "llocat" in text:
                raise MemoryError(text[:200]) from error
            steps = told_steps(fed, self._open_inputs, self._runs)
            raise ModelFailure(f"the model failed: {steps or _inside(text)}") from error
        return outputs

    def rows_taken(self, fed: Mapping[str, NDArray[Any]]) -> int | None:
        """How many rows a call takes that the graph keeps from its export; None where it is open.

        fed: of each input its array, shape (rows, ...), which the graph has failed at.
        """
        return rows_taken(fed, self._runs)

    @property
    def _open_inputs(self) -> tuple[str, ...]:
        return tuple(i.name for i in self.inputs if len(i.shape) > 1 and i.shape[1] is None)

    def _runs(self, fed: Mapping[str, NDArray[Any]]) -> bool:
        try:
            self.session.run(None, dict(fed))
        except self._errors:
            return False
        return True


def _sizes(shape: Sequence[object]) -> list[int | None]:
    return [size if isinstance(size, int) and size > 0 else None for size in shape]


def _inside(text: str) -> str:
    """What a node objects to, without codes and places in the runtime's own source."""
    message = re.sub(
        r"\[ONNXRuntimeError\] : \d+ : \w+ : |/\S+\.(?:cc|h):\d+ |onnxruntime::\S+ ", "", text
    )
    return message.strip()[:300]
