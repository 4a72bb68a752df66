"""Columns gathered from batches hold what the same cells in one piece hold; NumPy and Python."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.reading import gathering
from audits.data.reading.gathering import (
    GatheredCodes,
    GatheredCuts,
    GatheredNumbers,
    GatheredTexts,
    joined,
)
from audits.data.reading.non_numeric_cells import BadColumn
from audits.specification.missing_words import Words

CELLS = st.lists(st.lists(st.sampled_from(["a", "b", " a ", "", None, "NA", "7"]), max_size=8),
                 min_size=1, max_size=5)  # fmt: skip


def gathered(kind, batches):
    for batch in batches:
        kind.add(pa.array(batch, pa.string()))
    return kind


def texts_of(categories):
    return [None if code < 0 else categories.levels[code] for code in categories.codes]


@given(CELLS)
def test_codes_stand_for_the_cells_whatever_the_batches(batches):
    cells = [cell for batch in batches for cell in batch]
    codes = gathered(GatheredCodes(), batches)
    assert [None if code < 0 else codes.raw[code] for code in codes.codes()] == cells
    assert codes.amounts().tolist() == [cells.count(raw) for raw in codes.raw]
    assert codes.distinct == len({cell for cell in cells if cell is not None})
    assert texts_of(codes.as_they_stand()) == cells
    spelled = {"a": "a", "b": "b", " a ": "a", "7": "7", "": None, None: None, "NA": None}
    assert texts_of(codes.categories()) == [spelled[cell] for cell in cells]


def test_levels_stand_in_the_order_of_texts_and_a_map_may_join_them():
    codes = gathered(GatheredCodes(), [["m", "f", "male"], ["f", None]])
    assert codes.categories().levels == ("f", "m", "male")
    mapped = codes.categories({"m": "male"})
    assert (texts_of(mapped), mapped.levels) == (["male", "f", "male", "f", None], ("f", "male"))


def test_a_map_may_say_what_a_missing_cell_means():
    """A flag that is written where it is set: empty cells, null, and words such as NA are 0."""
    codes = gathered(GatheredCodes(), [["1", ""], [" ", None, "NA", "1"]])
    assert texts_of(codes.categories({"": "0"})) == ["1", "0", "0", "0", "0", "1"]
    assert texts_of(codes.categories({"1": ""})) == [None] * 6
    assert codes.numbers({"": "0"}).values.tolist() == [1, 0, 0, 0, 0, 1]
    assert codes.holds_missing
    whole = gathered(GatheredCodes(), [["1", "0"]])
    assert whole.categories({"": "none"}).levels == ("0", "1")
    assert not whole.holds_missing


def test_too_many_distinct_values_are_refused(monkeypatch):
    monkeypatch.setattr(gathering, "MOST_LEVELS", 3)
    codes = gathered(GatheredCodes(), [["a", "b"], ["c", "a"]])
    with pytest.raises(BadColumn, match="more than 3 distinct values") as refused:
        codes.add(pa.array(["d"]))
    assert refused.value.code == "too_many_values"


def test_distinct_cells_are_numbers_where_all_are():
    codes = gathered(GatheredCodes(), [["1", "low"], ["1e2", None]])
    assert codes.numbers({"low": "0.5"}).values[:3].tolist() == [1, 0.5, 100]
    with pytest.raises(BadColumn, match=r"1 cell is no number: 'low' \(row 2\)"):
        codes.numbers()
    strange = codes.strange(with_rows=True)
    assert (strange.numbers, strange.words["low"].rows) == (2, [1])


def test_infinite_cells_are_refused_or_missing():
    codes = gathered(GatheredCodes(), [["1", "inf", "-inf"]])
    with pytest.raises(BadColumn, match="infinite"):
        codes.numbers()
    np.testing.assert_array_equal(
        codes.numbers(infinite_is_missing=True).values, [1, np.nan, np.nan]
    )


def test_numbers_of_all_batches_stand_in_their_order_and_widest_precision():
    numbers = GatheredNumbers()
    numbers.add(pa.array([1.5, None], pa.float16()))
    numbers.add(pa.array([0.1], pa.float32()))
    values = numbers.numbers()
    np.testing.assert_array_equal(values.values, [1.5, np.nan, np.float32(0.1)])
    assert values.precision == np.float32


def test_a_bad_cell_of_any_batch_is_told_with_its_row():
    numbers = gathered(GatheredNumbers(), [["1", "2"], ["3", "x"]])
    with pytest.raises(BadColumn, match=r"'x' \(row 4\)"):
        numbers.numbers()


@given(st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=40))
def test_a_value_is_in_the_group_whose_bounds_hold_it(values):
    points = [-10.0, 0.0, 25.5]
    cuts = GatheredCuts(points)
    cuts.add(pa.array(values, pa.float64()))
    names = ["<=-10", "-10-0", "0-25.5", ">25.5"]
    expected = [names[int(np.digitize(value, points, right=True))] for value in values]
    assert texts_of(cuts.categories()) == expected
    assert set(cuts.categories().levels) == set(names)


def test_a_text_of_blanks_is_missing_and_stands_where_it_is_read_as_it_is():
    texts = gathered(GatheredTexts(), [["a", " "], ["", None]])
    assert texts.texts().values.tolist() == ["a", None, None, None]
    assert texts.as_they_stand().values.tolist() == ["a", " ", "", None]
    assert texts.has_blanks
    assert not gathered(GatheredTexts(), [["a", ""]]).has_blanks


@given(st.lists(st.lists(st.integers(-5, 5), max_size=5), max_size=5))
def test_batches_are_joined_in_their_order_and_given_up(batches):
    chunks = [np.array(batch, dtype=np.int8) for batch in batches]
    whole = joined(chunks, np.dtype(np.int16))
    assert whole.tolist() == [value for batch in batches for value in batch]
    assert whole.dtype == np.int16
    assert chunks == []


def test_a_map_and_missing_words_are_of_whole_texts():
    """They were taken and had no effect."""
    texts = gathered(GatheredTexts(), [["none", "NA"], ["a none", None]])
    assert texts.texts().values.tolist() == ["none", "NA", "a none", None]
    assert texts.texts({"none": ""}).values.tolist() == [None, "NA", "a none", None]
    assert texts.texts({"none": "x"}, Words.of(["NA"])).values.tolist() == [
        "x", None, "a none", None,
    ]  # fmt: skip
