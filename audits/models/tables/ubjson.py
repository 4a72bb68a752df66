"""Universal Binary JSON as XGBoost writes it (draft 12 of ubjson.org), every length held against
the bytes that are there.
"""

import struct
from typing import Any

import numpy as np

_TYPES = {"i": ">i1", "U": ">u1", "I": ">i2", "l": ">i4", "L": ">i8", "d": ">f4", "D": ">f8"}
_COUNTS = frozenset("iUIlL")
_BARE = {"T": True, "F": False, "Z": None}
_DEEPEST = 64


def decoded(content: bytes) -> Any:
    """The one value that these bytes are, arrays of one type as numpy's.

    Raises `ValueError` where they are none, or are more or fewer than they say.
    """
    reader = _Reader(content)
    try:
        value = reader.value(0)
    except (IndexError, struct.error) as error:
        raise ValueError("it ends too early") from error
    if reader.at != len(content):
        raise ValueError("something stands behind its end")
    return value


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def value(self, depth: int, mark: str = "") -> Any:
        mark = mark or self._mark()
        if mark in _TYPES:
            return self._numbers(mark, 1)[0].item()
        if mark in _BARE:
            return _BARE[mark]
        if mark == "S":
            return self._text()
        if mark not in ("[", "{") or depth >= _DEEPEST:
            raise ValueError("it has a value of no known kind")
        kind, count = self._header()
        if mark == "{":
            return self._object(depth + 1, kind, count)
        if count is not None and kind in _TYPES:
            return self._numbers(kind, count)
        return self._array(depth + 1, kind, count)

    def _header(self) -> tuple[str, int | None]:
        """The type and the number of items, as far as they stand before them."""
        kind = ""
        if self._next() == "$":
            self.at += 1
            kind = self._mark()
            if self._next() != "#":
                raise ValueError("it has a type without a count")
        if self._next() != "#":
            return kind, None
        self.at += 1
        count = self._count()
        if kind not in _TYPES and count > len(self.content):
            raise ValueError("it has fewer bytes than items")
        return kind, count

    def _array(self, depth: int, kind: str, count: int | None) -> list[Any]:
        items: list[Any] = []
        while len(items) != count:
            if count is None and self._next() == "]":
                self.at += 1
                break
            items.append(self.value(depth, kind))
        return items

    def _object(self, depth: int, kind: str, count: int | None) -> dict[str, Any]:
        items: dict[str, Any] = {}
        done = 0
        while done != count:
            if count is None and self._next() == "}":
                self.at += 1
                break
            name = self._text()
            if name in items:
                raise ValueError("it has a name twice")
            items[name] = self.value(depth, kind)
            done += 1
        return items

    def _text(self) -> str:
        return self._taken(self._count()).decode("utf-8")

    def _count(self) -> int:
        mark = self._mark()
        count = int(self._numbers(mark, 1)[0]) if mark in _COUNTS else -1
        if count < 0:
            raise ValueError("it has no count where one must stand")
        return count

    def _numbers(self, mark: str, count: int) -> np.ndarray[Any, Any]:
        kind = np.dtype(_TYPES[mark])
        return np.frombuffer(self._taken(count * kind.itemsize), dtype=kind)

    def _taken(self, length: int) -> bytes:
        start, self.at = self.at, self.at + length
        if self.at > len(self.content):
            raise ValueError("it ends too early")
        return self.content[start : self.at]

    def _mark(self) -> str:
        mark = self._next()
        self.at += 1
        return mark

    def _next(self) -> str:
        return chr(self.content[self.at])
