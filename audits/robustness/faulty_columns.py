"""Tables and texts under each corruption at each severity: which cells change, in which rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Numbers, Texts, Values, features_of
from audits.perturbations.corruptions import tables, texts
from audits.perturbations.corruptions.severities import SHARES
from audits.probing.subject import Subject

# A change that touches hardly any text measures nothing.
FEWEST_CHANGED = 0.05


@dataclass(frozen=True, eq=False)
class Faults:
    """One corruption of columns.

    versions: by severity the changed columns. touched: by severity which rows they change, each
    of shape (rows,).
    """

    name: str
    family: str
    versions: list[dict[str, Values]]
    touched: list[NDArray[np.bool_]]


def text_faults(
    subject: Subject,
    columns: Mapping[str, Values],
    kinds: Sequence[str],
    left_out: dict[str, str],
) -> Iterator[Faults]:
    """The corruptions of words among these kinds.

    columns: what the model is fed, by name, all of as many rows. left_out: takes by kind why it is
    not tried: it would change hardly any text.
    """
    size = max((len(values) for values in columns.values()), default=0)
    written = {name: values for name, values in columns.items() if isinstance(values, Texts)}
    for name in [name for name in kinds if name in texts.KINDS]:
        seeds = subject.rng(f"corruptions {name}").integers(0, 2**32, size).tolist()
        versions: list[dict[str, Values]] = [{} for _ in SHARES]
        touched = [np.zeros(size, dtype=bool) for _ in SHARES]
        for column, values in written.items():
            before = [None if text is None else str(text) for text in values.values]
            worse = [
                (None,) * len(SHARES) if text is None else texts.made(name, text, seed)
                for text, seed in zip(before, seeds, strict=True)
            ]
            for step in range(len(SHARES)):
                after = [each[step] for each in worse]
                versions[step][column] = Texts.of(after)
                touched[step] |= [a != b for a, b in zip(after, before, strict=True)]
        if touched[-1].mean() < FEWEST_CHANGED:
            left_out[name] = (
                "the rules of the dialect, which are for English, fit hardly any text"
                if name == "dialect"
                else f"{name.replace('_', ' ')} change hardly any text"
            )
            continue
        yield Faults(name, "text", versions, touched)


def table_faults(
    subject: Subject,
    columns: Mapping[str, Values],
    kinds: Sequence[str],
    left_out: dict[str, str],
) -> Iterator[Faults]:
    """The corruptions of cells among these kinds; parameters as those of `text_faults`."""
    table = {
        name: np.asarray(features_of(values))
        for name, values in columns.items()
        if isinstance(values, Numbers | Categories)
    }
    levels: Mapping[str, tuple[str, ...]] = {
        name: values.levels for name, values in columns.items() if isinstance(values, Categories)
    }
    for name in [name for name in kinds if name in tables.CORRUPTIONS]:
        change = tables.CORRUPTIONS[name]
        versions = tables.versions(table, change, subject.rng(f"corruptions {name}"))
        if versions is None:
            left_out[name] = tables.NEEDS[name]
            continue
        changed_columns = [
            {column: _values(worse[column], levels.get(column)) for column in table}
            for worse in versions
        ]
        touched = [_differs(table, worse) for worse in versions]
        yield Faults(name, "table", [_changed(columns, each) for each in changed_columns], touched)


def _values(array: NDArray[np.generic], levels: tuple[str, ...] | None) -> Values:
    if levels is None:
        return Numbers(np.asarray(array, dtype=np.float64))
    places = {level: code for code, level in enumerate(levels)}
    codes = np.array([places.get(value, -1) for value in array.tolist()], dtype=np.int32)
    return Categories(codes, levels)


def _differs(table: tables.Table, worse: tables.Table) -> NDArray[np.bool_]:
    """Shape (rows,): where any cell is another; a missing cell that was missing is not."""
    flags = np.zeros(len(next(iter(table.values()))), dtype=bool)
    for name, before in table.items():
        after = worse[name]
        both = (before != before) & (after != after)  # NaN differs from itself
        flags |= np.asarray(before != after, dtype=bool) & ~np.asarray(both, dtype=bool)
    return flags


def _changed(before: Mapping[str, Values], after: dict[str, Values]) -> dict[str, Values]:
    """Only the columns in which a cell is another."""
    return {
        name: values
        for name, values in after.items()
        if _differs(
            {name: np.asarray(features_of(before[name]))}, {name: np.asarray(features_of(values))}
        ).any()
    }
