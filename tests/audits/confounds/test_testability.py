"""Nuisances that cannot be asked about."""

import numpy as np
import pytest

from audits.confounds.testability import (
    answer_of,
    entangled,
    not_exchangeable,
    unequally_weighted,
    unsuitable,
    useless,
)
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role
from tests.audits.confounds.simulated import category, number
from tests.subjects import Subject
from tests.tables import table


@pytest.mark.parametrize(
    ("nuisance", "reason"),
    [
        (number([]), "every value is missing"),
        (number([2.0, 2.0]), "it is constant"),
        (category(["a", "b", "c"]), "every row has a value of its own"),
        (category(["a", "b", "c", "c"]), "nearly every row has a value of its own (3 values in "
                                         "4 rows)"),
        (category(["a", "a", "b", "b"]), None),
        (number([1.0, 2.0]), None),
    ],
)  # fmt: skip
def test_a_column_without_groups_of_rows_says_nothing(nuisance, reason):
    assert useless(nuisance) == reason


EQUAL = "it equals the label, so nothing of it is left once the label is known"


@pytest.mark.parametrize(
    ("label", "nuisance", "reason"),
    [
        (category(["a", "b", "a"]), category(["x", "y", "x"]), EQUAL),
        (number([1.0, 2.0, 4.0]), number([-1.0, -2.0, -4.0]), EQUAL),
        (category(["a", "a", "b"]), category(["x", "y", "x"]),
         "no combination of label and nuisance has more than one row"),
        (number([1.0, 1.0, 1.0]), number([1.0, 2.0, 3.0]), None),
        (category(["a", "a", "b", "b"]), number([1.0, 2.0, 3.0, 4.0]), None),
    ],
)  # fmt: skip
def test_what_equals_the_label_cannot_be_told_from_it(label, nuisance, reason):
    assert entangled(label, nuisance) == reason


def test_what_the_label_determines_leaves_nothing_to_test():
    label = category(list("aabbcc" * 2))
    joined = category(["x", "x", "x", "x", "y", "y"] * 2)
    assert "the label determines it" in unsuitable(label, joined)
    assert unsuitable(label, category(["x", "y"] * 6)) is None


def weighted(*weights):
    column = Column("w", Role.WEIGHT, Numbers(np.array(weights)))
    return Dataset((column,))


def test_rows_of_unequal_weight_may_not_be_shuffled():
    assert unequally_weighted(weighted(2.0, 2.0)) is None
    assert unequally_weighted(Dataset(())) is None
    assert "the sampling weights in 'w' differ" in unequally_weighted(weighted(2.0, 3.0))


def test_the_recorded_prediction_is_the_answer_and_else_the_score():
    data = table(50)
    answer = answer_of(Subject(data))
    assert answer.levels == ("0", "1")
    assert answer.codes.tolist() == data["answer"].categories.codes.tolist()
    scored = Dataset(tuple(c for c in data if c.role is not Role.PREDICTION))
    assert answer_of(Subject(scored)).values == pytest.approx(data["score"].numbers)


def test_rows_of_one_cluster_may_not_be_shuffled():
    def of(*people):
        return Dataset((Column("patient", Role.CLUSTER, Categories.of(people)),))

    assert not_exchangeable(of("a", "b")) is None
    assert not_exchangeable(Dataset(())) is None
    assert "rows of one 'patient' are alike" in not_exchangeable(of("a", "a", "b"))
