"""The one engine that asks a model: batches, like lengths together, less when memory runs out."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.dataset import Dataset, Features, Images, Texts
from audits.errors import Problem, Refused
from audits.models import Answers, Model, Paced

BATCH = 256
_MOST_PROBLEMS = 50
# On a GPU a batch doubles while a row still gets cheaper by this share.
WORTH_DOUBLING = 0.05
LARGEST_BATCH = 8192

Rows: TypeAlias = NDArray[np.intp] | slice


def ask(
    model: Model,
    data: Dataset,
    method: Callable[[Features], Any],
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Any:
    """Answers to every row, in the order of the rows.

    method: of the model, called with a batch of features; answers `Answers` or an array with one
        row a row. Returned is the pair (codes, probabilities or None), or one array.
    A `MemoryError` halves the batch from then on. On a GPU (`may_grow`) batches double while that
    makes a row cheaper, so there the last digits may differ from run to run. Pictures are decoded
    a batch at a time; all that cannot be decoded are refused together, by name, without asking the
    model any further.
    """
    pace = _Pace(
        model.batch_rows if isinstance(model, Paced) else BATCH,
        grows=bool(getattr(model, "may_grow", False)),
    )
    answers = _Collected(len(data))
    problems: list[Problem] = []
    order = _by_length(model, data)
    start = 0
    while start < len(data):
        stop = min(start + pace.size, len(data))
        rows: Rows = slice(start, stop) if order is None else order[start:stop]
        try:
            features = _features(model, data, rows, problems)
            if features is not None and not problems:
                started = time.perf_counter()
                answers.put(rows, method(features))
                pace.took(stop - start, time.perf_counter() - started)
        except MemoryError:
            if not pace.halved():
                raise
            continue
        start = stop
        on_progress(start / len(data))
    if problems:
        raise Refused(problems[:_MOST_PROBLEMS])
    return answers.whole()


@dataclass
class _Pace:
    """Rows a call: halved when memory runs out, doubled on a GPU while that pays."""

    size: int
    grows: bool
    cheapest: float | None = None

    def took(self, rows: int, seconds: float) -> None:
        """A batch was answered."""
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

    def put(self, rows: Rows, found: Any) -> None:
        self.are_pairs = isinstance(found, Answers)
        parts = [found.codes, found.probabilities] if self.are_pairs else [np.asarray(found)]
        if not self.arrays:
            self.arrays = [
                None if part is None else np.empty((self.rows, *part.shape[1:]), part.dtype)
                for part in parts
            ]
        for array, part in zip(self.arrays, parts, strict=True):
            if array is not None:
                array[rows] = part

    def whole(self) -> Any:
        if not self.arrays:
            return np.empty(0)
        return tuple(self.arrays) if self.are_pairs else self.arrays[0]


def _by_length(model: Model, data: Dataset) -> NDArray[np.intp] | None:
    """Rows from short to long text, where padding would cost; None keeps the order."""
    if not (isinstance(model, Paced) and model.pads_texts):
        return None
    lengths = np.zeros(len(data), dtype=np.int64)
    for name in model.reads:
        values = data.fed_values(name)
        if isinstance(values, Texts):
            lengths += [0 if text is None else len(text) for text in values.values]
    return np.argsort(lengths, kind="stable")


def _features(model: Model, data: Dataset, rows: Rows, problems: list[Problem]) -> Features | None:
    """The batch, or None with the names of its damaged pictures added to the problems."""
    try:
        return data.features(model.reads, rows)
    except Refused as refused:
        problems.extend(_damaged(model, data, rows) or refused.problems)
        return None


def _damaged(model: Model, data: Dataset, rows: Rows) -> list[Problem]:
    found: list[Problem] = []
    for name in model.reads:
        values = data.fed_values(name)
        if isinstance(values, Images):
            for picture in values.take(rows).names:
                try:
                    values.source.decode(picture)
                except Refused as refused:
                    found.extend(refused.problems)
    return found
