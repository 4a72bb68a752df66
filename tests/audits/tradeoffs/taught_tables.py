"""Rows whose label a linear surrogate learns slowly, with a group of which the rule says less."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role
from audits.tradeoffs.learners import Rowed


def numbers(rows, seed, columns=12, noise=False):
    """Values, labels and who is of the group of which labels are turned in every fifth row."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, columns))
    chance = 1 / (1 + np.exp(-values @ np.full(columns, 0.8)))
    label = rng.random(rows) < (0.5 if noise else chance)
    group = rng.random(rows) < 0.4
    turned = group & (rng.random(rows) < 0.2)
    return values, (label ^ turned).astype(np.intp), group


def rowed(rows, seed, judging=0, **more):
    values, label, group = numbers(rows + judging, seed, **more)
    teaching = np.arange(rows)
    judges = np.arange(rows, rows + judging) if judging else teaching
    return Rowed(values, label, teaching, judges), group[judges]


def table(rows, seed, *, split=None, **more):
    values, label, group = numbers(rows, seed, **more)
    columns = [
        *(Column(f"x{index}", Role.FEATURE, Numbers(one)) for index, one in enumerate(values.T)),
        Column("sex", Role.PROTECTED, Categories.of([("m", "f")[one] for one in group.astype(int)]),
               reference="m"),
        Column("y", Role.LABEL, Categories.of([("no", "yes")[one] for one in label]),
               positive="yes"),
    ]  # fmt: skip
    if split is not None:
        columns.append(Column("part", Role.SPLIT, Categories.of(split)))
    return Dataset(tuple(columns))
