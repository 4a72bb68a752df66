"""Walks a protobuf message by its bytes, without a schema: field numbers and where they lie.

start, stop: where something begins in the bytes, and just behind its end, counted from 0.
"""

import re
from collections.abc import Callable, Iterator

_MOST_FIELDS = 50_000_000


class Broken(Exception):
    """Not a protobuf message of this shape."""


# Runs of one small field, as exporters write the nodes of trees one by one: each pattern is a
# whole number of fields, so that what stands behind a run is found where it would be without it.
# A thousand at a time: of a longer run the places to go back to would be kept, and possessive
# repeats, which keep none, end in the wrong place before Python 3.11.5 (CPython issue 106052).
_FLOATS = re.compile(rb"(?:\x3d.{4}){1,1000}", re.DOTALL)  # field 7, 32 bits
_INTEGERS = re.compile(rb"(?:\x40[\x80-\xff]{0,8}[\x00-\x7f]){1,1000}")  # field 8, a varint
_MODES = re.compile(  # field 9, a text: the few ways in which the node of a tree compares
    rb"(?:\x4a(?:\x04LEAF|\x0aBRANCH_LEQ|\x09BRANCH_LT|\x0aBRANCH_GTE|\x09BRANCH_GT"
    rb"|\x09BRANCH_EQ|\x0aBRANCH_NEQ)){1,1000}"
)
_IN_RUNS = frozenset(b"\x3d\x40\x4a")


class Message:
    """The bytes of a message. Fields are given as places, so nothing is copied."""

    def __init__(self, view: memoryview) -> None:
        self.view = view
        self._left = _MOST_FIELDS

    def fields(
        self, start: int, stop: int, *, runs: Callable[[], bool] | None = None
    ) -> Iterator[tuple[int, int, int]]:
        """(field number, begin, end) of each field; a varint's own bytes.

        runs: of an attribute of a node: whether, by what was seen of it so far, its runs of numbers
        and tree modes may be passed over (`behind_run`). Raises `Broken` where the bytes follow no
        format, or hold more fields than are walked.
        """
        if stop > len(self.view):
            raise Broken("truncated")
        while start < stop:
            if runs is not None and self.view[start] in _IN_RUNS and runs():
                passed = self.behind_run(start, stop)
                if passed > start:
                    start = passed
                    continue
            self._left -= 1
            if self._left < 0:
                raise Broken("too many fields")
            key, start = self.varint(start)
            wire = key & 7
            if wire == 0:
                _, end = self.varint(start)
            elif wire == 1:
                end = start + 8
            elif wire == 2:
                size, start = self.varint(start)
                end = start + size
            elif wire == 5:
                end = start + 4
            else:
                raise Broken(f"wire type {wire}")
            if end > stop:
                raise Broken("truncated")
            yield key >> 3, start, end
            start = end

    def behind_run(self, start: int, stop: int) -> int:
        """Where a run of numbers or of tree modes ends that begins here; `start` if none does.

        Only for an attribute of a node, whose fields 7, 8 and 9 are floats, integers and texts.
        A forest has millions of them, and walking them one by one takes longer than loading it.
        """
        for pattern in (_FLOATS, _INTEGERS, _MODES):
            end = start
            while match := pattern.match(self.view, end, stop):
                end = match.end()
            if end > start:
                return end
        return start

    def varint(self, start: int) -> tuple[int, int]:
        """The number that begins here, and where the next thing begins; `Broken` over 10 bytes."""
        value = shift = 0
        while True:
            byte = self.view[start]
            start += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value & (1 << 64) - 1, start
            shift += 7
            if shift > 63:
                raise Broken("a number of more than 10 bytes")

    def integers(self, start: int, stop: int) -> list[int]:
        """One integer, or several packed; signed 64 bits."""
        numbers = []
        while start < stop:
            value, start = self.varint(start)
            numbers.append(value - (1 << 64) if value >> 63 else value)
        return numbers

    def text(self, start: int, stop: int) -> str:
        """The field as text; bytes that are no UTF-8 become U+FFFD."""
        return bytes(self.view[start:stop]).decode("utf-8", "replace")

    def pair(self, start: int, stop: int) -> tuple[str, str]:
        """An entry of texts: its key (field 1) and its value (field 2), empty where left out."""
        texts = {n: self.text(begin, end) for n, begin, end in self.fields(start, stop)}
        return texts.get(1, ""), texts.get(2, "")
