"""What a column's value could have been: as all rows have it, or as similar rows have it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.explanations.explanation import Instance
from audits.explanations.prediction_difference import Replaced
from audits.explanations.table_features import Table, TableInstance


@dataclass(frozen=True, eq=False)
class ColumnReplacer:
    """table: the rows. samples: the most values tried.

    conditional: values of the rows that agree in every other column; where fewer than `samples`
        do, of the nearest `samples` rows (numbers in deviations, another category counts 1).
    A column with at most `samples` different values is summed over exactly.
    """

    table: Table
    samples: int
    conditional: bool

    def windows(self, instance: Instance, rng: np.random.Generator) -> Iterator[Replaced]:
        """One column at a time."""
        assert isinstance(instance, TableInstance)
        apart = self._apart(instance) if self.conditional else None
        for column, name in enumerate(self.table.names):
            levels, codes = self.table.levels(name)
            rows = None if apart is None else self._near(apart, column)
            counts = np.bincount(codes if rows is None else codes[rows], minlength=len(levels))
            seen = np.flatnonzero(counts)
            if len(seen) <= self.samples:
                values, shares = levels[seen], counts[seen] / counts.sum()
            else:
                drawn = rng.choice(len(levels), self.samples, p=counts / counts.sum())
                values = levels[drawn]
                shares = np.full(self.samples, 1 / self.samples)
            features = {
                other: np.repeat(value, len(values)) for other, value in instance.values.items()
            }
            features[name] = values.astype(features[name].dtype)
            yield Replaced(np.array([column]), shares, features)

    def _apart(self, instance: TableInstance) -> NDArray[np.float64]:
        """Shape (rows, columns): squared distance of every row in each column."""
        distances = np.empty((len(self.table), len(self.table.names)))
        for column, name in enumerate(self.table.names):
            values, own = self.table.columns[name], instance.values[name][0]
            if values.dtype == object:
                distances[:, column] = values != own
                continue
            numbers = values.astype(np.float64)
            scale = np.nanstd(numbers) or 1.0
            away = (numbers - float(own)) / scale
            # Missing is like missing, and unlike anything else.
            missing = np.isnan(numbers) != np.isnan(float(own))
            distances[:, column] = np.where(missing, 1.0, np.nan_to_num(away) ** 2)
        return distances

    def _near(self, apart: NDArray[np.float64], column: int) -> NDArray[np.intp]:
        """Rows that agree elsewhere, or the nearest ones (ties included, so that order is moot)."""
        distance = apart.sum(axis=1) - apart[:, column]
        same = np.flatnonzero(distance <= 1e-12)
        if len(same) >= min(self.samples, len(distance)):
            return same
        count = min(self.samples, len(distance)) - 1
        limit = np.partition(distance, count)[count]
        return np.flatnonzero(distance <= limit * (1 + 1e-12))
