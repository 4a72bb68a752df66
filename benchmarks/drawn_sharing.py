"""Populations of rows that a network of several heads and a model for one task alone answer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role

WHOLE = 20_000


@dataclass(frozen=True, eq=False)
class SharedClasses:
    """Two groups of rows with a label of two classes.

    right: how often the model for the task alone is right. lost, gained: of what it gets right how
    much the head gets wrong, and of what it gets wrong how much the head gets right; in the
    reference and in the other group.
    """

    name: str
    right: float
    lost: tuple[float, float]
    gained: tuple[float, float]
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table([rng.multinomial(each, self._law(group)) for group in (0, 1)])

    def whole(self) -> Dataset:
        return self._table([np.rint(WHOLE * self._law(group)).astype(int) for group in (0, 1)])

    def _law(self, group: int) -> NDArray[np.float64]:
        """Chances of both right, of the model alone, of the head alone, of neither."""
        lost, gained = self.lost[group], self.gained[group]
        wrong = 1 - self.right
        return np.array(
            [self.right * (1 - lost), self.right * lost, wrong * gained, wrong * (1 - gained)]
        )

    def _table(self, counts: list[NDArray[np.int_]]) -> Dataset:
        cases = np.concatenate([np.repeat(np.arange(4), one) for one in counts])
        sizes = [int(one.sum()) for one in counts]
        label = np.arange(len(cases)) % 2
        alone, head = np.isin(cases, (0, 1)), np.isin(cases, (0, 2))
        return Dataset(
            (
                Column("group", Role.PROTECTED,
                       Categories.of(["g00"] * sizes[0] + ["g01"] * sizes[1]), reference="g00"),
                Column("label", Role.LABEL, _two(label), positive="yes"),
                Column("head", Role.PREDICTION, _two(np.where(head, label, 1 - label))),
                Column("alone", Role.SINGLE_TASK, _two(np.where(alone, label, 1 - label))),
            )
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class SharedNumbers:
    """Two groups of rows whose label is a number, which both answer with errors of their own.

    off: deviation of the errors of the model for the task alone. more: how many times as far off
    the head is, in the reference and in the other group. rows_each: of a group, that are judged.
    """

    name: str
    off: float
    more: tuple[float, float]
    rows_each: int = 1200
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        errors = rng.normal(0, self.off, (3, 2 * each))
        group = np.repeat([0, 1], each)
        # Half of what they are off by is the same for both: the rows are hard or easy.
        head = (errors[0] + errors[1]) * np.take(self.more, group)
        return Dataset(
            (
                Column("group", Role.PROTECTED, Categories.of([f"g0{one}" for one in group]),
                       reference="g00"),
                Column("label", Role.LABEL, Numbers(np.zeros(2 * each))),
                Column("head", Role.PREDICTION, Numbers(head)),
                Column("alone", Role.SINGLE_TASK, Numbers(errors[0] + errors[2])),
            )
        )  # fmt: skip

    def whole(self) -> Dataset:
        return self.draw(np.random.default_rng(20261201), 10 * WHOLE)


def _two(codes: NDArray[np.int_]) -> Categories:
    return Categories(codes.astype(np.int8), ("no", "yes"))
