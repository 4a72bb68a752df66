"""What the tensors and nodes of an ONNX file say, their numbers and attributes unread.

onnx.proto, public schema. start, stop: where something begins in the bytes, and just behind its
end, counted from 0.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from audits.models.onnx.protobuf import Message

# Fields of a `TensorProto` that hold its numbers: one by one, or as they lie in memory.
FLOATS, INT32S, INT64S, RAW, DOUBLES = 4, 5, 7, 9, 10
NUMBERS = frozenset({FLOATS, INT32S, INT64S, RAW, DOUBLES})


@dataclass(frozen=True)
class TensorFields:
    """What a `TensorProto` says, its numbers unread.

    kind: a `TensorProto.DataType`. places: by number of the field, where its numbers lie. external:
    the entries of its external data, empty where it has none.
    """

    name: str
    kind: int
    dims: tuple[int, ...]
    places: Mapping[int, list[tuple[int, int]]]
    external: Mapping[str, str]


def tensor_fields(
    message: Message, start: int, stop: int, numbers: Collection[int] = NUMBERS
) -> TensorFields:
    """The fields of the tensor that lies there in the message's bytes.

    numbers: the fields with numbers whose places are wanted.
    """
    dims: list[int] = []
    name, kind = "", 0
    places: dict[int, list[tuple[int, int]]] = {}
    external: dict[str, str] = {}
    for number, begin, end in message.fields(start, stop):
        if number == 1:
            dims += message.integers(begin, end)
        elif number == 2:
            (kind,) = message.integers(begin, end)
        elif number == 8:
            name = message.text(begin, end)
        elif number == 13:
            key, value = message.pair(begin, end)
            external[key] = value
        elif number in numbers:
            places.setdefault(number, []).append((begin, end))
    return TensorFields(name, kind, tuple(dims), places, external)


@dataclass(frozen=True)
class NodeFields:
    """What a `NodeProto` says, its attributes unread: the place of each in the bytes."""

    operator: str
    domain: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: tuple[tuple[int, int], ...]


def node_fields(message: Message, start: int, stop: int) -> NodeFields:
    """The fields of the node that lies there in the message's bytes."""
    inputs, outputs, attributes, operator, domain = [], [], [], "", ""
    for number, begin, end in message.fields(start, stop):
        if number == 1:
            inputs.append(message.text(begin, end))
        elif number == 2:
            outputs.append(message.text(begin, end))
        elif number == 4:
            operator = message.text(begin, end)
        elif number == 5:
            attributes.append((begin, end))
        elif number == 7:
            domain = message.text(begin, end)
    return NodeFields(operator, domain, tuple(inputs), tuple(outputs), tuple(attributes))
