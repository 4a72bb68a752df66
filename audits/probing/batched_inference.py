"""The one engine that asks a model: batches, like lengths together, less when memory runs out."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Dataset, Features, Images, Texts
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
    *,
    damaged: dict[int, Problem] | None = None,
) -> Any:
    """Answers to every row, in the order of the rows.

    method: of the model, called with a batch of features; answers `Answers` or an array with one
        row a row. Returned is the pair (codes, probabilities or None), or one array.
    on_progress: told the share that is done, after each batch.
    damaged: given, it is filled with the rows whose pictures cannot be decoded and why; nothing
        meaningful stands in their place, and the others are asked. Left out, such rows are a
        refusal that names them all, and the model is not asked any further.
    A `MemoryError` halves the batch from then on. On a GPU (`may_grow`) batches double while that
    makes a row cheaper, so there the last digits may differ from run to run. Pictures are decoded
    a batch at a time. Without a single row that can be asked, `Refused`.
    """
    pace = Pace(
        model.batch_rows if isinstance(model, Paced) else BATCH,
        grows=bool(getattr(model, "may_grow", False)),
    )
    left_out: dict[int, Problem] = {} if damaged is None else damaged

    def one(rows: Rows) -> tuple[Rows, Any]:
        size = rows.stop - rows.start if isinstance(rows, slice) else len(rows)
        rows, features = _features(model, data, rows, left_out)
        if features is None or (damaged is None and left_out):
            return rows, None
        started = time.perf_counter()
        answers = method(features)
        pace.took(size, time.perf_counter() - started)
        return rows, answers

    order = _order(model, data)
    found = in_batches(len(data), pace, one, order=order, on_progress=on_progress)
    if left_out and (damaged is None or len(left_out) == len(data)):
        raise Refused(list(left_out.values())[:_MOST_PROBLEMS])
    return found


def in_batches(
    total: int,
    pace: "Pace",
    one: Callable[[Rows], tuple[Rows, Any]],
    *,
    order: NDArray[np.intp] | None = None,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Any:
    """Answers to `total` inputs, in their order, asked `pace.size` at a time.

    one: asks these inputs, given their positions, shape (rows of the batch,), or a slice of them,
    and says of which the answers are: `Answers`, an array with one row each, or None where none of
    them can be asked. order: shape (total,), the order in which they are asked; left out, their
    own. A `MemoryError` halves the pace from then on, and is raised where one input is too much.
    """
    collected = _Collected(total)
    start = 0
    while start < total:
        stop = min(start + pace.size, total)
        try:
            rows, answers = one(slice(start, stop) if order is None else order[start:stop])
        except MemoryError:
            if not pace.halved():
                raise
            continue
        if answers is not None:
            collected.put(rows, answers)
        start = stop
        on_progress(start / total)
    return collected.whole()


def shortest_first(columns: Iterable[Iterable[object]], total: int) -> NDArray[np.intp]:
    """Shape (total,): the inputs from short to long by the letters of their texts together.

    columns: each with a text of every input; what is no text has no letters.
    """
    lengths = np.zeros(total, dtype=np.int64)
    for texts in columns:
        lengths += [len(text) if isinstance(text, str) else 0 for text in texts]
    return np.argsort(lengths, kind="stable")


def undecodable(
    data: Dataset, reads: Sequence[str], rows: NDArray[np.intp] | None = None
) -> dict[int, Problem]:
    """The rows whose pictures are damaged or not named, and why.

    reads: the columns that are looked at. rows: shape (looked at,), positions; all, if left out.
    """
    problems: dict[int, Problem] = {}
    looked_at = range(len(data)) if rows is None else rows.tolist()
    for name in reads:
        values = data.fed_values(name)
        if not isinstance(values, Images):
            continue
        for row in looked_at:
            if row in problems:
                continue
            if values.names[row] is None:
                where = f"dataset.columns.{name}"
                problems[row] = Problem(
                    where, f"row {row + 1} names no picture", "name one", "no_image"
                )
                continue
            try:
                values.source.decode(values.names[row])
            except Refused as refused:
                problems[row] = refused.problems[0]
    return problems


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


def _order(model: Model, data: Dataset) -> NDArray[np.intp] | None:
    """Rows from short to long text, where padding would cost; None keeps the order."""
    if not (isinstance(model, Paced) and model.pads_texts):
        return None
    fed = map(data.fed_values, model.reads)
    return shortest_first((each.values for each in fed if isinstance(each, Texts)), len(data))


def _features(
    model: Model, data: Dataset, rows: Rows, left_out: dict[int, Problem]
) -> tuple[Rows, Features | None]:
    """The batch and its rows; damaged pictures are noted and their rows are not in it."""
    try:
        return rows, data.features(model.reads, rows)
    except Refused:
        asked = np.arange(len(data))[rows]
        # Only a batch with a damaged picture is decoded twice.
        problems = undecodable(data, model.reads, asked)
        if not problems:
            raise
    left_out |= problems
    decodable = np.array([row for row in asked.tolist() if row not in problems], dtype=np.intp)
    return decodable, data.features(model.reads, decodable) if len(decodable) else None
