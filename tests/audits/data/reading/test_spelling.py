"""How a cell is written, how it is compared, and what counts as missing."""

import pytest

from audits.data.reading.spelling import as_number, cell_text, number_of, raw_text, spelled
from audits.specification.missing_words import Words


@pytest.mark.parametrize(
    ("value", "raw", "cell"),
    [(3.0, "3", "3.0"), (True, "true", "True"), ("3.0", "3.0", "3.0"), (2.5, "2.5", "2.5"),
     (7, "7", "7")],
)  # fmt: skip
def test_a_typed_cell_is_spelled_as_labels_or_as_pandas(value, raw, cell):
    assert raw_text(value) == raw
    assert cell_text(value) == cell


def test_nothing_stands_in_an_empty_cell():
    assert cell_text(None) is None
    assert cell_text(float("nan")) is None


@pytest.mark.parametrize(
    ("text", "strict", "loose"),
    [("1.5", 1.5, 1.5), ("1e3", 1000.0, 1000.0), ("1_0", None, None), ("0x10", None, None),
     ("true", None, 1.0), (" False ", None, 0.0), ("yes", None, None), ("", None, None)],
)  # fmt: skip
def test_a_number_is_read_strictly_and_truth_is_one(text, strict, loose):
    assert number_of(text) == strict
    assert as_number(text) == loose
    assert number_of(None) is None


def test_a_category_is_compared_as_plans_spell_it():
    assert spelled(" a ") == spelled("a")
    assert spelled("") is None
    assert spelled("?", Words.of(["?"])) is None
    assert spelled("?") == "?"
