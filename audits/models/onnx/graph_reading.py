"""Nodes of an ONNX graph with their attributes and constants, read from the file's bytes.

Only what a conversion of the main graph needs (onnx.proto, public schema). Sub-graphs are noted and
not read.
"""

import mmap
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.models.onnx.message_fields import (
    DOUBLES,
    FLOATS,
    INT32S,
    INT64S,
    RAW,
    TensorFields,
    node_fields,
    tensor_fields,
)
from audits.models.onnx.protobuf import Broken, Message

Array: TypeAlias = NDArray[Any]
# numpy's types by `TensorProto.DataType`; bfloat16, texts and 8-bit floats are in none.
_TYPES: Mapping[int, str] = {
    1: "f4", 2: "u1", 3: "i1", 4: "u2", 5: "i2", 6: "i4", 7: "i8", 9: "?", 10: "f2", 11: "f8",
    12: "u4", 13: "u8",
}  # fmt: skip
# The most bytes that the constants of a graph may hold; a conversion keeps them all in memory.
MOST_BYTES = 4 << 30


@dataclass(frozen=True)
class Node:
    """One operation.

    attributes: numbers, texts, lists of them, and arrays; a graph is None. opset: the version of
    the default operator set that the file was written for.
    """

    operator: str
    domain: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    opset: int = 0


@dataclass
class Graph:
    """nodes: in the order of the file, each after those that it reads.

    constants: by name, the initialisers, each of its own shape (...).
    """

    nodes: list[Node] = field(default_factory=list)
    constants: dict[str, Array] = field(default_factory=dict)


def read_graph(path: Path, *, most_numbers: int | None = None) -> Graph:
    """The main graph of the file; raises `Broken` where its bytes do not follow the format.

    most_numbers: of a constant that holds more, only the shape and the type are read; its numbers
    are zeros that take no memory.
    """
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as view,
    ):
        return _Reader(view, path.parent, most_numbers).model(0, len(view))


class _Reader(Message):
    def __init__(self, view: memoryview, folder: Path, most_numbers: int | None) -> None:
        super().__init__(view)
        self.folder = folder
        self.most_numbers = most_numbers
        self.graph = Graph()
        self.opset = 0
        self.bytes_left = MOST_BYTES

    def model(self, start: int, stop: int) -> Graph:
        places = list(self.fields(start, stop))
        for number, begin, end in places:
            if number == 8:
                self._opset(begin, end)
        for number, begin, end in places:
            if number == 7:
                self._graph(begin, end)
        return self.graph

    def _opset(self, start: int, stop: int) -> None:
        domain, version = "", 0
        for number, begin, end in self.fields(start, stop):
            if number == 1:
                domain = self.text(begin, end)
            elif number == 2:
                (version,) = self.integers(begin, end)
        if domain in ("", "ai.onnx"):
            self.opset = version

    def _graph(self, start: int, stop: int) -> None:
        for number, begin, end in self.fields(start, stop):
            if number == 1:
                self.graph.nodes.append(self._node(begin, end))
            elif number == 5:
                name, array = self._tensor(begin, end)
                self.graph.constants[name] = array

    def _node(self, start: int, stop: int) -> Node:
        node = node_fields(self, start, stop)
        attributes = dict(self._attribute(*span) for span in node.attributes)
        return Node(node.operator, node.domain, node.inputs, node.outputs, attributes, self.opset)

    def _attribute(self, start: int, stop: int) -> tuple[str, Any]:
        name: str = ""
        value: Any = None
        floats: list[float] = []
        integers: list[int] = []
        texts: list[str] = []
        for number, begin, end in self.fields(start, stop):
            if number == 1:
                name = self.text(begin, end)
            elif number == 2:
                value = float(np.frombuffer(self.view[begin:end], "<f4")[0])
            elif number == 3:
                (value,) = self.integers(begin, end)
            elif number == 4:
                value = self.text(begin, end)
            elif number == 5:
                _, value = self._tensor(begin, end)
            elif number == 7:
                floats += np.frombuffer(self.view[begin:end], "<f4").tolist()
            elif number == 8:
                integers += self.integers(begin, end)
            elif number == 9:
                texts.append(self.text(begin, end))
        return name, value if value is not None else (floats or integers or texts or None)

    def _tensor(self, start: int, stop: int) -> tuple[str, Array]:
        tensor = tensor_fields(self, start, stop)
        name, dims = tensor.name, tensor.dims
        most = self.most_numbers
        if most is not None and (tensor.kind not in _TYPES or prod(dims) > most):
            if any(size < 0 for size in dims):
                raise Broken("a tensor of negative size")
            dtype = np.dtype(_TYPES.get(tensor.kind, "S1" if tensor.kind == 8 else "f4"))
            return name, np.broadcast_to(np.zeros((), dtype), dims)
        if tensor.kind not in _TYPES:
            # Named, so that the operator which reads it is refused and not the file.
            return name, np.zeros(0)
        dtype = np.dtype(_TYPES[tensor.kind]).newbyteorder("<")
        self.bytes_left -= dtype.itemsize * prod(dims)
        if self.bytes_left < 0 or any(size < 0 for size in dims):
            raise Broken("constants of a size that cannot be held")
        numbers = self._numbers(dtype, tensor)
        if len(numbers) != prod(dims):
            raise Broken(f"tensor {name!r} does not have as many numbers as its shape says")
        # torch reads no other byte order than the machine's, and shares no memory of a closed map.
        return name, numbers.astype(dtype.newbyteorder("=")).reshape(dims)

    def _numbers(self, dtype: np.dtype[Any], tensor: TensorFields) -> Array:
        external, data = tensor.external, tensor.places
        if "location" in external:
            size = external.get("length")
            with (self.folder / external["location"]).open("rb") as file:
                file.seek(int(external.get("offset") or 0))
                return np.frombuffer(file.read(int(size) if size else -1), dtype)
        if RAW in data:
            begin, end = data[RAW][-1]
            return np.frombuffer(self.view[begin:end], dtype).copy()
        whole: list[int] = []
        for number in (INT32S, INT64S):
            for begin, end in data.get(number, ()):
                whole += self.integers(begin, end)
        if whole:
            if tensor.kind == 10:  # halves stand in int32 as their bits
                return np.array(whole, "<u2").view("<f2")
            return np.array(whole).astype(dtype)
        parts = [
            np.frombuffer(self.view[begin:end], "<f4" if number == FLOATS else "<f8")
            for number in (FLOATS, DOUBLES)
            for begin, end in data.get(number, ())
        ]
        return np.concatenate(parts).astype(dtype) if parts else np.zeros(0, dtype)
