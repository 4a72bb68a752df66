import pytest

from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Kind
from audits.specification.row_numbers import counts_rows, is_unique


def column(distinct, low=None, high=None, missing=0):
    return ColumnProfile("a", Kind.NUMBER, None, distinct, missing, (), low, high)


@pytest.mark.parametrize(
    ("low", "high", "counts"), [(0.0, 9.0, True), (1.0, 10.0, True), (2.0, 11.0, False),
                                (1.0, 9.0, False), (None, None, False)],
)  # fmt: skip
def test_numbers_of_ten_rows_run_from_0_or_1(low, high, counts):
    assert counts_rows(column(10, low, high), 10) is counts


def test_values_are_unique_as_far_as_they_were_counted():
    assert is_unique(column(10), 10)
    assert is_unique(column(8, missing=2), 10)
    assert is_unique(column(10_000), 50_000)
    assert not is_unique(column(9), 10)
    assert not is_unique(column(0, missing=10), 10)
