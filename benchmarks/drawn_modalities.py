"""A population of rows with a text and a number, and a model that reads both."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.models import Answers
from audits.specification.roles import Role
from benchmarks.populations import Resampled

ROWS = 500


class ReadingBoth:
    """Adds up what a text and a number say, each with its weight."""

    reads, classes, fingerprint = ("note", "amount"), ("no", "yes"), "0" * 64

    def __init__(self, text: float, number: float) -> None:
        self.text, self.number = text, number

    def classify(self, features: Mapping[str, Any]) -> Answers:
        good = np.array([1.0 if note == "good" else -1.0 for note in features["note"]])
        sums = self.text * good + self.number * np.asarray(features["amount"], dtype=np.float64)
        chance = 1 / (1 + np.exp(-sums))
        return Answers((sums > 0).astype(np.intp), np.column_stack([1 - chance, chance]))


def noted(rows: int, seed: int, *, told: tuple[float, float], known: float = 1.0) -> Dataset:
    """Two groups of rows. told: how often the text says the label, in either group.

    known: how many deviations the number lies apart for the two labels.
    """
    rng = np.random.default_rng(seed)
    group, label = rng.integers(0, 2, (2, rows))
    says = np.where(rng.random(rows) < np.take(told, group), label, 1 - label)
    return Dataset(
        (
            Column("group", Role.PROTECTED, Categories.of([f"g0{one}" for one in group])),
            Column("note", Role.FEATURE, Texts.of([("bad", "good")[one] for one in says])),
            Column("amount", Role.FEATURE, Numbers(rng.normal(known * (2 * label - 1) / 2, 1))),
            Column("label", Role.LABEL, Categories(label.astype(np.int8), ("no", "yes")),
                   positive="yes"),
        )
    )  # fmt: skip


def both() -> Resampled:
    """Of one group the text says the label more often."""
    table = noted(ROWS, 20261201, told=(0.85, 0.7))
    return Resampled("notes beside amounts", table, ReadingBoth(0.8, 1.0))
