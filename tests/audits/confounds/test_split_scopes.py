import numpy as np
import pytest

from audits.confounds.split_scopes import joined, names, scopes, written_out
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.specification.roles import Role


def split(values):
    return Dataset((Column("part", Role.SPLIT, Categories.of(values)),))


def test_the_training_split_comes_first_and_the_others_are_fitted_to_it():
    found = scopes(split(["test", "train", "valid", "train", None]))
    assert [scope.group for scope in found] == [
        (("split", "train"),), (("split", "test"),), (("split", "valid"),),
    ]  # fmt: skip
    assert found[0].fitted is None
    rows, fitted = joined(found[1])
    assert (rows.tolist(), fitted.tolist()) == ([1, 3, 0], [True, True, False])


def test_where_no_split_is_called_so_the_largest_trains():
    assert scopes(split(["a", "b", "b"]))[0].split == "b"


def test_without_a_split_or_with_one_part_all_rows_are_looked_at():
    plain = Dataset((Column("x", Role.FEATURE, Numbers(np.zeros(3))),))
    assert [(s.group, s.rows.tolist()) for s in scopes(plain)] == [((), [0, 1, 2])]
    assert [s.rows.tolist() for s in scopes(split(["a", "a"]))] == [[0, 1]]


def test_counts_are_written_out_up_to_a_bound():
    def counted(values):
        return Dataset((Column("n", Role.COUNT, Numbers(np.array(values))),))

    assert written_out(counted([2.0, 0.0, 1.0]))["n"].numbers.tolist() == [2, 2, 1]
    with pytest.raises(NotApplicable, match="stands for 10,000,000 rows"):
        written_out(counted([1e7]))


def test_names_in_a_sentence():
    assert [names(found) for found in ("a", "ab", "abc")] == ["a", "a and b", "a, b and c"]
