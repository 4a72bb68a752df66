"""The same rows asked once more, in another way: which answers and which numbers are others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Rows
from audits.data.content_order import content_order, evenly
from audits.data.dataset import Dataset
from audits.errors import ModelFailure, NotApplicable
from audits.measurement import WhyNot
from audits.models import Classifier, Model, Paced, Precise, Regressor, Threaded
from audits.probing.batched_inference import BATCH, undecodable

Asked: TypeAlias = Classifier | Regressor

AGAIN, BY_ITSELF, REVERSED = "asked again", "one row at a time", "in reverse order"
ONE_THREAD, THREADS = "by one thread", "by four threads"
PROCESS, ON_CPU = "in another process", "on the CPU, in another process"
MANY = 4
IN_PROCESS = (AGAIN, BY_ITSELF, REVERSED, ONE_THREAD, THREADS)
# Another precision is another model of the same weights: it is no way of asking this one again.
PRECISIONS = {"in double precision": "float64", "in half precision": "bfloat16"}
NO_THREADS = WhyNot("this kind of model cannot be asked by another number of threads")
NO_PRECISION = WhyNot("this kind of model cannot be asked in another precision")


@dataclass(frozen=True, eq=False)
class Given:
    """What rows were answered.

    codes: shape (rows,), of classes; None where the answers are numbers. numbers: shape (rows, k):
    probabilities, or the number answered; None where a classifier gives no probabilities.
    """

    codes: NDArray[np.intp] | None
    numbers: NDArray[np.float64] | None


@dataclass(frozen=True, eq=False)
class Repeat:
    """What asking the same rows again gave, beside the first time.

    variant: in which way. flipped, changed: shape (rows,): another class, and another number
    anywhere in the answer; of numbers none flips. shifts: shape (rows,), the largest difference
    among each row's numbers, infinite where one of the two is missing, and 0 where there are none.
    """

    variant: str
    flipped: Flags
    changed: Flags
    shifts: NDArray[np.float64]

    @property
    def largest(self) -> float:
        """The largest difference of a number that was given both times, 0 where none are."""
        return float(self.shifts[np.isfinite(self.shifts)].max(initial=0.0))


def rows_asked(data: Dataset, reads: tuple[str, ...], most: int) -> Rows:
    """At most so many rows, spread over their content, shape (rows,); damaged pictures left out."""
    rows = evenly(content_order(data, reads), most)
    damaged = undecodable(data, reads, rows)
    return np.array([row for row in rows.tolist() if row not in damaged], dtype=np.intp)


def answers(model: Asked, data: Dataset, rows: Rows, size: int | None = None) -> Given:
    """The model's answers to rows, in batches of so many; left out, of as many as it likes best."""
    best = model.batch_rows if isinstance(model, Paced) else BATCH
    step = min(size or best, max(1, len(rows)))
    batches = [
        _given(model, data, rows[start : start + step]) for start in range(0, len(rows), step)
    ]
    codes = [batch.codes for batch in batches if batch.codes is not None]
    numbers = [batch.numbers for batch in batches if batch.numbers is not None]
    return Given(
        np.concatenate(codes) if len(codes) == len(batches) else None,
        np.concatenate(numbers) if len(numbers) == len(batches) else None,
    )


def _given(model: Asked, data: Dataset, rows: Rows) -> Given:
    features = data.features(model.reads, rows)
    if isinstance(model, Classifier):
        given = model.classify(features)
        return Given(given.codes, given.probabilities)
    return Given(None, np.asarray(model.regress(features), dtype=np.float64)[:, np.newaxis])


def repeats(
    model: Asked,
    data: Dataset,
    rows: Rows,
    first: Given,
    on_progress: Callable[[float], None],
) -> Iterator[tuple[str, Repeat | WhyNot]]:
    """Each way that this process has, by name, or why the model cannot be asked so.

    rows: shape (rows,), positions. first: what they were answered before.
    """
    variants = (*IN_PROCESS, *PRECISIONS)
    for number, variant in enumerate(variants):
        again = (
            _in_precision(PRECISIONS[variant], model, data, rows)
            if variant in PRECISIONS
            else _again(variant, model, data, rows)
        )
        yield variant, again if isinstance(again, WhyNot) else beside(variant, first, again)
        on_progress((number + 1) / len(variants))


def _again(variant: str, model: Asked, data: Dataset, rows: Rows) -> Given | WhyNot:
    if variant == AGAIN:
        return answers(model, data, rows)
    if variant == BY_ITSELF:
        return answers(model, data, rows, 1)
    if variant == REVERSED:
        turned = answers(model, data, rows[::-1])
        return Given(
            None if turned.codes is None else turned.codes[::-1],
            None if turned.numbers is None else turned.numbers[::-1],
        )
    if not isinstance(model, Threaded):
        return NO_THREADS
    with model.asked_by(1 if variant == ONE_THREAD else MANY) as other:
        return answers(_as_asked(other), data, rows)


def _in_precision(precision: str, model: Asked, data: Dataset, rows: Rows) -> Given | WhyNot:
    """In another precision, where weights and operators have one; else the reason."""
    if not isinstance(model, Precise):
        return NO_PRECISION
    try:
        with model.asked_in(precision) as other:
            return answers(_as_asked(other), data, rows)
    except NotApplicable as refusal:
        return WhyNot(refusal.reason)
    except MemoryError:
        return WhyNot("there is too little memory for a copy in another precision")
    except (ModelFailure, RuntimeError) as error:  # a step of the network that knows one alone
        return WhyNot(f"it cannot be computed in {precision} ({str(error).strip()[:120]})")


def _as_asked(model: Model) -> Asked:
    assert isinstance(model, Classifier | Regressor)
    return model


def beside(variant: str, first: Given, again: Given) -> Repeat:
    """Which of the answers are others now. Missing numbers are the same as missing numbers."""
    if first.codes is None or again.codes is None:
        assert first.numbers is not None
        flipped = np.zeros(len(first.numbers), dtype=bool)
    else:
        flipped = np.asarray(first.codes != again.codes)
    if first.numbers is None or again.numbers is None:
        return Repeat(variant, flipped, flipped, np.zeros(len(flipped)))
    before, now = first.numbers, again.numbers
    same = (before == now) | (np.isnan(before) & np.isnan(now))
    with np.errstate(invalid="ignore"):
        apart = np.where(same, 0.0, np.abs(before - now))
    shifts = np.where(np.isnan(apart), np.inf, apart).max(axis=1, initial=0.0)
    return Repeat(variant, flipped, np.asarray(~same.all(axis=1)) | flipped, shifts)


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """What another process answered. rows: shape (rows,). on_gpu: where it computed."""

    rows: Rows
    given: Given
    on_gpu: bool

    def write(self, path: Path) -> None:
        """As a file that the other process reads back to the last bit."""
        codes, numbers = self.given.codes, self.given.numbers
        np.savez(
            path, rows=self.rows, codes=np.zeros(0, dtype=np.intp) if codes is None else codes,
            numbers=np.zeros((0, 0)) if numbers is None else numbers, on_gpu=self.on_gpu,
            has_codes=codes is not None, has_numbers=numbers is not None,
        )  # fmt: skip

    @classmethod
    def read(cls, path: Path) -> "Elsewhere":
        """What `write` wrote; raises `OSError` or `ValueError` where it is something else."""
        with np.load(path, allow_pickle=False) as file:
            given = Given(
                file["codes"] if file["has_codes"] else None,
                file["numbers"] if file["has_numbers"] else None,
            )
            return cls(file["rows"], given, bool(file["on_gpu"]))
