"""Which words an ONNX graph's encoders know of each input column: what stands outside is unseen.

Followed from the inputs of text through what only moves columns about (onnx.proto and the
ai.onnx.ml operators, public schema) to the encoders that hold a list of words. A column that is
changed on the way, or goes somewhere else, has no vocabulary here and nothing is said of it.
"""

import mmap
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audits.models.onnx.protobuf import Broken, Message

# A column of the model: the input's name and the place in it.
Place = tuple[str, int]

_MODEL_GRAPH, _GRAPH_NODE, _GRAPH_INITIALIZER = 7, 1, 5
_NODE_INPUT, _NODE_OUTPUT, _NODE_OPERATOR, _NODE_ATTRIBUTE = 1, 2, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_TENSOR, _ATTRIBUTE_INTS, _ATTRIBUTE_STRINGS = 1, 5, 8, 9
_TENSOR_TYPE, _TENSOR_STRINGS, _TENSOR_INTS, _TENSOR_NAME, _TENSOR_RAW = 2, 6, 7, 8, 9
_INT64 = 7

_MOVING = frozenset({"Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze"})
_PICKING = frozenset({"ArrayFeatureExtractor", "Gather"})
# Encoder -> the attributes that may hold its words.
_ENCODERS = {
    "OneHotEncoder": ("cats_strings",),
    "LabelEncoder": ("keys_strings", "keys_tensor"),
    "CategoryMapper": ("cats_strings",),
}
_LOOKED_AT = {"Concat", "Split", "Constant", *_MOVING, *_PICKING, *_ENCODERS}


@dataclass
class _Node:
    operator: str = ""
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)


def vocabularies(path: Path, widths: Mapping[str, int]) -> dict[Place, frozenset[str]]:
    """Words by column, for the inputs of text; nothing where the graph cannot be followed.

    widths: columns of each input of text.
    """
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as view,
        ):
            return _Graph(view).followed(widths)
    except (Broken, ValueError, IndexError, OSError):
        return {}


class _Graph(Message):
    def __init__(self, view: memoryview) -> None:
        super().__init__(view)
        self._constants: dict[str, list[int]] = {}

    def followed(self, widths: Mapping[str, int]) -> dict[Place, frozenset[str]]:
        columns = {
            name: [(name, column) for column in range(width)] for name, width in widths.items()
        }
        words_by_place: dict[Place, frozenset[str]] = {}
        for node in self._nodes():
            columns_of_inputs = [columns.get(name) for name in node.inputs]
            if node.operator == "Constant":
                for name in node.outputs:
                    self._constants[name] = node.numbers.get("value", [])
            elif node.operator in _ENCODERS:
                words = [w for key in _ENCODERS[node.operator] for w in node.words.get(key, ())]
                for fed_column in (
                    columns_of_inputs[0] if columns_of_inputs and words else None
                ) or ():
                    words_by_place[fed_column] = words_by_place.get(
                        fed_column, frozenset()
                    ) | frozenset(words)
            else:
                columns |= self._moved(node, columns_of_inputs)
        return words_by_place

    def _moved(self, node: _Node, inputs: Sequence[list[Place] | None]) -> dict[str, list[Place]]:
        """Where columns went that were only moved about."""
        first = inputs[0] if inputs else None
        if first is None or not node.outputs:
            return {}
        out = node.outputs[0]
        if node.operator in _MOVING:
            return {out: first}
        if node.operator == "Concat" and all(columns is not None for columns in inputs):
            return {out: [column for columns in inputs for column in columns or ()]}
        numbers = self._constants.get(node.inputs[1], []) if len(node.inputs) > 1 else []
        if node.operator in _PICKING and numbers and max(map(abs, numbers)) < len(first):
            return {out: [first[index] for index in numbers]}
        if node.operator == "Split":
            sizes = node.numbers.get("split") or numbers
            if sum(sizes) == len(first) and len(sizes) == len(node.outputs):
                starts = [sum(sizes[:index]) for index in range(len(sizes))]
                return {
                    name: first[start : start + size]
                    for name, start, size in zip(node.outputs, starts, sizes, strict=True)
                }
        return {}

    def _nodes(self) -> list[_Node]:
        """The nodes of the main graph that matter here, in its order, which is topological."""
        nodes = []
        for number, begin, end in self.fields(0, len(self.view)):
            if number != _MODEL_GRAPH:
                continue
            for tag, inner, outer in self.fields(begin, end):
                if tag == _GRAPH_INITIALIZER:
                    name, _, numbers = self._tensor(inner, outer)
                    self._constants[name] = numbers
                elif tag == _GRAPH_NODE:
                    node = self._node(inner, outer)
                    if node.operator in _LOOKED_AT:
                        nodes.append(node)
        return nodes

    def _node(self, start: int, stop: int) -> _Node:
        node, attributes = _Node(), []
        for number, begin, end in self.fields(start, stop):
            if number == _NODE_INPUT:
                node.inputs.append(self.text(begin, end))
            elif number == _NODE_OUTPUT:
                node.outputs.append(self.text(begin, end))
            elif number == _NODE_OPERATOR:
                node.operator = self.text(begin, end)
            elif number == _NODE_ATTRIBUTE:
                attributes.append((begin, end))
        if node.operator in _LOOKED_AT:  # the leaves of a forest are not walked for this
            for begin, end in attributes:
                self._attribute(node, begin, end)
        return node

    def _attribute(self, node: _Node, start: int, stop: int) -> None:
        name, words, numbers = "", [], []
        for number, begin, end in self.fields(start, stop):
            if number == _ATTRIBUTE_NAME:
                name = self.text(begin, end)
            elif number == _ATTRIBUTE_STRINGS:
                words.append(self.text(begin, end))
            elif number == _ATTRIBUTE_INTS:
                numbers += self.integers(begin, end)
            elif number == _ATTRIBUTE_TENSOR:
                _, words, numbers = self._tensor(begin, end)
        node.words[name], node.numbers[name] = words, numbers

    def _tensor(self, start: int, stop: int) -> tuple[str, list[str], list[int]]:
        """Its name, its texts, and its whole numbers where those are few."""
        name, kind, words, numbers, raw = "", 0, [], [], b""
        for number, begin, end in self.fields(start, stop):
            if number == _TENSOR_NAME:
                name = self.text(begin, end)
            elif number == _TENSOR_TYPE:
                (kind,) = self.integers(begin, end)
            elif number == _TENSOR_STRINGS:
                words.append(self.text(begin, end))
            elif number == _TENSOR_INTS and end - begin < 1 << 16:
                numbers += self.integers(begin, end)
            elif number == _TENSOR_RAW and end - begin < 1 << 16:
                raw = bytes(self.view[begin:end])
        if kind == _INT64 and raw:
            numbers = list(struct.unpack(f"<{len(raw) // 8}q", raw))
        return name, words, numbers if kind == _INT64 else []
