"""Rows whose best simple model is known beforehand."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role
from tests.audits.tradeoffs.judged import two


def table(columns, label, told, *, group=None, split=None):
    """columns: numbers or texts by name; label, told: whether yes; split: part of each row."""
    made = [
        Column(name, Role.FEATURE, Numbers(np.asarray(values, dtype=float)))
        if np.asarray(values).dtype.kind in "fib"
        else Column(name, Role.FEATURE, Categories.of(list(values)))
        for name, values in columns.items()
    ]
    made += [
        Column("label", Role.LABEL, two(label), positive="yes"),
        Column("told", Role.PREDICTION, two(told)),
    ]
    if group is not None:
        made.append(Column("sex", Role.PROTECTED, Categories.of(list(group)), reference="m"))
    if split is not None:
        made.append(Column("part", Role.SPLIT, Categories.of(list(split))))
    return Dataset(tuple(made))


def one_sign(rows, rng, *, follows=0.85):
    """A number, and a label that follows its sign in that share of rows."""
    values = rng.normal(size=rows)
    return values, (values > 0) == (rng.random(rows) < follows)


def crossed_signs(rows, rng):
    """Two numbers, and a label that is yes where both have one sign: no rule of one column."""
    values = rng.normal(size=(rows, 2))
    return values, (values[:, 0] > 0) == (values[:, 1] > 0)
