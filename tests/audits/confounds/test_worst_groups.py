import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.confounds.worst_groups import lower_tail


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_the_tail_is_fishers_exact_test(rows, other_rows, data):
    right = data.draw(st.integers(0, rows))
    other_right = data.draw(st.integers(0, other_rows))
    table = [[right, rows - right], [other_right, other_rows - other_right]]
    expected = stats.fisher_exact(table, alternative="less").pvalue
    assert lower_tail(right, rows, other_right, other_rows) == pytest.approx(expected, rel=1e-6)
