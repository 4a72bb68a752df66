"""Values of a column as 64 bits each, the same for the same value in any file."""

from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Numbers, Texts, Values

Bits: TypeAlias = NDArray[np.uint64]
MISSING = np.uint64(0x9E3779B97F4A7C15)


class Coder:
    """A column, block by block; made once, so that a category is looked up and not written."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._table: Bits | None = None
        if isinstance(values, Categories):
            texts = [_bits_of(level) for level in values.levels]
            self._table = np.array([*texts, int(MISSING)], dtype=np.uint64)

    def of(self, rows: slice) -> Bits:
        """Shape (rows chosen,)."""
        match self._values:
            case Categories(codes):
                assert self._table is not None
                return np.asarray(self._table[codes[rows]])
            case Numbers(values):
                # One zero and one missing value, however they were written; adding 0 makes a copy.
                numbers = values[rows].astype("<f8") + 0.0
                bits = mix64(numbers.view(np.uint64))
                bits[np.isnan(numbers)] = MISSING
                return bits
            case Texts(values):
                hashes = (int(MISSING) if text is None else _bits_of(text) for text in values[rows])
                return np.fromiter(hashes, dtype=np.uint64, count=len(values[rows]))
            case _:
                return np.zeros(len(self._values.take(rows)), dtype=np.uint64)


def _bits_of(text: str) -> int:
    digest = blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def mix64(bits: Bits) -> Bits:
    """Every bit moved by every other: the finaliser of SplitMix64 (Steele et al. 2014)."""
    mixed = bits + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))
