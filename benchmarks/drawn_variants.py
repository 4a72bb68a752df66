"""A population of rows that a model and a smaller form of it answer, with known chances of each."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from audits.data.arrays import Rows
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.models import Answers, Compressed, Compression, Operations, StoredSize
from audits.probing.machine import Machine
from audits.specification.roles import Role

WHOLE = 10_000


class Hurried(Machine):
    """Its clock goes on by a second at each reading, so that whatever is timed ends at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def wall_seconds(self) -> float:
        """A second later than the last."""
        self.now += 1
        return self.now


class Shrinking:
    """Answers what stands in the column `own`; each smaller form what stands in `smaller`."""

    reads, classes, fingerprint = ("own", "smaller"), ("no", "yes"), "0" * 64
    engine = "numpy, 1 thread"

    def __init__(self, column: str = "own") -> None:
        self.column, self.machine = column, Hurried()

    def classify(self, features: Mapping[str, Any]) -> Answers:
        return Answers(np.asarray(features[self.column]).astype(np.intp), None)

    def operations(self, features: object) -> Operations:
        return Operations({}, 1, 1, {})

    def stored_size(self) -> StoredSize:
        return StoredSize(1000, 900)

    @contextmanager
    def compressed(
        self, how: Compression, *, calibration: object, sparsity: float
    ) -> Iterator[Compressed]:
        yield Compressed(Shrinking("smaller"), StoredSize(250, 200), "another column")


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Two groups of rows. right: how often the model is right, in the reference and in the other.

    lost, gained: of the answers that were right how many the smaller form gets wrong, and of those
    that were wrong how many it gets right; in the reference and in the other group.
    """

    name: str
    right: tuple[float, float]
    lost: tuple[float, float]
    gained: tuple[float, float]
    groups: int = 2

    @property
    def model(self) -> Shrinking:
        return Shrinking()

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table([rng.multinomial(each, self._law(group)) for group in (0, 1)])

    def whole(self) -> Dataset:
        return self._table([np.rint(WHOLE * self._law(group)).astype(int) for group in (0, 1)])

    def _law(self, group: int) -> Any:
        right, lost, gained = self.right[group], self.lost[group], self.gained[group]
        by_cell = {(1, 1): right * (1 - lost), (1, 0): right * lost,
                   (0, 1): (1 - right) * gained, (0, 0): (1 - right) * (1 - gained)}  # fmt: skip
        return np.array([by_cell[own, smaller] / 2 for _, own, smaller in _CELLS])

    def _table(self, counts: list[Rows]) -> Dataset:
        group = np.repeat([0, 1], [int(each.sum()) for each in counts])
        cells = np.concatenate([np.repeat(_CELLS, each, axis=0) for each in counts])
        label, own, smaller = cells.T
        return Dataset(
            (
                Column("group", Role.PROTECTED, Categories(group, ("g00", "g01")),
                       reference="g00"),
                Column("label", Role.LABEL, Categories(label, ("no", "yes")), positive="yes"),
                Column("own", Role.FEATURE, Numbers(_told(label, own))),
                Column("smaller", Role.FEATURE, Numbers(_told(label, smaller))),
            )
        )  # fmt: skip


# The label, whether the model's answer is right, and whether the smaller form's is.
_CELLS = np.array(list(product((0, 1), repeat=3)))


def _told(label: Rows, right: Rows) -> Any:
    return np.where(right == 1, label, 1 - label).astype(np.float64)
