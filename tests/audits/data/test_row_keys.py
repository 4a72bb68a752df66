"""Rows are told apart as tuples of their values are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.dataset import Categories, Numbers, Texts
from audits.data.row_keys import key_of, row_keys


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 2), st.integers(-1, 1)), min_size=1))
def test_keys_are_equal_where_tuples_are_and_in_their_order(rows):
    columns = np.array(rows, dtype=np.intp).T
    keys = row_keys(columns, len(rows))
    ranks = {row: rank for rank, row in enumerate(sorted(set(rows)))}
    # Once all rows are told apart no further column is read, and the order stands already.
    assert keys.tolist() == [ranks[row] for row in rows]


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        (Categories(np.array([1, 0, -1], dtype=np.int8), ("a", "b")), [1, 0, -1]),
        (Numbers(np.array([2.5, np.nan, -1.0, np.nan])), [1, 2, 0, 2]),
        (Texts.of(["b", None, "a", "b"]), [2, 0, 1, 2]),
    ],
)
def test_values_are_numbered_in_their_order_and_missing_ones_are_alike(values, keys):
    assert key_of(values).tolist() == keys
