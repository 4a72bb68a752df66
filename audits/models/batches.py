"""How many inputs go to a model at once, which go together, and what happens when memory runs out.

One home for every loop of batches: rows of an audit, masked inputs of an explanation, sentences of
translators and language models.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from audits.models import Answers

# On a GPU a batch doubles while a row still gets cheaper by this share.
WORTH_DOUBLING = 0.05
LARGEST_BATCH = 8192

Rows: TypeAlias = NDArray[np.intp] | slice


def in_batches(
    total: int,
    pace: "Pace",
    one: Callable[[Rows], tuple[Rows, Any]],
    *,
    order: NDArray[np.intp] | None = None,
    apart: ArrayLike | None = None,
    known: tuple[NDArray[np.intp], Any] | None = None,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Any:
    """Answers to `total` inputs, in their order, asked `pace.size` at a time.

    one: asks these inputs (places, shape (batch,), or a slice), and returns the places it answers
        for and the answers: `Answers`, an array with one row each, or None where none can be asked.
    order: shape (total,), the order in which they are asked; left out, their own.
    apart: shape (total,), a number of each input: those that differ in it are never asked
        together, and smaller numbers come first.
    known: places of the inputs that are not asked, shape (known,), and the answers to them, as
        `one` gives them.
    A `MemoryError` halves the pace from then on, and is raised where one input is too much.
    """
    collected = _Collected(total)
    if known is not None:
        collected.put(*known)
        everyone = np.arange(total) if order is None else order
        order = everyone[~np.isin(everyone, known[0])]
    ends = None
    if apart is not None:
        order, ends = _in_groups(np.asarray(apart), order)
    asked = total if order is None else len(order)
    start = 0
    while start < asked:
        stop = min(start + pace.size, asked)
        if ends is not None:
            stop = min(stop, int(ends[np.searchsorted(ends, start, side="right")]))
        try:
            rows, answers = one(slice(start, stop) if order is None else order[start:stop])
        except MemoryError:
            if not pace.halved():
                raise
            continue
        if answers is not None:
            collected.put(rows, answers)
        start = stop
        on_progress(start / asked)
    return collected.whole()


def _in_groups(
    apart: NDArray[Any], order: NDArray[np.intp] | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The order with those of one number beside each other, and where each group ends."""
    order = np.arange(len(apart)) if order is None else order
    order = order[np.argsort(apart[order], kind="stable")]
    ends = np.append(np.flatnonzero(np.diff(apart[order])) + 1, len(order))
    return order, ends


def shortest_first(columns: Iterable[Iterable[object]], total: int) -> NDArray[np.intp]:
    """Shape (total,): the inputs from short to long by the letters of their texts together.

    columns: of each the values of all inputs; what is no text counts as of length 0. total: how
    many inputs there are.
    """
    lengths = np.zeros(total, dtype=np.int64)
    for texts in columns:
        lengths += [len(text) if isinstance(text, str) else 0 for text in texts]
    return np.argsort(lengths, kind="stable")


@dataclass
class Pace:
    """Rows a call: halved when memory runs out, doubled on a GPU while that pays."""

    size: int
    grows: bool
    cheapest: float | None = None

    def took(self, rows: int, seconds: float) -> None:
        """A batch of so many rows was answered in so many seconds."""
        if not self.grows or rows < self.size:  # a last, shorter batch says nothing
            return
        cost = seconds / rows
        if self.cheapest is None or cost < (1 - WORTH_DOUBLING) * self.cheapest:
            self.cheapest = cost if self.cheapest is None else min(cost, self.cheapest)
            self.size = min(2 * self.size, LARGEST_BATCH)
        else:
            self.size, self.grows = max(1, self.size // 2), False

    def halved(self) -> bool:
        """Memory ran out; False at one row, where nothing is left to halve."""
        if self.size == 1:
            return False
        self.size, self.grows = self.size // 2, False
        return True


@dataclass
class _Collected:
    """Answers put in their place; one array a kind of answer, made when the first one comes."""

    rows: int
    arrays: list[NDArray[Any] | None] = field(default_factory=list)
    are_pairs: bool = False

    def put(self, rows: Rows, answers: Any) -> None:
        self.are_pairs = isinstance(answers, Answers)
        parts = [answers.codes, answers.probabilities] if self.are_pairs else [np.asarray(answers)]
        if not self.arrays:
            self.arrays = [
                None if values is None else np.empty((self.rows, *values.shape[1:]), values.dtype)
                for values in parts
            ]
        for array, values in zip(self.arrays, parts, strict=True):
            if array is not None:
                array[rows] = values

    def whole(self) -> Any:
        if not self.arrays:
            return np.empty(0)
        return tuple(self.arrays) if self.are_pairs else self.arrays[0]
