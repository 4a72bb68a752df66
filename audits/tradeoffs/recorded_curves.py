"""Scores that somebody else measured, by training size: a row for each draw of each size."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.data.dataset import Column, Dataset
from audits.errors import NotApplicable
from audits.measurement import Group, WhyNot
from audits.specification.roles import Kind, Role
from audits.tradeoffs.learning_curves import Points

# Of fewer draws of a size nothing says how much its scores vary.
FEWEST_DRAWS = 3


@dataclass(frozen=True, eq=False)
class Recorded:
    """Scores about some people. sizes, scores: shape (rows,), more is better. draws: shape (rows,),
    which draw each is of; None where that is not said."""

    sizes: Floats
    scores: Floats
    draws: tuple[str, ...] | None

    def by_size(self) -> dict[float, Floats]:
        """The scores of each size, the smallest first."""
        return {float(size): self.scores[self.sizes == size] for size in np.unique(self.sizes)}

    def points(self) -> Points | WhyNot:
        """Means by size; how they vary is told from draw to draw."""
        by_size = self.by_size()
        thin = {size: len(scores) for size, scores in by_size.items() if len(scores) < FEWEST_DRAWS}
        if thin:
            size, many = next(iter(thin.items()))
            return WhyNot(
                f"size {size:,.10g} has {many} {'score' if many == 1 else 'scores'} where "
                f"{FEWEST_DRAWS} draws of each are needed"
            )
        sizes = np.array(list(by_size))
        means = np.array([scores.mean() for scores in by_size.values()])
        degrees = np.array([len(scores) - 1.0 for scores in by_size.values()])
        variances = np.array([scores.var(ddof=1) for scores in by_size.values()])
        if not variances.any():
            return WhyNot("every draw of a size scores alike, so that nothing says how they vary")
        smooth = _falling(variances, degrees)
        # As small as the least number that the smoothed variances leave room for.
        smooth = np.maximum(smooth, smooth.max() * 1e-6)
        return Points(sizes, means, np.diag(smooth / (degrees + 1)), 0.0, float(degrees.sum()))


def recorded_by_group(data: Dataset, size_column: str, *, higher: bool) -> Mapping[Group, Recorded]:
    """The scores about everyone, (), and about each group that rows name.

    A row whose protected columns are all empty is about everyone; so is every row where there are
    no such columns.
    Raises `NotApplicable` where sizes or scores are not there, or are no numbers.
    """
    sizes = _numbers(data, size_column, "a number of training rows")
    score = data.require(Role.SCORE)
    scores = score.numbers if higher else -score.numbers
    known = np.isfinite(sizes) & np.isfinite(scores)
    if (sizes[known] <= 0).any():
        raise NotApplicable(
            f"column {size_column!r} holds a size of {sizes[known].min():g}",
            "give numbers of training rows, which are above 0",
        )
    draws = data.one(Role.ID)
    names = None if draws is None else _names(draws)
    by_group: dict[Group, list[int]] = {}
    for row, group in zip(np.flatnonzero(known).tolist(), _groups(data, known), strict=True):
        by_group.setdefault(group, []).append(row)
    if not by_group:
        raise NotApplicable("no row has a size and a score", "give a row for each draw of a size")
    return {
        group: Recorded(
            sizes[rows], scores[rows], None if names is None else tuple(names[row] for row in rows)
        )
        for group, rows in sorted(by_group.items(), key=lambda pair: (len(pair[0]), str(pair[0])))
    }


def without_score(data: Dataset, size_column: str) -> int:
    """How many rows have a size and no score, as of a training that failed."""
    sizes = _numbers(data, size_column, "a number of training rows")
    scores = data.require(Role.SCORE).numbers
    return int((np.isfinite(sizes) & ~np.isfinite(scores)).sum())


def reference_of(data: Dataset, scores: Mapping[Group, Recorded]) -> dict[Group, Group]:
    """The reference of each group of one attribute: the stated one, else that with most scores."""
    references: dict[Group, Group] = {}
    for column in data.having(Role.PROTECTED):
        own = [group for group in scores if len(group) == 1 and group[0][0] == column.name]
        stated = [group for group in own if group[0][1] == column.reference]
        if column.reference is not None and own and not stated:
            raise NotApplicable(
                f"the reference {column.reference!r} of {column.name!r} has no recorded score",
                f"name one of: {', '.join(str(group[0][1]) for group in own[:8])}",
            )
        largest = max(own, key=lambda group: len(scores[group].scores), default=None)
        reference = stated[0] if stated else largest
        if reference is not None:
            references |= dict.fromkeys(own, reference)
    return references


def repeated_twice(recorded: Recorded) -> tuple[float, str] | None:
    """A size and a draw that have two scores, so that one draw would count twice; else None."""
    if recorded.draws is None:
        return None
    seen: set[tuple[float, str]] = set()
    for pair in zip(recorded.sizes.tolist(), recorded.draws, strict=True):
        if pair in seen:
            return pair
        seen.add(pair)
    return None


def _numbers(data: Dataset, name: str, what: str) -> Floats:
    if name not in data:
        raise NotApplicable(
            f"there is no column {name!r} among those that the audit reads",
            f"declare it in the document, `columns: {{{name}: {{role: feature}}}}`; those that are "
            f"read are {', '.join(column.name for column in data)}",
        )
    column = data[name]
    if column.kind is not Kind.NUMBER:
        raise NotApplicable(f"column {name!r} holds {column.kind}, not {what}", "give numbers")
    return column.numbers


def _names(draws: Column) -> list[str]:
    levels = (*draws.categories.levels, "")
    return [levels[code] for code in draws.categories.codes]


def _groups(data: Dataset, known: Flags) -> Iterator[Group]:
    columns = data.having(Role.PROTECTED)
    for row in np.flatnonzero(known).tolist():
        yield tuple(
            (column.name, column.categories.levels[code])
            for column in columns
            if (code := int(column.categories.codes[row])) >= 0
        )


def _falling(variances: Floats, weights: Floats) -> Floats:
    """The nearest variances that do not rise with the size: larger sets differ less.

    Isotonic regression (Barlow et al. 1972).
    """
    from sklearn.isotonic import isotonic_regression

    return np.asarray(isotonic_regression(variances, sample_weight=weights, increasing=False))
