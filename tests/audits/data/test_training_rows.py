"""Rows that a split column calls training rows."""

import pytest

from audits.data.dataset import Categories, Column
from audits.data.training_rows import in_training
from audits.specification.roles import Role


def split(name, values):
    return Column(name, Role.SPLIT, Categories.of(values))


def test_training_rows_are_known_by_their_name_in_any_case():
    part = split("part", ["Train", "test", "FIT", None, "members", "untrained"])
    assert in_training(part).tolist() == [True, False, True, False, True, False]


@pytest.mark.parametrize(
    ("name", "values", "trained"),
    [
        ("is_train", ["True", "False"], [True, False]),
        ("isTest", ["1", "0"], [False, True]),
        ("fold", ["1", "0"], [False, False]),
    ],
)
def test_two_values_are_known_by_the_name_of_their_column(name, values, trained):
    assert in_training(split(name, values)).tolist() == trained
