"""How numbers are written where a dot is no decimal point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.reading.number_formats import FORMS, Sniffer, Written


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (Written(), "1.5", 1.5),
        (Written(), "1,5", None),
        (Written(decimal=","), "1,5", 1.5),
        (Written(decimal=",", thousands="."), "1.234,5", 1234.5),
        (Written(decimal=",", thousands="."), "1.23,5", None),
        (Written(thousands=","), "0,671", None),
        (Written(thousands=","), "012,671", None),
        (Written(thousands=","), "0.671", 0.671),
        (Written(thousands=","), "1234,567", None),
        (Written(decimal=",", thousands="."), "-0.671", None),
        (Written(decimal=",", thousands="."), "-1.234.567", -1234567.0),
        (Written(thousands=","), "1,234.5", 1234.5),
        (Written(thousands=","), "12,34", None),
        # As India writes them.
        (Written(thousands=","), "1,23,456", 123456.0),
        (Written(thousands=","), "-12,34,56,789.5", -123456789.5),
        (Written(thousands=","), "1,2,345", None),
        (Written(thousands=","), "123,45,678", None),
        (Written(decimal=",", thousands="."), "1.23.456", None),
        (Written(thousands=" "), "1\u202f234", 1234.0),
        (Written(thousands="'"), "1\u2019234", 1234.0),
        (Written(percent="share"), "45 %", 0.45),
        (Written(percent="points"), "45%", 45.0),
        (Written(percent="share"), "45", None),
        (Written(decimal=",", percent="share"), "4,5 %", 0.045),
        (Written(decimal=","), "1,5e3", 1500.0),
        (Written(decimal=",", thousands="."), "1.559,61-", -1559.61),
        (Written(decimal=","), "(450,22)", -450.22),
        (Written(), "450-", -450.0),
        (Written(), "(450)", -450.0),
        (Written(), "\u2212450", -450.0),
        (Written(), "(-450)", None),
        (Written(), "(true)", None),
        (Written(), "(nan)", None),
    ],
)
def test_a_cell_is_read_in_the_form_of_its_column(form, text, expected):
    assert form.number(text) == (None if expected is None else pytest.approx(expected))


@given(st.integers(-(10**9), 10**9))
def test_what_a_form_writes_it_reads(number):
    assert Written(thousands=",").number(f"{number:,}") == number
    assert Written(decimal=",", thousands=".").number(f"{number:,}".replace(",", ".")) == number


def seen(*cells):
    sniffer = Sniffer()
    for cell in cells:
        sniffer.see(cell)
    return sniffer


def test_forms_that_do_not_fit_a_cell_fall_away():
    assert seen().forms == FORMS
    assert seen("1.234,5").forms == (Written(decimal=",", thousands="."),)
    assert seen("1,5", "x").forms == ()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [(["1,234"], True), (["1,234", "0,671"], False), (["1,234", "1234,567"], False),
     (["1,234", "0"], True), (["1,234", "1,23"], False), (["1,234", "1,234.5"], False),
     (["1,234", "1.234,5"], False)],
)  # fmt: skip
def test_cells_of_two_readings_are_doubtful(cells, expected):
    assert seen(*cells).is_doubtful is expected


def test_percentages_are_the_fractions_that_people_write():
    """`33.3 %` is .333, which 33.3 / 100 is not: 0.33299999999999996."""
    form = Written(percent="share")
    for thousandth in range(1001):
        written = f"{thousandth // 10}.{thousandth % 10} %"
        assert form.number(written) == float(f"{thousandth / 1000:.3f}"), written
    assert form.number("1e1 %") == 0.1


@pytest.mark.parametrize(
    ("form", "cells", "sign"),
    [
        (Written(decimal=","), ["1.234,5", "12.345"], "."),
        (Written(decimal=",", unit="€"), ["1.234,5 €"], "."),
        (Written(decimal=","), ["1 234,5"], " "),
        (Written(decimal=","), ["1'234"], "'"),
        (Written(decimal=","), ["1.234,5", "1.5"], None),
        (Written(decimal=","), ["1.234,5", "unknown"], None),
        (Written(decimal=",", thousands="'"), ["1.234,5"], None),
        (Written(unit="$"), ["$1,234.50"], ","),
        (Written(unit="$"), ["$1,234"], None),
        (Written(unit="₹"), ["₹1,23,456", "₹1,234"], ","),
        (Written(), [], None),
    ],
)
def test_the_sign_that_parts_thousands_is_named_where_it_is_the_only_one(form, cells, sign):
    assert form.missing_thousands(cells) == sign
