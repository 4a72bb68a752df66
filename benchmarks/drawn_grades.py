"""Rows with a grade each, and the grade that something answered, in two groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from audits.data.dataset import Categories, Column, Dataset
from audits.specification.roles import Role

WHOLE = 300_000
NAMES = ("high", "low", "middle", "top")
ORDER = ("low", "middle", "high", "top")


@dataclass(frozen=True, eq=False)
class GradedRows:
    """noise: deviation of an answer from the grade before it is rounded, in grades; bias: of the
    other group's answers."""

    name: str
    noise: float
    bias: float
    model: None = None
    groups: int = 2
    parameters: Mapping[str, object] = field(default_factory=lambda: {"grades": ORDER})

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        """So many rows of each group."""
        group = np.repeat([0, 1], each)
        grade = rng.choice(len(ORDER), 2 * each, p=[0.15, 0.4, 0.3, 0.15])
        noise = rng.normal(0, self.noise, 2 * each) + self.bias * group
        answer = np.clip(grade + np.rint(noise), 0, len(ORDER) - 1).astype(int)
        return Dataset(
            (
                Column("group", Role.PROTECTED, Categories(group, ("g00", "g01")),
                       reference="g00"),
                Column("grade", Role.LABEL, _named(grade)),
                Column("answer", Role.PREDICTION, _named(answer)),
            )
        )  # fmt: skip

    def whole(self) -> Dataset:
        """So many that the numbers are known to a thousandth."""
        return self.draw(np.random.default_rng(20261204), WHOLE)


def _named(grades: np.ndarray) -> Categories:
    codes = np.array([NAMES.index(name) for name in ORDER], dtype=np.int8)
    return Categories(codes[grades], NAMES)
