"""What an ONNX file says about itself, read from its bytes before any runtime opens it.

Only the fields that matter are walked (onnx.proto, public schema): the nodes and what they read,
class labels, small tables, parameter counts, and every place that external data may be named:
initialisers, node attributes, sub-graphs, sparse tensors, functions.
"""

import mmap
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from struct import unpack

from audits.errors import Refused
from audits.models.onnx.protobuf import Broken, Message

_MOST_DEPTH = 64

# Field numbers of onnx.proto.
_MODEL_GRAPH, _MODEL_METADATA, _MODEL_TRAINING, _MODEL_FUNCTIONS = 7, 14, 20, 25
_GRAPH_NODE, _GRAPH_INITIALIZER, _GRAPH_INPUT, _GRAPH_SPARSE = 1, 5, 11, 15
_NODE_INPUT, _NODE_OUTPUT, _NODE_OPERATOR, _NODE_ATTRIBUTE = 1, 2, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_S, _ATTRIBUTE_TENSOR, _ATTRIBUTE_GRAPH = 1, 4, 5, 6
_ATTRIBUTE_INTS, _ATTRIBUTE_STRINGS, _ATTRIBUTE_TENSORS, _ATTRIBUTE_GRAPHS = 8, 9, 10, 11
_ATTRIBUTE_SPARSE, _ATTRIBUTE_SPARSES = 22, 23
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_STRINGS, _TENSOR_INT64S, _TENSOR_NAME = 1, 2, 6, 7, 8
_TENSOR_RAW, _TENSOR_EXTERNAL, _TENSOR_INT32S = 9, 13, 5
_STRING, _INT64, _INT32, _HALVES = 8, 7, 6, (10, 16)
_FUNCTION_NODE, _FUNCTION_ATTRIBUTE = 7, 11

# Attributes of trees, support vector machines and linear models that hold what they learnt.
_NODES, _NODE_NUMBERS, _ROOTS = "nodes_featureids", "nodes_nodeids", "tree_roots"
_VECTORS, _PER_CLASS, _SUPPORTS = "support_vectors", "vectors_per_class", "n_supports"
_WEIGHTS = ("coefficients", "intercepts", "rho")
_ATTRIBUTE_I, _ATTRIBUTE_FLOATS = 3, 7
PARTS = ("trees", "tree nodes", "support vectors", "numbers in support vectors", "weights")

_CLASS_LABELS = ("classlabels_strings", "classlabels_int64s", "classlabels_ints")
# A table of classes is no longer than this.
_MOST_IN_TABLE = 10_000
_HIGH = bytes(range(0x80, 0x100))


@dataclass
class OnnxFile:
    """producers: output name -> operator; labels: of the classifier or ZipMap, as text.

    sources: output name -> what its node reads. tables: name of a small constant of texts or
    whole numbers -> its values as text. operators: of all nodes, those of sub-graphs included.
    halves: whether numbers of 16 bits stand among the weights. parameters: numbers in tensors.
    parts: what else it learnt, which stands in attributes of nodes: trees, tree nodes, support
    vectors and the numbers in them, weights; in that order, and only what is there.
    """

    external: set[str] = field(default_factory=set)
    producers: dict[str, str] = field(default_factory=dict)
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    operators: set[str] = field(default_factory=set)
    halves: bool = False
    post_transforms: dict[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    parameters: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)


def scan_onnx(path: Path) -> OnnxFile:
    """Walk the file; raises `Refused` (code bad_onnx) where it is no ONNX model."""
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as view,
        ):
            file_read = _Scan(view).model(0, len(view))
    except (Broken, ValueError, IndexError) as error:
        raise Refused.because(
            "model", f"{path.name} is no ONNX file, or a broken one: its bytes do not follow the "
            "format", "export it again", "bad_onnx",
        ) from error  # fmt: skip
    if not file_read.producers and not file_read.parameters:
        raise Refused.because(
            "model", f"{path.name} holds no ONNX graph", "export it again", "bad_onnx"
        )
    return file_read


class _Scan(Message):
    def __init__(self, view: memoryview) -> None:
        super().__init__(view)
        self._found = OnnxFile()
        self._last_table: tuple[str, ...] | None = None  # of the tensor that was walked last
        self._name = ""  # of the attribute that is being walked

    def model(self, start: int, stop: int) -> OnnxFile:
        for number, begin, end in self.fields(start, stop):
            if number == _MODEL_GRAPH:
                self._graph(begin, end, 0)
            elif number == _MODEL_METADATA:
                key, value = self.pair(begin, end)
                self._found.metadata[key] = value
            elif number == _MODEL_FUNCTIONS:
                self._function(begin, end)
            elif number == _MODEL_TRAINING:
                for tag, inner, outer in self.fields(begin, end):
                    if tag in (1, 2):  # initialization and algorithm
                        self._graph(inner, outer, 1)
        return self._found

    def _graph(self, start: int, stop: int, depth: int) -> None:
        if depth > _MOST_DEPTH:
            raise Broken(f"graphs nested more than {_MOST_DEPTH} deep")
        for number, begin, end in self.fields(start, stop):
            if number == _GRAPH_NODE:
                self._node(begin, end, depth)
            elif number == _GRAPH_INITIALIZER:
                self._found.parameters += self._tensor(begin, end)
            elif number == _GRAPH_SPARSE:
                self._sparse(begin, end)

    def _function(self, start: int, stop: int) -> None:
        for number, begin, end in self.fields(start, stop):
            if number == _FUNCTION_NODE:
                self._node(begin, end, 1)
            elif number == _FUNCTION_ATTRIBUTE:
                self._attribute(begin, end, 1)

    def _node(self, start: int, stop: int, depth: int) -> None:
        outputs, operator, transform = [], "", ""
        inputs: list[str] = []
        self._last_table = None
        for number, begin, end in self.fields(start, stop):
            if number == _NODE_INPUT:
                inputs.append(self.text(begin, end))
            elif number == _NODE_OUTPUT:
                outputs.append(self.text(begin, end))
            elif number == _NODE_OPERATOR:
                operator = self.text(begin, end)
            elif number == _NODE_ATTRIBUTE:
                transform = self._attribute(begin, end, depth) or transform
        self._found.operators.add(operator)
        if depth == 0:
            if operator == "Constant" and outputs and self._last_table is not None:
                self._found.tables[outputs[0]] = self._last_table
            for name in outputs:
                self._found.producers[name] = operator
                self._found.sources[name] = tuple(inputs)
                if transform:
                    self._found.post_transforms[name] = transform

    def _attribute(self, start: int, stop: int, depth: int) -> str:
        """Returns the value of `post_transform`, else an empty text."""
        name, single, strings, numbers = "", "", [], []
        self._name = ""

        def is_passable() -> bool:
            return name not in (*_CLASS_LABELS, _PER_CLASS)

        for number, begin, end in self.fields(start, stop, runs=is_passable):
            if number == _ATTRIBUTE_NAME:
                name = self._name = self.text(begin, end)
            elif number == _ATTRIBUTE_S and name == "post_transform":
                single = self.text(begin, end)
            elif number in (_ATTRIBUTE_TENSOR, _ATTRIBUTE_TENSORS):
                self._found.parameters += self._tensor(begin, end)
            elif number in (_ATTRIBUTE_GRAPH, _ATTRIBUTE_GRAPHS):
                self._graph(begin, end, depth + 1)
            elif number in (_ATTRIBUTE_SPARSE, _ATTRIBUTE_SPARSES):
                self._sparse(begin, end)
            elif number == _ATTRIBUTE_I and name == _SUPPORTS:
                self._add("support vectors", self.integers(begin, end)[0])
            elif number == _ATTRIBUTE_FLOATS:
                self._floats((end - begin) // 4)
            elif number == _ATTRIBUTE_INTS and name not in _CLASS_LABELS:
                self._integers(self.integers(begin, end))
            elif name in _CLASS_LABELS and number == _ATTRIBUTE_STRINGS:
                strings.append(self.text(begin, end))
            elif name in _CLASS_LABELS and number == _ATTRIBUTE_INTS:
                numbers += [str(value) for value in self.integers(begin, end)]
        if (strings or numbers) and not self._found.labels:
            self._found.labels = tuple(strings or numbers)
        return single

    def behind_run(self, start: int, stop: int) -> int:
        """As in a message; what is passed over is counted where it is what a model learnt."""
        end = super().behind_run(start, stop)
        if end > start and self.view[start] == 0x3D:
            self._floats((end - start) // 5)
        elif end > start and self._name in (_NODES, _NODE_NUMBERS, _ROOTS):
            run = bytes(self.view[start:end])
            if self._name == _NODE_NUMBERS:
                # A key and the number 0, which begins each tree; no other bytes look so.
                self._add("trees", run.count(b"\x40\x00"))
            else:
                # Each field has two bytes under 0x80: its key, and the last one of its number.
                count = len(run.translate(None, _HIGH)) // 2
                self._add("tree nodes" if self._name == _NODES else "trees", count)
        return end

    def _integers(self, numbers: Sequence[int]) -> None:
        if self._name == _NODE_NUMBERS:
            self._add("trees", sum(number == 0 for number in numbers))
        elif self._name == _PER_CLASS:
            self._add("support vectors", sum(numbers))
        elif self._name in (_NODES, _ROOTS):
            self._add("tree nodes" if self._name == _NODES else "trees", len(numbers))

    def _floats(self, count: int) -> None:
        if self._name == _VECTORS:
            self._add("numbers in support vectors", count)
        elif self._name in _WEIGHTS:
            self._add("weights", count)

    def _add(self, kind: str, count: int) -> None:
        parts = {**self._found.parts, kind: self._found.parts.get(kind, 0) + count}
        self._found.parts = {name: parts[name] for name in PARTS if parts.get(name)}

    def _sparse(self, start: int, stop: int) -> None:
        for number, begin, end in self.fields(start, stop):
            if number in (1, 2):  # values and indices
                self._found.parameters += self._tensor(begin, end)

    def _tensor(self, start: int, stop: int) -> int:
        """Returns how many elements the tensor says it has."""
        dims: list[int] = []
        name, kind = "", 0
        spans: list[tuple[int, int, int]] = []
        for number, begin, end in self.fields(start, stop):
            if number == _TENSOR_DIMS:
                dims += self.integers(begin, end)
            elif number == _TENSOR_TYPE:
                (kind,) = self.integers(begin, end)[:1] or (0,)
            elif number == _TENSOR_NAME:
                name = self.text(begin, end)
            elif number in (_TENSOR_STRINGS, _TENSOR_INT64S, _TENSOR_INT32S, _TENSOR_RAW):
                if len(spans) <= _MOST_IN_TABLE:
                    spans.append((number, begin, end))
            elif number == _TENSOR_EXTERNAL:
                key, value = self.pair(begin, end)
                if key == "location":
                    self._found.external.add(value)
        if any(dim < 0 for dim in dims):
            raise Broken("a tensor of negative size")
        count = prod(dims) if dims else 1
        self._found.halves |= kind in _HALVES
        self._last_table = None
        if kind in (_STRING, _INT64, _INT32) and count <= _MOST_IN_TABLE:
            self._last_table = self._found.tables[name] = self._values(spans, kind)
        return count

    def _values(self, spans: Sequence[tuple[int, int, int]], kind: int) -> tuple[str, ...]:
        """A small tensor of texts or of whole numbers, as text."""
        width, code = (8, "q") if kind == _INT64 else (4, "i")
        values: list[str] = []
        for number, begin, end in spans:
            if number == _TENSOR_STRINGS:
                values.append(self.text(begin, end))
            elif number in (_TENSOR_INT64S, _TENSOR_INT32S):
                values += map(str, self.integers(begin, end))
            else:
                raw = bytes(self.view[begin:end])
                whole = len(raw) // width
                values += map(str, unpack(f"<{whole}{code}", raw[: width * whole]))
        return tuple(values)
