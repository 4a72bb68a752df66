"""Cells as papers print them."""

import pytest

from audits.claims.cells import PrintedValue, printed_value


@pytest.mark.parametrize(
    ("cell", "value", "error", "decimals", "percent"),
    [
        ("93.1", 93.1, None, 1, False),
        ("93.1 ± 0.4", 93.1, 0.4, 1, False),
        ("93.1 (0.4)", 93.1, 0.4, 1, False),
        ("$93.1_{\\pm 0.4}$", 93.1, 0.4, 1, False),
        ("\\textbf{93.1} $\\pm$ .4", 93.1, 0.4, 1, False),
        ("**93.10 %**", 93.1, None, 2, True),
        ("−3.2 +/- 0.5", -3.2, 0.5, 1, False),
        ("93.1\\% (±0.4)", 93.1, 0.4, 1, True),
        ("1,234", 1234.0, None, 0, False),
    ],
)
def test_a_value_with_what_stands_behind_it(cell, value, error, decimals, percent):
    assert printed_value(cell) == PrintedValue(value, error, decimals, percent)


@pytest.mark.parametrize("cell", ["", "n/a", "12 of 40", "93.1 [92.0, 94.2]", "93.1 / 92.0"])
def test_what_is_no_single_value_is_none(cell):
    assert printed_value(cell) is None
