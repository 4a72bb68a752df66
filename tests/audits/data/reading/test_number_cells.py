"""Cells as numbers: by Python's own float, and by pandas' list of missing words."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.reading.non_numeric_cells import BadColumn, Strange
from audits.data.reading.number_cells import (
    PLAIN,
    Reading,
    as_numbers,
    mapped_raw,
    plain_numbers,
    precision_of,
)
from audits.data.reading.number_formats import Written
from audits.specification.missing_words import Words

GERMAN = Reading(written=Written(",", "."))


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30))
def test_numbers_as_python_writes_them_are_those_numbers(numbers):
    cells = pa.array([repr(number) for number in numbers])
    assert as_numbers(cells).tolist() == numbers
    assert plain_numbers(cells.to_pylist()).tolist() == numbers


def test_words_are_missing_that_pandas_takes_for_missing():
    from pandas._libs.parsers import STR_NA_VALUES

    words = sorted(STR_NA_VALUES)
    assert np.isnan(as_numbers(pa.array(words))).all()
    assert np.isnan(as_numbers(pa.array([f" {word} " for word in words]))).all()


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1.234,5", 1234.5), ("-0,5", -0.5), ("12", 12.0), ("1.234.567", 1234567.0), ("", None)],
)
def test_another_country_s_numbers_are_read_as_it_writes_them(cell, number):
    assert GERMAN.number(cell) == number
    (value,) = as_numbers(pa.array([cell]), GERMAN)
    assert value == number or (number is None and np.isnan(value))


def test_listed_words_are_the_only_ones_that_are_missing():
    reading = Reading(Words.of(["-", "-999"]))
    values = as_numbers(pa.array([" - ", "-999", "-999.0", "7"]), reading)
    np.testing.assert_array_equal(values, [np.nan, np.nan, np.nan, 7.0])
    with pytest.raises(BadColumn, match="'NA'"):
        as_numbers(pa.array(["NA"]), reading)


def test_typed_cells_keep_their_numbers_and_lose_those_that_are_listed_as_missing():
    cells = pa.array([1, -999, None], pa.int64())
    np.testing.assert_array_equal(as_numbers(cells), [1.0, -999.0, np.nan])
    np.testing.assert_array_equal(
        as_numbers(cells, Reading(Words.of(["-999"]))), [1.0, np.nan, np.nan]
    )
    assert as_numbers(pa.array([True, False])).tolist() == [1.0, 0.0]


def test_what_is_no_number_is_gathered_over_batches_or_refused():
    strange = Strange()
    for batch in (["1", "?"], ["inf", "?", None], [3.5, float("-inf")]):
        as_numbers(pa.array(batch), PLAIN, strange)
    assert (strange.words["?"].count, strange.words["?"].rows) == (2, [1, 3])
    assert (strange.infinite.count, strange.infinite.rows) == (2, [2, 6])
    with pytest.raises(BadColumn, match=r"1 cell is no number: '\?'"):
        as_numbers(pa.array(["1", "?"]))
    with pytest.raises(BadColumn, match=r"1 infinite number \(row 2\)"):
        as_numbers(pa.array(["1", "inf"]))


def test_a_dictionary_is_read_as_the_cells_that_it_stands_for():
    cells = pa.array(["2", "x", "2", None])
    strange = Strange()
    coded = as_numbers(cells.dictionary_encode(), PLAIN, strange)
    np.testing.assert_array_equal(coded, [2, np.nan, 2, np.nan])
    assert strange.words["x"].rows == [1]


@pytest.mark.parametrize(
    ("kind", "precision"),
    [(pa.float16(), "float16"), (pa.float32(), "float32"), (pa.float64(), "float64"),
     (pa.int8(), "float64"), (pa.string(), "float64"),
     (pa.dictionary(pa.int8(), pa.float32()), "float32")],
)  # fmt: skip
def test_a_bound_is_compared_in_the_precision_of_the_file(kind, precision):
    assert precision_of(pa.array([], kind)) == np.dtype(precision)


def test_a_map_is_used_before_a_cell_is_a_number_and_its_own_numbers_are_plain():
    meaning = {"low": "1.5", "1,5": "2.500"}
    assert GERMAN.number("low", meaning) == 1.5
    assert GERMAN.number("1,5", meaning) == 2.5
    assert GERMAN.number("2.500", meaning) == 2500
    assert PLAIN.meant("low", {"low": "NA"}) is None
    assert mapped_raw(" high ", meaning) == " high "
    assert mapped_raw("low", meaning) == "1.5"


def test_only_numbers_that_are_plainly_written_are_read_at_once():
    assert plain_numbers(["1", "2"], GERMAN) is None
    assert plain_numbers(["1", "one"]) is None
    np.testing.assert_array_equal(plain_numbers(["1", "NA", " 2 "]), [1, np.nan, 2])


def test_a_table_of_pandas_is_read_as_pandas_reads_it(tmp_path):
    cells = ["1", "1e3", " 2.5", "NA", "", "-7", "nan", "None", "+.5"]
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "".join(f"{cell},0\n" for cell in cells))
    frame = pd.read_csv(path)
    np.testing.assert_array_equal(as_numbers(pa.array(cells)), frame["x"].to_numpy(float))
