"""Arrays that are dear to compute, remembered by the digest of all that they are computed from.

They serve the steps of one audit, and the next audit of the same bytes: what was used is kept
beside the answers (`audits.comparison.kept_answers`). Whoever reads a file trusts none of it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
FLOAT = np.dtype("<f8")
# Of all arrays together; what is more is computed anew by the next audit.
MOST_BYTES = 32 << 20
LINE_BYTES = 1 << 16


def digest_of(arrays: Sequence[NDArray[Any]], beside: object) -> str:
    """SHA-256 of arrays, their shapes and types, and of whatever else `repr` tells apart.

    arrays: any shape (...). beside: numbers and texts.
    """
    digest = hashlib.sha256(repr(beside).encode())
    for array in arrays:
        digest.update(repr((array.shape, array.dtype.str)).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@dataclass
class ArrayMemory:
    """Shares by their digests, arrays of whatever shape each.

    earlier: of an earlier audit, in the shape (any,) they were kept in. computed: how many were
    computed here. is_damaged: whether what an earlier audit kept could not be read.
    """

    earlier: Mapping[str, Array] = field(default_factory=dict)
    computed: int = 0
    is_damaged: bool = False
    _used: dict[str, Array] = field(default_factory=dict)

    def array(self, key: str, shape: tuple[int, ...], compute: Callable[[], Array]) -> Array:
        """The array of this digest, computed only where nobody did before.

        key: from `digest_of`. shape: that it has; one of another shape is none. compute: gives
        numbers from 0 to 1, or NaN, in the shape (*shape,). Returned is one of shape (*shape,).
        """
        if key not in self._used:
            known = self.earlier.get(key)
            if known is None or known.shape != shape:
                known = compute()
                self.computed += 1
            self._used[key] = known
        return self._used[key]

    def packed(self) -> bytes:
        """What was used, for `unpacked`; empty where there is none, or too much."""
        if not self._used or sum(array.nbytes for array in self._used.values()) > MOST_BYTES:
            return b""
        shapes = [[key, *array.shape] for key, array in self._used.items()]
        line = json.dumps(shapes).encode() + b"\n"
        if len(line) > LINE_BYTES:
            return b""
        return line + b"".join(array.astype(FLOAT).tobytes() for array in self._used.values())

    @classmethod
    def unpacked(cls, content: bytes) -> "ArrayMemory":
        """What `packed` wrote; a damaged file gives an empty memory that says so.

        content: the file's bytes.
        """
        if not content:
            return cls()
        try:
            return cls(_read(content))
        except (ValueError, TypeError, RecursionError):
            return cls(is_damaged=True)


def _read(content: bytes) -> dict[str, Array]:
    """Raises ValueError or TypeError for whatever `packed` did not write."""
    line, _, body = content.partition(b"\n")
    if len(line) > LINE_BYTES or len(body) > MOST_BYTES:
        raise ValueError("too large")
    arrays: dict[str, Array] = {}
    start = 0
    for key, *shape in json.loads(line):
        if not isinstance(key, str) or not all(type(n) is int and 0 <= n < 1 << 32 for n in shape):
            raise ValueError("of another kind")
        stop = start + FLOAT.itemsize * int(np.prod(shape, dtype=object))
        if stop > len(body):
            raise ValueError("cut short")
        array = np.frombuffer(body[start:stop], dtype=FLOAT).astype(np.float64).reshape(shape)
        if ((array < 0) | (array > 1)).any():
            raise ValueError("no share")
        arrays[key], start = array, stop
    if start != len(body):
        raise ValueError("too long")
    return arrays
