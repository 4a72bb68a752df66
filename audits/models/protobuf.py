"""Walks a protobuf message by its bytes, without a schema: field numbers and where they lie."""

from collections.abc import Iterator

_MOST_FIELDS = 50_000_000


class Broken(Exception):
    """Not a protobuf message of this shape."""


class Message:
    """The bytes of a message. Fields are given as places, so nothing is copied."""

    def __init__(self, view: memoryview) -> None:
        self.view = view
        self._left = _MOST_FIELDS

    def fields(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """(field number, begin, end) of each field; a varint's own bytes."""
        if stop > len(self.view):
            raise Broken("truncated")
        while start < stop:
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

    def varint(self, start: int) -> tuple[int, int]:
        """The number that begins here, and where the next thing begins."""
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
        found = []
        while start < stop:
            value, start = self.varint(start)
            found.append(value - (1 << 64) if value >> 63 else value)
        return found

    def text(self, start: int, stop: int) -> str:
        """UTF-8, with marks where it is none."""
        return bytes(self.view[start:stop]).decode("utf-8", "replace")

    def pair(self, start: int, stop: int) -> tuple[str, str]:
        """A key with its value."""
        found = {n: self.text(begin, end) for n, begin, end in self.fields(start, stop)}
        return found.get(1, ""), found.get(2, "")
