"""Rows that cannot be: numbers far outside all that were seen, categories that nobody has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Dataset, Numbers
from audits.data.whole_numbers import are_whole
from audits.errors import NotApplicable
from audits.models import Classifier
from audits.models.batches import Pace, Rows, in_batches
from audits.robustness.nothing import Sort

# How many times its range a number lies outside; a category that no row has.
LEAST_FAR, MOST_FAR, UNSEEN = 2.0, 10.0, "no such value"
_MOST_SHOWN = 6

Row = tuple[object, ...]


@dataclass(eq=False)
class RowsOfNothing:
    """model: of a table. data: its rows. rows: which of them are real examples, shape (rows,)."""

    model: Classifier
    data: Dataset
    rows: NDArray[np.intp]
    asked: int = field(default=0, init=False)
    _ranges: list[tuple[float, float] | None] = field(init=False)
    _whole: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self._ranges, self._whole = [], []
        for name in self.model.reads:
            values = self.data.fed_values(name)
            self._ranges.append(_range(values) if isinstance(values, Numbers) else None)
            self._whole.append(isinstance(values, Numbers) and bool(are_whole(values.values)))

    def real(self) -> list[Row]:
        """The rows that are real."""
        features = self.data.features(self.model.reads, self.rows)
        return list(zip(*(features[name] for name in self.model.reads), strict=True))

    def ask(self, inputs: Sequence[Row]) -> NDArray[np.float64]:
        """Probabilities, shape (inputs, classes); `NotApplicable` of a model of classes alone."""
        columns = {}
        for index, name in enumerate(self.model.reads):
            kind = object if self._ranges[index] is None else np.float64
            columns[name] = np.empty(len(inputs), dtype=kind)
            columns[name][:] = [row[index] for row in inputs]
        pace = Pace(getattr(self.model, "batch_rows", 256) or 256, grows=False)

        def one(rows: Rows) -> tuple[Rows, object]:
            return rows, self.model.classify({name: v[rows] for name, v in columns.items()})

        _, probabilities = in_batches(len(inputs), pace, one)
        self.asked += len(inputs)
        if probabilities is None:
            raise NotApplicable(
                "the model answers with classes alone and says nothing of how sure it is",
                "give a model that answers with probabilities",
            )
        return np.asarray(probabilities)

    def drawn(self, rng: np.random.Generator, count: int) -> list[Sort]:
        """Real rows with every number far outside, and with every category unseen."""
        real = self.real()
        some = [real[index % len(real)] for index in range(count)]
        numbers = [index for index, span in enumerate(self._ranges) if span is not None]
        others = [
            index for index, name in enumerate(self.model.reads)
            if isinstance(self.data.fed_values(name), Categories)
        ]  # fmt: skip
        sorts = []
        if numbers:
            made = [self._with(row, numbers, rng) for row in some]
            description = f"each number {LEAST_FAR:g} to {MOST_FAR:g} times its range outside it"
            sorts.append(Sort("far outside", description, made))
        if others:
            made = [
                tuple(UNSEEN if index in others else v for index, v in enumerate(row))
                for row in some
            ]
            sorts.append(Sort("unseen categories", "each category one that no row has", made))
        return sorts

    def changed(self, parent: Row, rng: np.random.Generator) -> Row:
        """One number drawn anew, far outside."""
        numbers = [index for index, span in enumerate(self._ranges) if span is not None]
        if not numbers:
            return parent
        return self._with(parent, [numbers[int(rng.integers(len(numbers)))]], rng)

    def ascended(
        self, targets: NDArray[np.intp], rng: np.random.Generator, steps: int
    ) -> Sort | str:
        """None: a table's model gives no gradients here."""
        return "gradients of tables are not asked"

    def shown(self, item: Row) -> Mapping[str, str]:
        """The row in words, its first columns."""
        parts = [
            f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
            for name, value in zip(self.model.reads, item, strict=True)
        ]
        more = ", ..." if len(parts) > _MOST_SHOWN else ""
        return {"text": ", ".join(parts[:_MOST_SHOWN]) + more}

    def _with(self, row: Row, places: Sequence[int], rng: np.random.Generator) -> Row:
        made = list(row)
        for index in places:
            ends = self._ranges[index]
            assert ends is not None
            low, high = ends
            far = float(rng.uniform(LEAST_FAR, MOST_FAR)) * (high - low)
            value = high + far if rng.random() < 0.5 else low - far
            made[index] = float(np.rint(value)) if self._whole[index] else value
        return tuple(made)


def _range(values: Numbers) -> tuple[float, float]:
    """The least and greatest value seen; of a column of one value or none, one wide."""
    known = values.values[~np.isnan(values.values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    return low, high if high > low else low + 1.0
