"""Smaller forms of a model, each asked the same rows as the model itself and timed beside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audits.cost.asking import Asking
from audits.cost.busy import Yardstick
from audits.cost.drawn import differs
from audits.cost.energy import INPUTS, Spent, spend
from audits.cost.timing import timed_in_turns
from audits.data.arrays import Matrix, Rows
from audits.data.content_order import evenly
from audits.data.dataset import Dataset
from audits.data.row_keys import key_of, row_keys
from audits.errors import ModelFailure, NotApplicable, Refused
from audits.measurement import WhyNot
from audits.models import Classifier, Compressed, Compressible, Compression, StoredSize
from audits.probing.batched_inference import ask, undecodable
from audits.probing.subject import Subject

ORIGINAL = "original"
# Of the rows at most this share sets the ranges of static int8, and is not judged.
MOST_CALIBRATING = 0.2


@dataclass(frozen=True, eq=False)
class Times:
    """Of one size of batch.

    seconds: shape (calls, 2), the model's and the variant's own, of calls that are independent.
    """

    batch: int
    seconds: Matrix
    why_busy: str | None


@dataclass(frozen=True, eq=False)
class Variant:
    """A form of the model that was made, and what it answered.

    codes: shape (judged rows,), positions among the model's classes, -1 without an answer. times:
    one for each size of batch, none of the model itself. change: what was changed, in words.
    """

    name: str
    codes: Rows
    size: StoredSize
    change: str
    spent: Spent
    times: tuple[Times, ...] = ()


@dataclass(frozen=True, eq=False)
class Tried:
    """What was tried, in order. rows: shape (judged rows,), positions. missing: why, by name."""

    rows: Rows
    calibrating: int
    original: Variant
    made: tuple[Variant, ...]
    missing: Mapping[str, WhyNot]
    engine: str

    @property
    def all(self) -> tuple[Variant, ...]:
        """The model itself, then what was made of it."""
        return (self.original, *self.made)


@dataclass(frozen=True)
class Trying:
    """How variants are tried.

    sparsity: share of weights that pruning sets to zero. most_rows: asked at most. batches: sizes
    that are timed, beside single rows. calls: timed of each. seconds: after which a part of one
    variant (its times, its energy) begins no new call.
    """

    kinds: Sequence[Compression]
    sparsity: float
    calibration_rows: int
    most_rows: int
    batches: Sequence[int]
    calls: int
    seconds: float


def parted(subject: Subject, most_rows: int, calibrating: int) -> tuple[Rows, Rows]:
    """Rows that judge, and rows that calibrate, shapes (rows,), spread over their content.

    No row does both, nor is what one reads in the other: ranges that were set by the rows that
    judge would fit them best.
    """
    model, data = subject.model, subject.data
    assert model is not None
    rows = evenly(subject.content_order, most_rows + calibrating)
    damaged = undecodable(data, model.reads, rows)
    rows = np.array([row for row in rows.tolist() if row not in damaged], dtype=np.intp)
    fed = data.take(rows)
    keys = row_keys([key_of(fed.fed_values(name)) for name in model.reads], len(rows))
    _, first, input_of = np.unique(keys, return_index=True, return_inverse=True)
    apart = evenly(np.arange(len(first)), min(calibrating, int(MOST_CALIBRATING * len(first))))
    return rows[~np.isin(input_of.reshape(-1), apart)], rows[first[apart]]


def tried(subject: Subject, trying: Trying) -> Tried:
    """Make each variant, ask it, time it beside the model, and let it go before the next."""
    model, data = subject.model, subject.data
    assert isinstance(model, Compressible)
    rows, calibrating = parted(subject, trying.most_rows, trying.calibration_rows)
    parts = len(trying.kinds) + 1

    def progress(index: int) -> Callable[[float], None]:
        return lambda fraction: subject.on_progress((index + fraction) / parts)

    codes = _codes(model, data, rows, progress(0))
    judged = rows[codes >= 0]
    if not len(judged):
        raise NotApplicable("the model answers no row", "give rows that it answers")
    asking = Asking.of(subject)
    original = Variant(
        ORIGINAL, codes[codes >= 0], model.stored_size(), "as it was given",
        _spent(asking, subject, trying.seconds),
    )  # fmt: skip
    made: list[Variant] = []
    missing: dict[str, WhyNot] = {}
    for index, how in enumerate(trying.kinds, 1):
        calibration = data.features(model.reads, calibrating)
        try:
            with model.compressed(
                how, calibration=calibration, sparsity=trying.sparsity
            ) as compressed:
                made.append(_asked(how, compressed, subject, judged, trying, progress(index)))
        except NotApplicable as refusal:
            missing[str(how)] = WhyNot(f"{refusal.reason}; {refusal.remedy}")
        except MemoryError:
            missing[str(how)] = WhyNot("there was not memory enough for it beside the model")
        except (ModelFailure, Refused, AttributeError, TypeError) as error:
            # Code that reaches into a layer which a tool has replaced finds it another one.
            missing[str(how)] = WhyNot(f"it was made and cannot be asked: {error}")
        progress(index)(1.0)
    return Tried(judged, len(calibrating), original, tuple(made), missing, model.engine)


def _asked(
    how: Compression,
    compressed: Compressed,
    subject: Subject,
    rows: Rows,
    trying: Trying,
    on_progress: Callable[[float], None],
) -> Variant:
    codes = _codes(compressed.model, subject.data, rows, lambda done: on_progress(done / 2))
    asking = Asking.of_model(compressed.model, subject)
    times = tuple(_times(asking, subject, trying))
    on_progress(0.75)
    spent = _spent(asking, subject, trying.seconds)
    return Variant(str(how), codes, compressed.size, compressed.change, spent, times)


def _codes(
    model: Classifier, data: Dataset, rows: Rows, on_progress: Callable[[float], None]
) -> Rows:
    codes, _ = ask(model, data.take(rows), model.classify, on_progress)
    return np.asarray(codes, dtype=np.intp)


def _times(asking: Asking, subject: Subject, trying: Trying) -> Iterator[Times]:
    asks = (Asking.of(subject).ask, asking.ask)
    sizes, differ = tuple(dict.fromkeys((1, *trying.batches))), False
    for batch in sizes:
        yardstick, drawn = Yardstick(subject.machine), asking.drawn(batch, trying.calls)
        seconds = timed_in_turns(
            asks, drawn.each, calls=drawn.calls(trying.calls), seconds=trying.seconds / len(sizes),
            machine=subject.machine, yardstick=yardstick,
        )  # fmt: skip
        if batch == 1:
            differ = any(differs(each, len(drawn.each)) for each in seconds.T)
        counting = drawn.counting(seconds[:, -1], differ=differ)
        yield Times(batch, seconds[: max(1, counting)], yardstick.why_busy)


def _spent(asking: Asking, subject: Subject, seconds: float) -> Spent:
    return spend(
        asking.ask, asking.drawn(1, INPUTS), machine=subject.machine, seconds=seconds,
        on_gpu=asking.on_gpu,
    )  # fmt: skip
