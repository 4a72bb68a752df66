"""Where the numbers of an ONNX tensor lie, in the model's bytes or in its external data.

start, stop: where something begins in the bytes, and just behind its end, counted from 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from audits.models.onnx.message_fields import DOUBLES, FLOATS, RAW, tensor_fields
from audits.models.onnx.protobuf import Message

# Bytes a number of each type of TensorProto (floats, and the 8-bit integers of quantised models).
_FLOATS: Mapping[int, int] = {1: 4, 10: 2, 11: 8, 16: 2, 17: 1, 18: 1, 19: 1, 20: 1}
# Of these the first bit is the sign, whatever the rest.
_SIGNED = frozenset({1, 10, 11, 16})
_QUANTISED: Mapping[int, int] = {2: 1, 3: 1}
_OF_WEIGHTS = frozenset({FLOATS, RAW, DOUBLES})


@dataclass(frozen=True)
class Strip:
    """Numbers of one tensor: `count` of `width` bytes, every `stride` bytes from `start`.

    file: "" for the model itself, else the name of its external data. block: so many numbers
    belong together (the classes of a leaf), and are only shuffled among themselves and as a whole.
    signed: whether the numbers multiply an input, so that their signs say what they learnt too.
    """

    file: str
    start: int
    stride: int
    count: int
    width: int
    block: int = 1
    signed: bool = False


class Tensors(Message):
    """matrices: of the tensors seen, those that have rows and columns, and signs."""

    def __init__(self, view: memoryview) -> None:
        super().__init__(view)
        self.matrices: set[Strip] = set()

    def tensor(self, start: int, stop: int) -> tuple[str, Strip | None]:
        """Its name, and where its numbers are, if they can be weights."""
        tensor = tensor_fields(self, start, stop, _OF_WEIGHTS)
        name, kind, dims, external = tensor.name, tensor.kind, tensor.dims, tensor.external
        # Zero points and the like are single numbers or short rows; weights are matrices.
        width = _FLOATS.get(kind) or (_QUANTISED.get(kind) if len(dims) > 1 else None)
        count = prod(dims)
        if width is None or count < 2:
            return name, None
        if "location" in external:
            offset = int(external.get("offset") or 0)
            strips = [Strip(external["location"], offset, width, count, width)]
        else:
            strips = [
                strip for places in tensor.places.values() if (strip := strip_of(places, width))
            ]
        if len(strips) != 1 or strips[0].count != count:
            return name, None
        if len(dims) > 1 and kind in _SIGNED:
            self.matrices.add(strips[0])
        return name, strips[0]


def strip_of(places: list[tuple[int, int]], width: int) -> Strip | None:
    """Numbers side by side in one field, or one to a field at equal distances; None elsewhere.

    places: begin and end of each field that holds some. width: bytes of a number.
    """
    if not places:
        return None
    start, end = places[0]
    if len(places) == 1:
        return Strip("", start, width, (end - start) // width, width)
    stride = places[1][0] - start
    starts = np.array([begin for begin, _ in places])
    if (np.diff(starts) != stride).any() or any(stop - begin != width for begin, stop in places):
        return None
    return Strip("", start, stride, len(places), width)
