"""What each modality of a model's input carries: it is exchanged among rows, and answers are lost.

The values of one modality are given to other rows while all others stay (permutation importance:
Breiman 2001, Machine Learning 45:5; model reliance: Fisher, Rudin & Dominici 2019, JMLR 20:177; of
modalities, the perceptual score: Gat, Schwartz & Schwing 2021, NeurIPS). A drop is a mean over
pairs of a row that receives and one that gives; both were drawn, so both count in its error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.dataset import Column, Dataset, Images, Sequences, Sounds, Texts
from audits.errors import NotApplicable
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

# What stands for all modalities together in the group key `modality`.
ALL = "all together"
NOTE = "values of other rows"
# Inputs of a graph that each take one column are columns, and no modalities.
MOST_INPUTS = 6
_NAMES: tuple[tuple[type, str], ...] = (
    (Images, "pictures"), (Texts, "texts"), (Sounds, "sounds"),
    (Sequences, "sequences"),
)  # fmt: skip


def modalities_of(
    data: Dataset,
    reads: Sequence[str],
    feeds: Mapping[str, Sequence[str]],
    stated: Mapping[str, Sequence[str]] | None,
) -> dict[str, tuple[str, ...]]:
    """Name of each modality -> the columns that belong to it; at least two.

    reads: columns that the model reads. feeds: by its inputs, where it says so. stated: as the
    document names them. Left out, texts, pictures, sounds and the table's values stand
    apart; where the model reads one kind alone, its inputs do. Raises `NotApplicable`.
    """
    if stated:
        return _stated(reads, stated)
    kinds: dict[str, list[str]] = {}
    for name in reads:
        values = data.fed_values(name)
        kind = next((word for shape, word in _NAMES if isinstance(values, shape)), "table")
        kinds.setdefault(kind, []).append(name)
    if len(kinds) > 1:
        return {kind: tuple(kinds[kind]) for kind in sorted(kinds)}
    widest = max(map(len, feeds.values()), default=0)
    if 1 < len(feeds) <= MOST_INPUTS and widest > 1:
        return {name: tuple(feeds[name]) for name in sorted(feeds)}
    raise NotApplicable(
        "the model reads one kind of input, and nothing says what belongs together",
        "name the parts that are exchanged: `modalities: {NAME: [COLUMN, ...], OTHER: [...]}`",
    )


def _stated(
    reads: Sequence[str], stated: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    named = [column for columns in stated.values() for column in columns]
    unread = sorted({*named} - {*reads})
    if unread:
        raise NotApplicable(
            f"the model does not read {', '.join(unread)}",
            f"name columns that it reads: {', '.join(reads[:12])}",
        )
    if len(set(named)) < len(named) or len(stated) < 2 or not all(stated.values()):
        raise NotApplicable(
            "`modalities` are two or more parts with columns of their own",
            "give each column to one of them",
        )
    return {name: tuple(stated[name]) for name in sorted(stated)}


def exchanged(data: Dataset, columns: Sequence[str], donors: NDArray[np.intp]) -> Dataset:
    """The rows with these columns as other rows have them. donors: shape (rows,), positions."""

    def given(column: Column) -> Column:
        if column.name not in columns and column.source not in columns:
            return column
        fed = None if column.fed is None else column.fed.take(donors)
        return replace(column, values=column.values.take(donors), fed=fed)

    return Dataset(tuple(map(given, data.columns)), data.notes)


def rings(rows: int, times: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Who gives to whom, shape (times, rows): everybody gives once a time, and never to itself."""
    donors = np.empty((times, rows), dtype=np.intp)
    for turn in donors:
        order = rng.permutation(rows)
        turn[order] = np.roll(order, -1)
    return donors


@dataclass(frozen=True, eq=False)
class Exchanges:
    """Which answers were right before, and after each exchange.

    before: shape (rows,). after: by modality, `ALL` among them, shape (times, rows). donors: shape
    (times, rows).
    """

    before: Flags
    after: Mapping[str, Flags]
    donors: NDArray[np.intp]

    def drop(self, name: str) -> Floats:
        """Right answers lost by each exchange, shape (times, rows): -1, 0 or 1."""
        lost: Floats = self.before.astype(np.float64) - self.after[name]
        return lost

    def overlap(self) -> Floats:
        """What is lost with all modalities beyond what each loses alone, shape (times, rows)."""
        return self.drop(ALL) - sum(self.drop(name) for name in self.after if name != ALL)

    @property
    def modalities(self) -> int:
        """How many there are."""
        return len(self.after) - 1

    def mean(self, metric: str, group: Group, lost: Floats, rows: Flags, stated: Stated,
             bound: float = 1.0) -> Measurement:  # fmt: skip
        """The mean over the group's rows. rows: shape (rows,), of the group. bound: of each row."""
        size = int(rows.sum())
        reason = too_few(size, stated.smallest_group) if size < stated.smallest_group else None
        if size < 2:
            return Undetermined(metric, group, reason or "no variation", size)
        value = float(lost[:, rows].mean())
        error = _error([self._side(lost, rows)])
        method, evidence = _drawn(value, error, size, bound)
        return stated_value(metric, group, value, method, evidence, size, reason, stated)

    def gap(self, metric: str, groups: tuple[Group, Group], lost: Floats, rows: Flags,
            beside: Flags, stated: Stated) -> Measurement:  # fmt: skip
        """The mean of a group less that of its reference; the same rows may give to both."""
        group, reference = groups
        sizes = int(rows.sum()), int(beside.sum())
        reason = None
        for size, whose in zip(sizes, ("", "the reference has "), strict=True):
            if reason is None and size < stated.smallest_group:
                reason = whose + too_few(size, stated.smallest_group)
        if min(sizes) < 2:
            return Undetermined(metric, group, reason or "no variation", sizes, None, reference)
        value = float(lost[:, rows].mean()) - float(lost[:, beside].mean())
        error = _error([self._side(lost, rows), self._side(lost, beside)])
        method, evidence = _drawn(value, error, min(sizes), 2.0)
        return stated_value(
            metric, group, value, method, evidence, sizes, reason, stated, reference=reference
        )

    def _side(self, lost: Floats, rows: Flags) -> "_Side":
        around = lost[:, rows] - lost[:, rows].mean()
        by_receiver = around.mean(axis=0)
        events = around.size
        influence = np.zeros(lost.shape[1])
        np.add.at(influence, self.donors[:, rows].reshape(-1), around.reshape(-1) / events)
        influence[rows] += around.sum(axis=0) / events
        count = len(by_receiver)
        return _Side(
            influence,
            float((around**2).sum()) / events**2,
            float(by_receiver @ by_receiver) / (count * max(1, count - 1)),
        )


@dataclass(frozen=True, eq=False)
class _Side:
    """influence: shape (rows,), how far each row moves the mean, as one that receives or gives.

    twice: what is in the square of both. receiving: the variance over rows that receive alone.
    """

    influence: Floats
    twice: float
    receiving: float


def _error(sides: Sequence[_Side]) -> float:
    """Of a mean over pairs of rows, or of the difference of two such means.

    The variance of dyads (Fafchamps & Gubert 2007, J. of Development Economics 83:326; Aronow,
    Samii & Assenova 2015, Political Analysis 23:564), and never less than over receivers alone.
    """
    signs = (1.0, -1.0)
    influence = sum(sign * side.influence for sign, side in zip(signs, sides, strict=False))
    assert isinstance(influence, np.ndarray)
    dyadic = float(influence @ influence) - sum(side.twice for side in sides)
    return sqrt(max(dyadic, sum(side.receiving for side in sides)))


def _drawn(value: float, error: float, rows: int, bound: float) -> tuple[str, tuple[float, ...]]:
    """The method and evidence of an interval; Hoeffding's where every row says the same."""
    if error <= 1e-12:
        return "hoeffding", (value, float(rows), -bound, bound)
    return f"bounded-student_t-few ({NOTE})", (value, error, float(rows - 1), -bound, bound)
