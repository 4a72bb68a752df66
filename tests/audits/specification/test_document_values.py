"""How one value of a document is read, however YAML spelt it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from audits.specification.document_values import (
    Category,
    Duration,
    Encoding,
    Label,
    Moment,
    Number,
    Whole,
    as_text,
)


def read(kind, value):
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (1.0, "1"), (1.5, "1.5"), (True, "true"), (" x ", "x"), (-3.0, "-3")],
)
def test_categories_are_spelled_as_the_contract_says(value, text):
    assert as_text(value) == text


@given(st.integers(-(10**9), 10**9))
def test_an_integral_number_prints_without_a_point(number):
    assert as_text(float(number)) == str(number)


@pytest.mark.parametrize(
    ("kind", "value", "meaning"),
    [
        (Category, True, "true"), (Category, 2.0, "2"), (Label, " yes ", "yes"),
        (Number, 1, 1.0), (Whole, 3, 3), (Moment, date(2026, 1, 31), "2026-01-31"),
        (Duration, "600s", "10m"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_its_key_means_it(kind, value, meaning):
    assert read(kind, value) == meaning


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        (Number, True, "true and false are no numbers"), (Whole, False, "give a number"),
        (Moment, "yesterday", "is no date"), (Duration, 600, "has no unit"),
        (Encoding, "utf-99", "no known encoding"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_what_would(kind, value, reason):
    with pytest.raises(ValidationError, match=reason):
        read(kind, value)
