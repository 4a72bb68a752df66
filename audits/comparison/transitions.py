"""What became of each row's answer from one audit to the next, as a column that can be counted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import narrowest
from audits.data.dataset import Categories
from audits.data.tallies import BLOCK

# Bits of a row's state; a label adds NEGATIVE or POSITIVE.
FLIPPED, GIVEN_THEN, GIVEN_NOW, RIGHT_THEN, RIGHT_NOW, POSITIVE_THEN, POSITIVE_NOW = (
    1, 2, 4, 8, 16, 32, 64,
)  # fmt: skip
NEGATIVE, POSITIVE = 128, 256
_STATES = 512


@dataclass(frozen=True, eq=False)
class Transitions:
    """The rows' states, narrow: `column` has a level for each state that occurs.

    states: of each level, its bits. Rows without an answer in one of the audits are missing.
    """

    column: Categories
    states: NDArray[np.intp]

    def having(self, *bits: int) -> NDArray[np.bool_]:
        """Shape (levels,): states with all these bits."""
        bit_count = sum(bits)
        return np.asarray((self.states & bit_count) == bit_count)


def transitions(
    before: Categories,
    now: Categories,
    labels: Categories | None,
    *,
    favourable: str | None,
    positive: str | None,
) -> Transitions:
    """Each row's answers before and now; all columns of the same rows in the same order.

    favourable, positive: None where nothing says which class that is; its bits are then 0.
    """
    classes = sorted({*before.levels, *now.levels, *(labels.levels if labels else ())})
    index = {name: position for position, name in enumerate(classes)}
    then, today = _places(before, index), _places(now, index)
    known = None if labels is None else _places(labels, index)
    given = -2 if favourable is None else index.get(favourable, -2)
    positive_code = -2 if positive is None else index.get(positive, -2)
    codes = np.empty(len(now.codes), dtype=np.int16)
    for start in range(0, len(codes), BLOCK):
        rows = slice(start, start + BLOCK)
        b, n = then[before.codes[rows]], today[now.codes[rows]]
        code = (b != n) * FLIPPED
        code += (b == given) * GIVEN_THEN + (n == given) * GIVEN_NOW
        code += (b == positive_code) * POSITIVE_THEN + (n == positive_code) * POSITIVE_NOW
        if labels is not None and known is not None:
            label = known[labels.codes[rows]]
            code += (b == label) * RIGHT_THEN + (n == label) * RIGHT_NOW
            code += np.where(label < 0, 0, np.where(label == positive_code, POSITIVE, NEGATIVE))
        codes[rows] = np.where((b < 0) | (n < 0), -1, code)
    return _narrowed(codes)


def _places(column: Categories, index: dict[str, int]) -> NDArray[np.int32]:
    """Of each code its class; code -1 (missing) reads the last place, which is -1."""
    return np.array([*(index[name] for name in column.levels), -1], dtype=np.int32)


def _narrowed(codes: NDArray[np.int16]) -> Transitions:
    used = np.zeros(_STATES + 1, dtype=bool)
    for start in range(0, len(codes), BLOCK):
        used[codes[start : start + BLOCK] + 1] = True
    states = np.flatnonzero(used[1:])
    state_code = np.full(_STATES + 1, -1, dtype=np.int16)
    state_code[states] = np.arange(len(states))
    narrow: NDArray[np.signedinteger] = state_code.astype(narrowest(len(states)))
    narrowed: NDArray[np.signedinteger] = np.empty(len(codes), dtype=narrow.dtype)
    for start in range(0, len(codes), BLOCK):
        narrowed[start : start + BLOCK] = narrow[codes[start : start + BLOCK]]
    return Transitions(Categories(narrowed, tuple(str(state) for state in states)), states)
