"""Rows of a table, each searched for the smallest change that turns its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Dataset, Features
from audits.models import Classifier
from audits.models.batches import Pace, Rows, in_batches
from audits.robustness.row_domains import Domain, Domains
from audits.robustness.row_search import Sets, Smallest, smallest_change

# Which answers count as turned, of codes of shape (sets,).
Turned = Callable[[NDArray[np.intp]], NDArray[np.bool_]]
# How near probabilities of shape (sets, classes) come to it, shape (sets,).
Near = Callable[[NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class Goal:
    """What a search is for: the answers that count as turned, and how near others come."""

    turned: Turned
    near: Near


@dataclass(frozen=True, slots=True)
class Cell:
    """One changed cell: its column, and its value before and after."""

    column: str
    before: object
    after: object

    @property
    def description(self) -> str:
        """`hours_per_week 40 to 52`."""
        return f"{self.column} {_shown(self.before)} to {_shown(self.after)}"


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change found of one row; `cells` is empty and `cost` infinite without one.

    code: the answer to the changed row. complete: whether every cheaper change was asked.
    """

    row: int
    cost: float
    cells: tuple[Cell, ...]
    code: int
    queries: int
    complete: bool

    @property
    def is_turned(self) -> bool:
        """Whether any change turned the answer."""
        return isfinite(self.cost)


@dataclass(frozen=True, eq=False)
class _Actions:
    """Of one row. level: shape (actions,), which level of its column each gives."""

    column: NDArray[np.intp]
    level: NDArray[np.intp]
    cost: NDArray[np.float64]


@dataclass(eq=False)
class Searcher:
    """model: asked with changed rows. domains: what may be changed. most_columns, most_queries: of
    a row."""

    model: Classifier
    domains: Domains
    most_columns: int
    most_queries: int

    def search_each(
        self,
        data: Dataset,
        searches: Sequence[tuple[int, Goal]],
        on_progress: Callable[[float], None],
    ) -> list[Change]:
        """The smallest change of each of these rows of the data.

        on_progress: is told the share of the searches that are done, after each.
        """
        changes = []
        for row, goal in searches:
            values = data.features(self.model.reads, np.array([row]))
            changes.append(self.search(row, values, goal.turned, goal.near))
            on_progress(len(changes) / len(searches))
        return changes

    def search(self, row: int, values: Features, turned: Turned, near: Near) -> Change:
        """The smallest change of this row. values: of it alone, as the model is fed."""
        actions = self._actions(values)
        result = smallest_change(
            actions, lambda sets: self._ask(sets, actions, values, turned, near),
            most_columns=self.most_columns, most_queries=self.most_queries,
        )  # fmt: skip
        if not result.actions:
            return Change(row, inf, (), -1, result.queries, result.complete)
        return self._nearer(row, values, actions, result, turned)

    @property
    def _columns(self) -> tuple[Domain, ...]:
        return self.domains.columns

    def _actions(self, values: Features) -> _Actions:
        columns, levels, costs = [], [], []
        for index, domain in enumerate(self._columns):
            value = values[domain.name][0]
            tried = domain.open_to(value, domain.tried)
            columns.append(np.full(len(tried), index))
            levels.append(tried)
            costs.append(domain.costs(value, tried) if len(tried) else np.zeros(0))
        return _Actions(
            np.concatenate(columns).astype(np.intp), np.concatenate(levels).astype(np.intp),
            np.concatenate(costs),
        )  # fmt: skip

    def _nearer(
        self, row: int, values: Features, actions: _Actions, result: Smallest, turned: Turned
    ) -> Change:
        """The same columns, each number moved back as far as the answer stays turned.

        Only some values of a column with many are listed, so between two of them others may do.
        """
        columns = actions.column[list(result.actions)]
        levels = actions.level[list(result.actions)]
        queries = result.queries
        for index, column in enumerate(columns.tolist()):
            closer = self._between(column, values, levels[index], self.most_queries - queries)
            if not len(closer):
                continue
            trial = np.tile(levels, (len(closer), 1))
            trial[:, index] = closer
            codes, _ = self._answers(values, np.tile(columns, (len(closer), 1)), trial)
            queries += len(closer)
            hit = np.flatnonzero(turned(codes))
            if len(hit):
                levels[index] = closer[hit[0]]
        codes, _ = self._answers(values, columns[None], levels[None])
        cost, cells = 0.0, []
        for column, level in zip(columns.tolist(), levels.tolist(), strict=True):
            domain = self._columns[column]
            own = values[domain.name][0]
            cost += float(domain.costs(own, np.array([level]))[0])
            cells.append(Cell(domain.name, own, domain.levels[level]))
        return Change(row, cost, tuple(cells), int(codes[0]), queries, result.complete)

    def _between(self, column: int, values: Features, level: int, most: int) -> NDArray[np.intp]:
        """Levels nearer to the row's own than this one that were not listed, the nearest first."""
        domain = self._columns[column]
        if len(domain.tried) == len(domain.levels) or not domain.ordered:
            return np.zeros(0, dtype=np.intp)
        own, numbers = float(values[domain.name][0]), domain.levels.astype(np.float64)
        low, high = sorted((own, float(numbers[level])))
        closer = np.flatnonzero((numbers > low) & (numbers < high))
        if numbers[level] < own:
            closer = closer[::-1]
        return closer[: max(0, most)]

    def _ask(
        self, sets: Sets, actions: _Actions, values: Features, turned: Turned, near: Near
    ) -> tuple[NDArray[np.bool_], NDArray[np.float64] | None]:
        columns = np.where(sets >= 0, actions.column[sets], -1)
        codes, probabilities = self._answers(values, columns, actions.level[sets])
        return turned(codes), None if probabilities is None else near(probabilities)

    def _answers(
        self, values: Features, columns: Sets, levels: Sets
    ) -> tuple[NDArray[np.intp], NDArray[np.float64] | None]:
        """Codes and probabilities of the row with these columns at these levels.

        columns, levels: shape (sets, columns changed); a column of -1 is none.
        """
        changed = {}
        for name, value in values.items():
            changed[name] = np.repeat(np.asarray(value), len(columns))
        for index, domain in enumerate(self._columns):
            set_index, slot = np.nonzero(columns == index)
            changed[domain.name][set_index] = domain.levels[levels[set_index, slot]]
        pace = Pace(getattr(self.model, "batch_rows", 256) or 256, grows=False)

        def one(rows: Rows) -> tuple[Rows, object]:
            return rows, self.model.classify({name: fed[rows] for name, fed in changed.items()})

        codes, probabilities = in_batches(len(columns), pace, one)
        return np.asarray(codes, dtype=np.intp), probabilities


def other_than(code: int) -> Turned:
    """Any answer but this one; no answer is none."""
    return lambda codes: np.asarray((codes != code) & (codes >= 0))


def away_from(code: int) -> Near:
    """How improbable this class has become."""
    return lambda probabilities: -probabilities[:, code]


def one_of(favoured: NDArray[np.intp]) -> Turned:
    """Any of these answers. favoured: shape (favoured,), codes."""
    return lambda codes: np.isin(codes, favoured)


def toward(favoured: NDArray[np.intp]) -> Near:
    """How probable the likeliest of these classes has become."""
    return lambda probabilities: np.asarray(probabilities[:, favoured].max(axis=1))


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
