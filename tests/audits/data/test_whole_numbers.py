"""Columns of whole numbers alone, by hand."""

import numpy as np

from audits.data.whole_numbers import are_whole, kept_whole


def test_missing_values_do_not_count_and_a_column_without_numbers_is_not_whole():
    table = np.array([[1.0, 1.5, np.nan], [np.nan, 2.0, np.nan], [3.0, 4.0, np.nan]])
    assert are_whole(table).tolist() == [True, False, False]
    assert bool(are_whole(np.array([2.0, np.nan])))
    assert not are_whole(np.array([])).any()


def test_only_columns_of_whole_numbers_are_rounded():
    changed = np.array([[1.4, 1.4], [np.nan, 2.6]])
    kept = kept_whole(changed, np.array([True, False]))
    np.testing.assert_array_equal(kept, [[1, 1.4], [np.nan, 2.6]])
    np.testing.assert_array_equal(kept_whole(changed[:, 0], np.array(True)), [1, np.nan])
    assert kept_whole(changed, np.array([False, False])) is changed
