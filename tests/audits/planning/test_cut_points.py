"""Points inside the range of a column's numbers."""

import pytest

from audits.planning.cut_points import cut_points
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
