"""A table as columns: levels, missing values, and the rows that one mask stands for, by hand."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.explanations import table_features
from audits.explanations.table_features import Table, TableInstance, read_table, row_values
from audits.specification.roles import Role
from tests.askable import album, spots

DATA = Dataset(
    (
        Column("age", Role.FEATURE, Numbers(np.array([30.0, np.nan, 30.0, 41.5]))),
        Column("job", Role.FEATURE, Categories.of(["clerk", None, "nurse", "clerk"])),
    )
)
RNG = np.random.default_rng(0)


def test_columns_stand_in_the_given_order_of_rows():
    table = read_table(DATA, ("age", "job"), np.array([3, 0, 1, 2]), RNG)
    assert (table.names, len(table), table.numeric) == (("age", "job"), 4, (True, False))
    np.testing.assert_array_equal(table.columns["age"], [41.5, 30, np.nan, 30])
    assert table.columns["job"].tolist() == ["clerk", "clerk", None, "nurse"]


def test_levels_are_the_distinct_values_missing_ones_among_them():
    table = read_table(DATA, ("age", "job"), np.arange(4), RNG)
    levels, codes = table.levels("job")
    assert [levels[code] for code in codes] == ["clerk", None, "nurse", "clerk"]
    assert len(levels) == 3
    ages, codes = table.levels("age")
    np.testing.assert_array_equal(ages[codes], [30, np.nan, 30, 41.5])


def test_a_column_that_never_varies_is_named():
    table = Table({"x": np.ones(3), "z": np.array(["a", "a", "b"], dtype=object)})
    assert table.constant == ("x",)


def test_a_large_table_is_sampled_in_its_order(monkeypatch):
    monkeypatch.setattr(table_features, "MOST_ROWS", 50)
    data = Dataset((Column("x", Role.FEATURE, Numbers(np.arange(200.0))),))
    values = read_table(data, ("x",), np.arange(200), np.random.default_rng(1)).columns["x"]
    assert len(values) == len(set(values.tolist())) == 50
    assert (np.diff(values) > 0).all()


def test_pictures_beside_other_columns_cannot_be_cut():
    with pytest.raises(NotApplicable, match="reads pictures"):
        read_table(album(spots(3)), ("picture",), np.arange(3), RNG)


def test_an_absent_value_is_that_of_each_background_row():
    instance = TableInstance(
        0,
        row_values(DATA, ("age", "job"), 2),
        {"age": np.array([1.0, 2.0]), "job": np.array(["x", "y"], dtype=object)},
    )
    assert (instance.units, instance.draws) == (("age", "job"), 2)
    fed = instance.features(np.array([[True, False], [False, True]]))
    assert fed["age"].tolist() == [30, 30, 1, 2]
    assert fed["job"].tolist() == ["x", "y", "nurse", "nurse"]
    assert instance.original(3)["job"].tolist() == ["nurse"] * 3


def test_values_are_shown_as_a_page_prints_them():
    def shown(row):
        values = row_values(DATA, ("age", "job"), row)
        instance = TableInstance(row, values, values)
        return instance.shown("age"), instance.shown("job")

    assert [shown(row) for row in (3, 1)] == [("41.5", "clerk"), ("missing", "missing")]
