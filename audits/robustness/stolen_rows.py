"""A thief of models of tables: gives cells the values that turn the copy most.

Only values that other rows have in that column, of columns that may be changed (`row_domains`).
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.measurement import Exhibit
from audits.models import Classifier
from audits.models.batches import Pace, Rows, in_batches
from audits.perturbations.norm_balls import Pixels
from audits.robustness.attacked_rows import Attacked
from audits.robustness.losses import MARGIN, Labels
from audits.robustness.neural_copy import NeuralCopy
from audits.robustness.row_changes import Cell, Change
from audits.robustness.row_domains import Domain, Domains
from audits.robustness.row_measuring import shown_changes
from audits.robustness.stealing import Inputs


def as_inputs(features: Features, reads: tuple[str, ...]) -> Inputs:
    """Rows as one array of objects, shape (rows, columns); features: of each column its values."""
    rows = np.empty((len(features[reads[0]]), len(reads)), dtype=object)
    for index, name in enumerate(reads):
        rows[:, index] = features[name]
    return rows


def each_once(inputs: Inputs) -> NDArray[np.intp]:
    """Places of the rows that no row before them equals, shape (distinct rows,)."""
    seen = {tuple(map(repr, row)): index for index, row in reversed(list(enumerate(inputs)))}
    return np.array(sorted(seen.values()), dtype=np.intp)


@dataclass(frozen=True, eq=False)
class RowThief:
    """A `stealing.Thief`. domains: what may be changed, of every column that the model reads.

    own: the thief's rows, from which it learns how numbers are spread. most_columns: changed at
    once.
    """

    model: Classifier
    domains: Domains
    own: Inputs
    most_columns: int
    _spread: list[tuple[float, float]] = field(init=False)
    _blocks: list[slice] = field(init=False)

    def __post_init__(self) -> None:
        deviations, blocks, start = [], [], 0
        for index, domain in enumerate(self.domains.columns):
            width = 2 if domain.ordered else len(domain.levels)
            blocks.append(slice(start, start + width))
            start += width
            values = self.own[:, index].astype(np.float64) if domain.ordered else np.zeros(1)
            known = values[np.isfinite(values)]
            deviation = float(known.std()) if len(known) else 0.0
            deviations.append((float(known.mean()) if len(known) else 0.0, deviation or 1.0))
        object.__setattr__(self, "_spread", deviations)
        object.__setattr__(self, "_blocks", blocks)

    @property
    def threat(self) -> str:
        """How many columns, and to which values."""
        return f"up to {self.most_columns} columns, to values that rows have"

    @property
    def noise(self) -> str:
        """As many columns at random."""
        return "as many columns at random"

    def ask(self, inputs: Inputs) -> Labels:
        """The model's answers, shape (rows,), -1 for none."""
        columns = {
            domain.name: inputs[:, index].astype(np.float64) if domain.ordered else inputs[:, index]
            for index, domain in enumerate(self.domains.columns)
        }
        pace = Pace(getattr(self.model, "batch_rows", 256) or 256, grows=False)

        def one(rows: Rows) -> tuple[Rows, object]:
            return rows, self.model.classify({name: v[rows] for name, v in columns.items()})

        return np.asarray(in_batches(len(inputs), pace, one)[0], dtype=np.intp)

    def encoded(self, inputs: Inputs) -> Pixels:
        """Numbers in deviations with a flag where missing, a flag a category; (rows, width, 1, 1).

        A text, and a category that no row of the audit has, is no flag.
        """
        made = np.zeros((len(inputs), self._blocks[-1].stop, 1, 1), dtype=np.float32)
        for index, domain in enumerate(self.domains.columns):
            made[:, self._blocks[index], 0, 0] = self._cells(index, domain, inputs[:, index])
        return made

    def moved(
        self, copy: NeuralCopy, inputs: Inputs, codes: Labels, rng: np.random.Generator
    ) -> Inputs:
        """One cell of each row changed, the one that moves the copy furthest."""
        return self._changed(copy, inputs, np.maximum(codes, 0), 1)

    def attacked(self, copy: NeuralCopy, inputs: Inputs, labels: Labels) -> Inputs:
        """One cell after the other, as many columns as may be changed."""
        return self._changed(copy, inputs, labels, self.most_columns)

    def control(self, inputs: Inputs, changed: Inputs, rng: np.random.Generator) -> Inputs:
        """As many cells of each row at other values that rows have."""
        made = inputs.copy()
        for row, (before, after) in enumerate(zip(inputs, changed, strict=True)):
            count = int(np.sum([_differs(a, b) for a, b in zip(before, after, strict=True)]))
            for index in rng.permutation(len(before)).tolist():
                domain = self.domains.columns[index]
                free = domain.open_to(before[index], domain.tried)
                if count and len(free):
                    made[row, index] = domain.levels[int(rng.choice(free))]
                    count -= 1
        return made

    def shown(
        self,
        judged: Attacked,
        inputs: Inputs,
        changed: Inputs,
        turned: NDArray[np.intp],
        codes: Labels,
    ) -> Exhibit | None:
        """Cells before and after, cheap and dear ones."""
        made = [
            self._change(row, inputs[index], changed[index], code)
            for index, row, code in zip(
                turned.tolist(), judged.rows[turned].tolist(), codes[turned].tolist(), strict=True
            )
        ]
        title = "Rows turned by what was made for the copy"
        return shown_changes(title, made, self.model.classes, judged.codes[turned].tolist())

    def _change(self, row: int, before: Inputs, after: Inputs, code: int) -> Change:
        cost, cells = 0.0, []
        for domain, old, new in zip(self.domains.columns, before, after, strict=True):
            if _differs(old, new):
                level = int(np.flatnonzero(domain.levels == new)[0])
                cost += float(domain.costs(old, np.array([level]))[0])
                cells.append(Cell(domain.name, old, new))
        return Change(row, cost, tuple(cells), code, 1, False)

    def _cells(self, index: int, domain: Domain, values: Inputs) -> NDArray[np.float64]:
        if not domain.ordered:
            return np.asarray(values[:, None] == domain.levels[None, :], dtype=np.float64)
        mean, deviation = self._spread[index]
        numbers = values.astype(np.float64)
        known = np.isfinite(numbers)
        return np.stack([np.where(known, (numbers - mean) / deviation, 0.0), ~known], axis=1)

    def _changed(self, copy: NeuralCopy, inputs: Inputs, labels: Labels, cells: int) -> Inputs:
        """The most promising cell first: every value of every column is tried on the copy."""
        made, seen = inputs.copy(), self.encoded(inputs)
        touched = np.zeros(inputs.shape, dtype=bool)
        for _ in range(cells):
            best = MARGIN.value(copy.scores(seen), labels)
            column = np.full(len(inputs), -1)
            value: NDArray[Any] = np.empty(len(inputs), dtype=object)
            for index, domain in enumerate(self.domains.columns):
                for level in domain.levels[domain.tried]:
                    rows = np.flatnonzero(_open(domain, made[:, index], level) & ~touched[:, index])
                    if not len(rows):
                        continue
                    tried = seen[rows]
                    given = self._cells(index, domain, np.array([level], dtype=object))
                    tried[:, self._blocks[index], 0, 0] = given
                    margins = MARGIN.value(copy.scores(tried), labels[rows])
                    better = rows[margins > best[rows]]
                    best[better] = margins[margins > best[rows]]
                    column[better] = index
                    value[better] = level
            for row in np.flatnonzero(column >= 0).tolist():
                made[row, column[row]] = value[row]
                touched[row, column[row]] = True
            seen = self.encoded(made)
        return made


def _open(domain: Domain, values: Inputs, level: Any) -> NDArray[np.bool_]:
    """Which rows may be given this level, shape (rows,)."""
    if not domain.ordered:
        return np.array([domain.up and own is not None and own != level for own in values])
    own = values.astype(np.float64)
    return np.asarray(((level > own) & domain.up) | ((level < own) & domain.down))


def _differs(before: Any, after: Any) -> bool:
    return bool(before != after and not (before != before and after != after))
