"""The one engine that asks a model: batches, like lengths together, less when memory runs out."""

import time
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Dataset, Features, Images, Sounds, Texts
from audits.errors import Problem, Refused
from audits.models import Model, Paced
from audits.models.batches import Pace, Rows, in_batches, shortest_first

BATCH = 256
_MOST_PROBLEMS = 50
NAMELESS = MappingProxyType({"picture": "no_image", "sound": "no_sound"})
# Models that are asked so many rows a call answer thirty more for next to nothing, and slices of a
# table are read faster than chosen rows.
_MANY = 1024


def ask(
    model: Model,
    data: Dataset,
    method: Callable[[Features], Any],
    on_progress: Callable[[float], None] = lambda fraction: None,
    *,
    damaged: dict[int, Problem] | None = None,
    known: tuple[NDArray[np.intp], Any] | None = None,
) -> Any:
    """Answers to every row, in the order of the rows.

    method: of the model, called with a batch of features; answers `Answers` or an array with one
        row a row. Returned is the pair (codes, probabilities or None), or one array.
    on_progress: told the share that is done, after each batch.
    damaged: given, it is filled with the rows whose pictures cannot be decoded and why; nothing
        meaningful stands in their place, and the others are asked. Left out, such rows are a
        refusal that names them all, and the model is not asked any further.
    known: places of rows whose answers the method gave before, shape (known,), and those answers;
        used where it saves time.
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
    if pace.size >= _MANY:
        known = None
    answered = in_batches(len(data), pace, one, order=order, known=known, on_progress=on_progress)
    if left_out and (damaged is None or len(left_out) == len(data)):
        raise Refused(list(left_out.values())[:_MOST_PROBLEMS])
    return answered


def undecodable(
    data: Dataset, reads: Sequence[str], rows: NDArray[np.intp] | None = None
) -> dict[int, Problem]:
    """The rows whose pictures or sounds are damaged or not named, and why.

    reads: the columns that are looked at. rows: shape (looked at,), positions; all, if left out.
    """
    problems: dict[int, Problem] = {}
    looked_at = range(len(data)) if rows is None else rows.tolist()
    for name in reads:
        values = data.fed_values(name)
        if not isinstance(values, Images | Sounds):
            continue
        what, code = (
            ("picture", "no_image") if isinstance(values, Images) else ("sound", "no_sound")
        )
        for row in looked_at:
            if row in problems:
                continue
            if values.names[row] is None:
                where = f"dataset.columns.{name}"
                problems[row] = Problem(
                    where,
                    f"row {row + 1} names no {what}",
                    "name one",
                    code,
                )
                continue
            try:
                values.take(np.array([row])).fed()
            except Refused as refused:
                problems[row] = refused.problems[0]
    return problems


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
