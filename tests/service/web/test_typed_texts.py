"""What is written into a field is read as the same value again, or not written."""

from hypothesis import given
from hypothesis import strategies as st

from service.web.typed_texts import (
    missing_words,
    parted,
    typed_list,
    typed_missing,
    typed_number,
)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_every_digit(value: float) -> None:
    assert float(typed_number(value)) == value


def test_whole_numbers_are_typed_as_people_do() -> None:
    assert [typed_number(value) for value in (25.0, 0.5, 12345.678)] == ["25", "0.5", "12345.678"]


@given(st.lists(st.text(max_size=4), max_size=3))
def test_texts_are_said_whole_or_not_at_all(values: list[str]) -> None:
    assert parted(typed_list(values)) in (values, [])


def test_a_comma_within_a_text_cannot_be_typed() -> None:
    assert typed_list(["low, very", "high"]) == ""
    assert typed_list(["low", "high"]) == "low, high"


def test_missing_words() -> None:
    assert typed_missing(None) == ""
    assert typed_missing([]) == "none"
    assert typed_missing(["NA", "-"]) == "NA, -"
    assert typed_missing(["none"]) == ""  # typed, it would say that there are no such words
    assert typed_missing(["n,a"]) == ""
    assert missing_words("NA , -") == ["NA", "-"]
    assert missing_words("none") == []
