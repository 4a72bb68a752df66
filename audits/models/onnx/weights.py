"""Where the learnt numbers of an ONNX file lie, layer by layer, found in its bytes (onnx.proto).

Weights are tensors that a node computes with, and the coefficients of linear models, support
vector machines and the leaves of trees (ai.onnx.ml). Shapes, sizes, thresholds of splits, scalers
and vocabularies are no weights here: shuffled, they would make another architecture.
"""

import mmap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from audits.models.onnx.message_fields import node_fields
from audits.models.onnx.protobuf import Broken
from audits.models.onnx.tensors import Strip, Tensors, strip_of

# Operators whose tensors say how to compute, not what was learnt.
_SETTINGS = frozenset({"Resize", "Upsample", "OneHot", "Range", "Pad", "Clip", "NonMaxSuppression"})
# Operators that multiply their input by a matrix.
_PRODUCTS = frozenset({"MatMul", "Gemm", "Conv", "ConvTranspose", "RNN", "LSTM", "GRU", "Einsum"})
_LINEAR = frozenset({"LinearClassifier", "LinearRegressor"})
_LEARNT: Mapping[str, tuple[str, ...]] = {
    "LinearClassifier": ("coefficients", "intercepts"),
    "LinearRegressor": ("coefficients", "intercepts"),
    "SVMClassifier": ("coefficients",),
    "SVMRegressor": ("coefficients",),
    "TreeEnsembleClassifier": ("class_weights", "class_weights_as_tensor"),
    "TreeEnsembleRegressor": ("target_weights", "target_weights_as_tensor"),
    "TreeEnsemble": ("leaf_weights",),
}
_DEEPEST = 64


def layers_of(path: Path) -> tuple[tuple[Strip, ...], ...]:
    """The weights of each node that has some, in the order of the graph, input first."""
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as view,
    ):
        finder = _Finder(view)
        for number, begin, end in finder.fields(0, len(view)):
            if number == 7:  # the graph
                finder.graph(begin, end, {}, None, 0)
        by_layer: dict[int, list[Strip]] = {}
        # What two nodes share belongs to the one nearer the output.
        for strip, node in finder.owner.items():
            by_layer.setdefault(node, []).append(strip)
    return tuple(tuple(by_layer[node]) for node in sorted(by_layer))


class _Finder(Tensors):
    def __init__(self, view: memoryview) -> None:
        super().__init__(view)
        self.owner: dict[Strip, int] = {}

    def graph(
        self, start: int, stop: int, scope: Mapping[str, Strip], layer: int | None, depth: int
    ) -> None:
        """scope: tensors of the graphs around this one; layer: its node, inside a sub-graph."""
        if depth > _DEEPEST:
            raise Broken(f"graphs nested more than {_DEEPEST} deep")
        known = dict(scope)
        nodes = []
        for number, begin, end in self.fields(start, stop):
            if number == 1:
                nodes.append((begin, end))
            elif number == 5:
                name, strip = self.tensor(begin, end)
                if strip is not None:
                    known[name] = strip
        for index, (begin, end) in enumerate(nodes):
            self.node(begin, end, known, index if layer is None else layer, depth)

    def node(self, start: int, stop: int, known: dict[str, Strip], layer: int, depth: int) -> None:
        node = node_fields(self, start, stop)
        operator, strips = node.operator, []
        named = {self.name(begin, end): (begin, end) for begin, end in node.attributes}
        for name, (begin, end) in named.items():
            for number, inner, outer in self.subgraphs(name, begin, end):
                if number in (6, 11):
                    self.graph(inner, outer, known, layer, depth + 1)
                elif operator == "Constant":
                    _, strip = self.tensor(inner, outer)
                    if strip is not None:
                        known[node.outputs[0]] = strip
            if name in _LEARNT.get(operator, ()):
                turned = operator in _LINEAR and name == "coefficients"
                strips += [replace(s, signed=turned) for s in self.learnt(begin, end)]
        if operator == "TreeEnsembleClassifier":
            together = self.classes_of_a_leaf(named)
            strips = [replace(strip, block=together) for strip in strips]
        if operator not in _SETTINGS:
            given = [known[name] for name in node.inputs if name in known]
            product = operator in _PRODUCTS
            strips += [replace(s, signed=product and s in self.matrices) for s in given]
        for strip in strips:
            self.owner[strip] = layer

    def name(self, start: int, stop: int) -> str:
        """Of an attribute; it stands first, so its numbers need not be walked."""
        for number, begin, end in self.fields(start, stop):
            if number == 1:
                return self.text(begin, end)
        return ""

    def subgraphs(self, name: str, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Graphs of an attribute, and the tensor of a constant."""
        if name in ("value", "body", "then_branch", "else_branch"):
            yield from (f for f in self.fields(start, stop) if f[0] in (5, 6, 11))

    def learnt(self, start: int, stop: int) -> Iterator[Strip]:
        """The floats of an attribute, or its tensor."""
        floats = []
        for number, begin, end in self.fields(start, stop):
            if number == 7:
                floats.append((begin, end))
            elif number == 5:
                _, strip = self.tensor(begin, end)
                if strip is not None:
                    yield strip
        strip = strip_of(floats, 4)
        if strip is not None:
            yield strip

    def classes_of_a_leaf(self, named: Mapping[str, tuple[int, int]]) -> int:
        """How many weights each leaf of a classifier has; 1 where that differs."""
        ids = []
        for name in ("class_treeids", "class_nodeids"):
            if name not in named:
                return 1
            numbers: list[int] = []
            for number, begin, end in self.fields(*named[name]):
                if number == 8:
                    numbers += self.integers(begin, end)
            ids.append(numbers)
        trees, leaves = (np.array(values) for values in ids)
        if len(trees) != len(leaves) or not len(trees):
            return 1
        begins = np.flatnonzero((np.diff(trees) != 0) | (np.diff(leaves) != 0)) + 1
        sizes = np.diff([0, *begins.tolist(), len(trees)])
        return int(sizes[0]) if (sizes == sizes[0]).all() else 1
