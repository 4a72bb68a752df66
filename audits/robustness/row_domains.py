"""What may be changed of a person's row: which columns, in which direction, to which values.

A cell is only ever given a value that another row has in that column, so that whole numbers stay
whole, categories stay categories and ranges are kept: nobody is a fraction of a person. A missing
cell stays missing. The cost of a change is stated in percentile shifts (Ustun, Spangher & Liu 2019,
FAT*): how large a share of the rows somebody passes on the way, added up over the columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audits.data.content_order import evenly
from audits.data.dataset import Categories, Dataset, Images, Numbers, Sequences, Sounds, Texts
from audits.errors import NotApplicable, Refused
from audits.specification.roles import Role
from audits.specification.suggestions import nearest

# Rows read to learn what values a column takes.
MOST_ROWS = 20_000
UNIT = "percentile shifts"


@dataclass(frozen=True)
class Feasible:
    """What the document says of changes, by the names of columns as the model reads them.

    immutable: never changed, beside protected columns. only_up, only_down: numbers that may only
    rise, or only fall. values: at most so many values of a column are tried. category_cost: of
    giving a cell another category, in percentile shifts.
    """

    immutable: Sequence[str] = ()
    only_up: Sequence[str] = ()
    only_down: Sequence[str] = ()
    values: int = 20
    category_cost: float = 1.0


@dataclass(frozen=True, eq=False)
class Domain:
    """One column's values.

    levels: every distinct value, shape (levels,), numbers in rising order. ranks: of each number
    the share of rows below it and half of those at it, shape (levels,); 0 of a category. tried:
    places among the levels of those that are tried, shape (tried,). up, down: whether a number may
    rise, and fall; a column that may do neither is not changed.
    """

    name: str
    levels: NDArray[np.generic]
    ranks: NDArray[np.float64]
    tried: NDArray[np.intp]
    ordered: bool
    up: bool = True
    down: bool = True
    category_cost: float = 1.0

    def costs(self, value: object, tried: NDArray[np.intp]) -> NDArray[np.float64]:
        """Of changing this value to each of these levels, shape (tried,)."""
        if not self.ordered:
            return np.full(len(tried), self.category_cost)
        return np.asarray(np.abs(self.ranks[tried] - self._rank(value)))

    def open_to(self, value: object, tried: NDArray[np.intp]) -> NDArray[np.intp]:
        """Which of these levels a row with this value may be given, shape (at most tried,)."""
        if not self.ordered:
            if value is None or not self.up:
                return tried[:0]
            return tried[[level != value for level in self.levels[tried]]]
        own = float(value)  # type: ignore[arg-type]
        if np.isnan(own):
            return tried[:0]
        numbers = self.levels[tried].astype(np.float64)
        return tried[((numbers > own) & self.up) | ((numbers < own) & self.down)]

    def _rank(self, value: object) -> float:
        index = int(np.searchsorted(self.levels.astype(np.float64), float(value)))  # type: ignore[arg-type]
        return float(self.ranks[min(index, len(self.ranks) - 1)])

    @property
    def description(self) -> str:
        """What may be done, in words."""
        if not (self.up or self.down):
            return "stays as it is"
        if not self.ordered:
            return f"any of {len(self.levels):,} categories"
        way = "" if self.up and self.down else ("only up, " if self.up else "only down, ")
        low, high = float(self.levels[0]), float(self.levels[-1])
        return f"{way}{low:g} to {high:g}, to values that rows have"


@dataclass(frozen=True, eq=False)
class Domains:
    """Every column that the model reads, in its order. rows: that their values were learnt from."""

    columns: tuple[Domain, ...]
    rows: int = field(default=0)

    @property
    def descriptions(self) -> list[tuple[str, str]]:
        """What may be done with each column, in words."""
        return [(domain.name, domain.description) for domain in self.columns]


def domains_of(
    data: Dataset, reads: Sequence[str], order: NDArray[np.intp], feasible: Feasible, field_: str
) -> Domains:
    """The columns that the model reads, as far as they may be changed.

    order: row numbers, shape (rows,), as the file does not decide them. field_: where the document
    says what may be changed. Raises `Refused` for a column that the model does not read or that has
    no direction, `NotApplicable` where nothing is left to change.
    """
    rows = evenly(order, MOST_ROWS)
    _check(data, reads, feasible, field_)
    never = {*feasible.immutable, *_protected(data)}
    columns = []
    for name in reads:
        values = data.fed_values(name)
        if isinstance(values, Images):
            raise NotApplicable(
                "the model reads pictures", "for pictures give `robustness.gradient_attack`"
            )
        if isinstance(values, Sounds | Sequences):
            raise NotApplicable(
                "the model reads what runs over time", "for that give `robustness.corruptions`"
            )
        still = name in never or isinstance(values, Texts)
        columns.append(_domain(name, values.take(rows), feasible, still))
    if not any((domain.up or domain.down) and len(domain.levels) > 1 for domain in columns):
        raise NotApplicable(
            "no column that the model reads may be changed: all are texts, protected, immutable or "
            "of one value",
            f"leave a column out of `{field_}.immutable`; of texts ask `robustness.words`",
        )
    return Domains(tuple(columns), len(rows))


def _domain(
    name: str, values: Categories | Numbers | Texts, feasible: Feasible, still: bool
) -> Domain:
    if isinstance(values, Numbers):
        numbers = values.values[~np.isnan(values.values)]
        levels, counts = np.unique(numbers, return_counts=True)
        ranks = (np.cumsum(counts) - counts / 2) / max(1, len(numbers))
        tried = evenly(np.arange(len(levels)), feasible.values)
        up = not still and name not in feasible.only_down
        down = not still and name not in feasible.only_up
        return Domain(name, levels, ranks, tried, ordered=True, up=up, down=down)
    if isinstance(values, Texts):
        levels = np.array([], dtype=object)
    else:
        amounts = values.amounts()
        seen = np.flatnonzero(amounts)
        # The most frequent first, where there are more than are tried; ties in text order.
        commonest = seen[np.argsort(-amounts[seen], kind="stable")][: feasible.values]
        levels = np.array([values.levels[code] for code in np.sort(commonest)], dtype=object)
    return Domain(
        name, levels, np.zeros(len(levels)), np.arange(len(levels)), ordered=False,
        up=not still, down=not still, category_cost=feasible.category_cost,
    )  # fmt: skip


def _protected(data: Dataset) -> set[str]:
    columns = data.having(Role.PROTECTED)
    return {name for column in columns for name in (column.name, column.source) if name}


def _check(data: Dataset, reads: Sequence[str], feasible: Feasible, field_: str) -> None:
    for key in ("immutable", "only_up", "only_down"):
        for name in getattr(feasible, key):
            if name not in reads:
                raise Refused.because(
                    f"{field_}.{key}", f"the model reads no column {name!r}",
                    nearest(name, reads), code="unknown_column",
                )  # fmt: skip
            if key != "immutable" and not isinstance(data.fed_values(name), Numbers):
                raise Refused.because(
                    f"{field_}.{key}", f"column {name!r} holds no numbers, so it has no direction",
                    "name it in `immutable`, or leave it out", code="no_direction",
                )  # fmt: skip
    for name in feasible.only_up:
        if name in feasible.only_down:
            raise Refused.because(
                f"{field_}.only_down", f"column {name!r} may only rise and only fall",
                "name it in `immutable` if it may do neither", code="no_direction",
            )  # fmt: skip
