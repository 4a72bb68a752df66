"""What a column's value could have been: all rows' values, or those of rows alike, by hand."""

import numpy as np
import pytest

from audits.explanations.replacing_columns import ColumnReplacer
from audits.explanations.table_features import Table, TableInstance

TABLE = Table(
    {
        "x": np.array([1.0, 1.0, 2.0, 3.0, 3.0, 3.0]),
        "job": np.array(["a", "a", "a", "b", "b", None], dtype=object),
    }
)


def instance(x, job):
    values = {"x": np.array([x]), "job": np.array([job], dtype=object)}
    return TableInstance(0, values, values)


def windows(replacer, row):
    return list(replacer.windows(row, np.random.default_rng(0)))


def shares(window, name):
    return dict(zip(window.features[name].tolist(), window.shares.tolist(), strict=True))


def test_few_values_are_summed_over_with_their_shares():
    first, second = windows(ColumnReplacer(TABLE, 10, False), instance(2.0, "a"))
    assert shares(first, "x") == pytest.approx({1.0: 2 / 6, 2.0: 1 / 6, 3.0: 3 / 6})
    assert first.features["job"].tolist() == ["a"] * 3
    assert shares(second, "job") == pytest.approx({"a": 3 / 6, "b": 2 / 6, None: 1 / 6})
    assert [window.units.tolist() for window in (first, second)] == [[0], [1]]


def test_given_the_rest_only_rows_that_agree_there_count():
    first, second = windows(ColumnReplacer(TABLE, 2, True), instance(3.0, "a"))
    assert shares(first, "x") == pytest.approx({1.0: 2 / 3, 2.0: 1 / 3})  # of the rows with "a"
    # Of the rows with 3: two are "b" and one is missing.
    assert shares(second, "job") == pytest.approx({"b": 2 / 3, None: 1 / 3})


def test_where_too_few_agree_the_nearest_rows_do():
    table = Table({"x": np.array([0.0, 1.0, 2.0, 10.0]), "z": np.array([5.0, 6.0, 7.0, 8.0])})
    row = {"x": np.array([0.9]), "z": np.array([9.0])}
    _, second = windows(ColumnReplacer(table, 2, True), TableInstance(0, row, row))
    assert shares(second, "z") == pytest.approx({5.0: 0.5, 6.0: 0.5})  # those at 1 and 0


def test_more_values_than_samples_are_drawn_with_equal_shares():
    table = Table({"x": np.arange(1000.0)})
    row = {"x": np.array([4.0])}
    (window,) = windows(ColumnReplacer(table, 200, False), TableInstance(0, row, row))
    assert window.shares == pytest.approx(np.full(200, 1 / 200))
    # The mean of 200 draws of 0 to 999: 499.5, give or take four deviations of 288.7 / sqrt(200).
    assert abs(window.features["x"].mean() - 499.5) < 4 * 288.7 / np.sqrt(200)
