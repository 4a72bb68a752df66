"""Whole numbers of tables of counts, whatever parts their thousands."""

import pytest

from audits.specification.written_counts import written_count


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("1,234", 1234), ("1.234", 1234), ("1 234 567", 1234567), ("1.5", 1.5)],
)
def test_what_parts_groups_of_three_is_no_decimal_sign(text, number):
    assert written_count(text) == number


def test_a_word_is_no_number():
    with pytest.raises(ValueError, match="could not convert"):
        written_count("few")
