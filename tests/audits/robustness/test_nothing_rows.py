"""Rows that cannot be lie outside all that was seen."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.models import Answers
from audits.robustness.nothing_rows import LEAST_FAR, MOST_FAR, UNSEEN, RowsOfNothing
from audits.specification.roles import Role


class Reading:
    reads, classes, fingerprint = ("x", "job"), ("no", "yes"), "0" * 64

    def __init__(self, *, sure=True):
        self.sure, self.seen = sure, []

    def classify(self, features):
        self.seen.append(features)
        codes = np.zeros(len(features["x"]), dtype=np.intp)
        sides = np.tile([0.9, 0.1], (len(codes), 1))
        return Answers(codes, sides if self.sure else None)


def data():
    return Dataset(
        (
            Column("x", Role.FEATURE, Numbers(np.array([1.0, 3, np.nan]))),
            Column("job", Role.FEATURE, Categories.of(["a", "b", None])),
        )
    )


def test_numbers_lie_far_outside_and_categories_are_unseen():
    model = Reading()
    source = RowsOfNothing(model, data(), np.arange(3))
    far, unseen = source.drawn(np.random.default_rng(0), 30)
    x = np.array([row[0] for row in far.inputs])
    away = np.where(x > 3, x - 3, 1 - x)
    assert ((away >= 2 * LEAST_FAR - 0.5) & (away <= 2 * MOST_FAR + 0.5)).all()
    assert (x == np.rint(x)).all()  # as all that were seen
    assert {row[1] for row in far.inputs} == {"a", "b", None}
    assert {row[1] for row in unseen.inputs} == {UNSEEN}
    assert source.ask(far.inputs).shape == (30, 2)
    assert model.seen[0]["x"].dtype == np.float64
    assert model.seen[0]["job"].dtype == object
    child = source.changed(far.inputs[0], np.random.default_rng(1))
    assert child[0] != far.inputs[0][0]
    assert child[1] == far.inputs[0][1]


def test_a_model_of_classes_alone_says_nothing_of_how_sure_it_is():
    source = RowsOfNothing(Reading(sure=False), data(), np.arange(3))
    with pytest.raises(NotApplicable, match="how sure"):
        source.ask(source.real())
