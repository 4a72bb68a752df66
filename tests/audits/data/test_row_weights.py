import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Role
from audits.data.row_weights import FEWEST_EACH, MOST_EACH, amounts, weights_differ
from audits.errors import Refused


def rows(role, *values):
    return Dataset((Column("w", role, Numbers(np.array(values, dtype=float))),))


def test_counts_and_weights_are_those_of_their_columns():
    counts, weights = amounts(rows(Role.COUNT, 1, 0, 3))
    assert counts.tolist() == [1, 0, 3]
    assert weights is None
    counts, weights = amounts(rows(Role.WEIGHT, 0.5, 2))
    assert (counts, weights.tolist()) == (None, [0.5, 2])


@pytest.mark.parametrize(
    ("role", "value", "asked"),
    [
        (Role.WEIGHT, -1, "at least 0"),
        (Role.WEIGHT, np.nan, "at least 0"),
        (Role.WEIGHT, 10 * MOST_EACH, "at most 1e+100"),
        (Role.WEIGHT, FEWEST_EACH / 10, "at least 1e-150"),
        (Role.COUNT, 1.5, "a whole number"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_column(role, value, asked):
    with pytest.raises(Refused) as refused:
        amounts(rows(role, 1, value))
    (problem,) = refused.value.problems
    assert problem.field == "dataset.columns.w"
    assert asked in problem.reason


@pytest.mark.parametrize(("values", "expected"), [((2, 2), False), ((2, 3), True), ((), False)])
def test_weights_that_are_all_the_same_do_not_differ(values, expected):
    assert weights_differ(rows(Role.WEIGHT, *values)) is expected


def test_without_weights_none_differ():
    assert not weights_differ(rows(Role.COUNT, 1, 2))
