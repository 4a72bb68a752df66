"""Points inside the range of a column's numbers."""

import pytest

from audits.planning.cut_points import (
    code_of,
    cut_of_dates,
    cut_points,
    date_points,
    holds_dates,
)
from audits.specification.profiles import Amounts, ColumnProfile
from audits.specification.roles import Kind


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(18.0, 90.0, "[25, 60]"), (None, None, "[25, 60]"), (0.0, 3.0, "[1, 2]"),
     (100.0, 400.0, "[200, 300]"), (0.0, 0.3, "[0.1, 0.2]")],
)  # fmt: skip
def test_cut_points_lie_inside_the_columns_range(low, high, expected):
    assert cut_points(ColumnProfile("c", Kind.NUMBER, None, 9, 0, (), low, high)) == expected


def test_amounts_are_cut_where_their_numbers_are():
    amounts = Amounts(("€",), minimum=1000.0, maximum=4000.0)
    assert (
        cut_points(ColumnProfile("c", Kind.CATEGORY, None, 9, 0, amounts=amounts)) == "[2000, 3000]"
    )


def dates(*values):
    return ColumnProfile("born", Kind.CATEGORY, None, len(values), 0, values)


def test_dates_are_cut_at_their_middle_one_whatever_their_order_as_text():
    column = dates("17.03.1956", "01.02.1999", "30.01.1960")
    assert holds_dates(column)
    assert date_points(column) == "[30.01.1960]"
    assert cut_of_dates(column) == "say where it is cut: `cut: [30.01.1960]`"


def test_dates_that_cannot_be_read_are_to_be_written_otherwise():
    column = dates("03/17/1956", "02/01/1999")
    assert holds_dates(column)
    assert date_points(column) == ""
    assert cut_of_dates(column).startswith("write dates as 2026-01-31")
    assert not holds_dates(dates("03/17/1956", "north"))
    assert not holds_dates(dates())


def test_a_code_is_a_whole_number_with_a_zero_before_it():
    assert code_of(dates("20095", "01067")) == "01067"
    for values in (("20095",), ("0",), ("0.5",), ("-01",), ()):
        assert code_of(dates(*values)) is None
