"""Codes of surveys and models that mean the same, worked by hand."""

import pytest

from audits.planning.shifted_codes import is_whole, shifted_map, unstated_code


@pytest.mark.parametrize(
    ("given", "others", "joined"),
    [
        (("0", "1"), ("1", "2"), {"0": "1", "1": "2"}),
        (("1", "2", "3"), ("0", "1", "2"), {"1": "0", "2": "1", "3": "2"}),
        (("0", "1"), ("0", "1", "2"), {}),
        (("0", "2"), ("5", "7"), {}),
        (("a", "1"), ("1", "2"), {}),
    ],
)
def test_codes_that_begin_one_later(given, others, joined):
    assert shifted_map(given, others) == joined


@pytest.mark.parametrize(
    ("own", "theirs", "code"),
    [
        ({"-9", "1", "2"}, {"0", "1"}, {"-9"}),
        ({"0", "1"}, {"1", "2", "99"}, {"99"}),
        ({"-1", "1", "99"}, {"0", "1"}, {"99"}),
        ({"0", "1"}, {"1", "2"}, set()),
        ({"1", "2", "3"}, {"0", "1"}, None),
        ({"-9", "0", "1"}, {"0", "1"}, None),  # both are in common without it
        ({"-9", "1", "2", "3"}, {"0", "1"}, None),
    ],
)
def test_a_code_that_says_nothing(own, theirs, code):
    assert unstated_code(own, theirs) == code


def test_a_sign_of_unicode_is_no_whole_number():
    assert [is_whole(level) for level in ("-12", "7", "²", "1.5", "")] == [True, True] + [False] * 3
