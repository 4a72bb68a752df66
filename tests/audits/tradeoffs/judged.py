"""Items that people and a model judged, drawn so that what is true of them is known."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role


def two(yes):
    """True and false as `yes` and `no`."""
    return Categories(np.asarray(yes).astype(np.int8), ("no", "yes"))


def judged(items, people, rng, *, able=0.8, spread=0.05, model=0.85, hard=0.1):
    """A table of items: sex, label, prediction, score and a column for each person.

    able, spread: how often a person is right, and its deviation over people. model: how often the
    model is right. hard: how much less often all are on half of the items. The score is as sure as
    the model is right.
    """
    truth = rng.random(items) < 0.5
    harder = rng.random(items) < 0.5
    ability = np.clip(rng.normal(able, spread, people), 0.02, 0.98)
    chance = np.clip(model + np.where(harder, -hard, hard), 0, 1)
    right = rng.random(items) < chance
    told = truth == right
    score = np.where(told, chance, 1 - chance) + rng.normal(0, 1e-3, items)
    columns = [
        Column("sex", Role.PROTECTED, Categories.of(list(rng.choice(["f", "m"], items)))),
        Column("label", Role.LABEL, two(truth), positive="yes"),
        Column("told", Role.PREDICTION, two(told)),
        Column("score", Role.SCORE, Numbers(np.clip(score, 0, 1))),
    ]
    for person, able_to in enumerate(ability):
        chance = np.clip(able_to + np.where(harder, -hard, hard), 0, 1)
        said = truth == (rng.random(items) < chance)
        columns.append(Column(f"person{person:02}", Role.ANNOTATION, two(said)))
    return Dataset(tuple(columns))


def long_form(data):
    """The same with a row for each answer."""
    people = data.having(Role.ANNOTATION)
    rows = np.repeat(np.arange(len(data)), len(people))
    who = np.tile(np.arange(len(people)), len(data))
    codes = np.stack([column.categories.codes for column in people], axis=1).reshape(-1)
    others = [column for column in data.take(rows) if column.role is not Role.ANNOTATION]
    names = [f"item{row:05}" for row in rows]
    return Dataset(
        (
            *others,
            Column("item", Role.ID, Categories.of(names)),
            Column("who", Role.ANNOTATOR, Categories.of([people[at].name for at in who])),
            Column("said", Role.ANNOTATION, Categories(codes, ("no", "yes"))),
        )
    )
