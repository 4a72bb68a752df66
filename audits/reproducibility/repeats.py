"""The same rows asked once more, in another way: which answers and which numbers are others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Rows
from audits.data.content_order import content_order, evenly
from audits.data.dataset import Dataset
from audits.models import Answers, Classifier, Paced, Threaded
from audits.probing.batched_inference import BATCH, undecodable

AGAIN, BY_ITSELF, REVERSED = "asked again", "one row at a time", "in reverse order"
ONE_THREAD, THREADS = "by one thread", "by four threads"
PROCESS, ON_CPU = "in another process", "on the CPU, in another process"
MANY = 4
IN_PROCESS = (AGAIN, BY_ITSELF, REVERSED, ONE_THREAD, THREADS)


@dataclass(frozen=True, eq=False)
class Repeat:
    """What asking the same rows again gave, beside the first time.

    variant: in which way. flipped, changed: shape (rows,): another class, and another number
    anywhere in the answer. largest: the largest difference of a probability, 0 where none are.
    """

    variant: str
    flipped: Flags
    changed: Flags
    largest: float


def rows_asked(data: Dataset, reads: tuple[str, ...], most: int) -> Rows:
    """At most so many rows, spread over their content, shape (rows,); damaged pictures left out."""
    rows = evenly(content_order(data, reads), most)
    damaged = undecodable(data, reads, rows)
    return np.array([row for row in rows.tolist() if row not in damaged], dtype=np.intp)


def answers(model: Classifier, data: Dataset, rows: Rows, size: int | None = None) -> Answers:
    """The model's answers to rows, in batches of so many; left out, of as many as it likes best."""
    best = model.batch_rows if isinstance(model, Paced) else BATCH
    step = min(size or best, max(1, len(rows)))
    batches = [
        model.classify(data.features(model.reads, rows[start : start + step]))
        for start in range(0, len(rows), step)
    ]
    probabilities = [batch.probabilities for batch in batches]
    known = [each for each in probabilities if each is not None]
    return Answers(
        np.concatenate([batch.codes for batch in batches]),
        np.concatenate(known) if len(known) == len(batches) else None,
    )


def repeats(
    model: Classifier,
    data: Dataset,
    rows: Rows,
    first: Answers,
    on_progress: Callable[[float], None],
) -> Iterator[tuple[str, Repeat | None]]:
    """Each way that this process has, by name; None where the model cannot be asked so.

    rows: shape (rows,), positions. first: what they were answered before.
    """
    for number, variant in enumerate(IN_PROCESS):
        again = _again(variant, model, data, rows)
        yield variant, None if again is None else beside(variant, first, again)
        on_progress((number + 1) / len(IN_PROCESS))


def _again(variant: str, model: Classifier, data: Dataset, rows: Rows) -> Answers | None:
    if variant == AGAIN:
        return answers(model, data, rows)
    if variant == BY_ITSELF:
        return answers(model, data, rows, 1)
    if variant == REVERSED:
        turned = answers(model, data, rows[::-1])
        chances = turned.probabilities
        return Answers(turned.codes[::-1], None if chances is None else chances[::-1])
    if not isinstance(model, Threaded):
        return None
    with model.asked_by(1 if variant == ONE_THREAD else MANY) as other:
        assert isinstance(other, Classifier)
        return answers(other, data, rows)


def beside(variant: str, first: Answers, again: Answers) -> Repeat:
    """Which of the answers are others now. Missing numbers are the same as missing numbers."""
    flipped = np.asarray(first.codes != again.codes)
    if first.probabilities is None or again.probabilities is None:
        return Repeat(variant, flipped, flipped, 0.0)
    before, now = first.probabilities, again.probabilities
    same = (before == now) | (np.isnan(before) & np.isnan(now))
    apart = np.abs(before - now)[~same]
    known = apart[np.isfinite(apart)]
    changed = np.asarray(~same.all(axis=1)) | flipped
    return Repeat(variant, flipped, changed, float(known.max(initial=0.0)))


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """What another process answered. rows, codes: shape (rows,). on_gpu: where it computed."""

    rows: Rows
    codes: NDArray[np.intp]
    probabilities: NDArray[np.float64] | None
    on_gpu: bool

    def write(self, path: Path) -> None:
        """As a file that the other process reads back to the last bit."""
        chances = np.zeros((0, 0)) if self.probabilities is None else self.probabilities
        np.savez(path, rows=self.rows, codes=self.codes, probabilities=chances, on_gpu=self.on_gpu)

    @classmethod
    def read(cls, path: Path) -> "Elsewhere":
        """What `write` wrote; raises `OSError` or `ValueError` where it is something else."""
        with np.load(path, allow_pickle=False) as file:
            chances = file["probabilities"]
            return cls(
                file["rows"], file["codes"], chances if len(chances) else None, bool(file["on_gpu"])
            )
