"""Where a minus may stand; what each means is by hand."""

import pytest

from audits.specification.signs import leading_sign


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.559,61-", "-1.559,61"), ("450 -", "-450"), ("(450,22)", "-450,22"), ("( 450 )", "-450"),
     ("\u2212450", "-450"), ("\u2013 450", "-450"), ("450\u2212", "-450"), ("(5 %)", "-5 %")],
)  # fmt: skip
def test_a_minus_is_put_in_front(text, expected):
    assert leading_sign(text) == expected


@pytest.mark.parametrize(
    "text",
    ["450", "-450", "", "-", "()", "(", "(-450)", "-450-", "450--", "((450))", "(450-)", "(n/a)",
     "450 -5", "+450-", "2026-01-05"],
)  # fmt: skip
def test_anything_else_stays_as_it_is(text):
    assert leading_sign(text) == text
