"""What is told of cells that are no numbers: counts and rows by hand."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from audits.data.reading.non_numeric_cells import (
    MOST_WORDS,
    Strange,
    Word,
    missing_key,
    not_finite,
)
from audits.data.reading.number_formats import Written
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml


@pytest.mark.parametrize(
    ("notes", "sentence"),
    [
        ([(1, [4])], "'?' (row 5)"),
        ([(2, [4, 16])], "'?' (2 rows: 5, 17)"),
        ([(2, [4, 16]), (10, [39, 1199])], "'?' (12 rows: 5, 17, 40 ...)"),
        ([(1200, [999, 1000, 1001])], "'?' (1,200 rows: 1,000, 1,001, 1,002 ...)"),
    ],
)
def test_a_word_is_told_with_its_first_rows_counted_from_one(notes, sentence):
    word = Word()
    for count, rows in notes:
        word.note(count, rows)
    assert word.description("?") == sentence


def test_a_batch_is_counted_by_its_distinct_texts():
    strange = Strange(rows=100)
    coded = pa.array(["1", "?", None, "low", "?", "?", "?"]).dictionary_encode()
    strange.spot(coded, [1, 2])
    assert {text: (word.count, word.rows) for text, word in strange.words.items()} == {
        "?": (4, [101, 104, 105]), "low": (1, [103]),
    }  # fmt: skip


def test_missing_words_are_counted_and_an_empty_cell_is_none():
    strange = Strange()
    cells = pa.array(["NA", "", "1", "NA", "null", None])
    strange.misses(cells, pc.is_in(cells, value_set=pa.array(["NA", "", "null"])))
    strange.miss("  ", 7)
    assert strange.missing == {"NA": 2, "null": 1}


def test_few_words_are_named_with_the_key_that_makes_them_missing():
    strange = Strange(missing={"NA": 3})
    strange.note("?", 2, [4, 16])
    strange.note("n/a, sorry", 40, [0, 1, 2])
    refusal = strange.refusal()
    assert refusal.code == "not_a_number"
    assert refusal.reason == (
        "42 cells are no numbers: 'n/a, sorry' (40 rows: 1, 2, 3 ...), '?' (2 rows: 5, 17)"
    )
    key = refusal.remedy.partition("`")[2].partition("`")[0]
    # What is offered to be copied is read by the document as those words.
    spec = ColumnSpec.model_validate(load_yaml(f"{{{key}}}"))
    assert spec.missing == ["?", "n/a, sorry", "NA"]


def test_a_column_of_text_is_told_to_be_one():
    strange = Strange()
    for index in range(MOST_WORDS + 1):
        strange.note(f"word {index:02d}", 1, [index])
    refusal = strange.refusal("leave `cut` out")
    assert refusal.reason.startswith("holds text where numbers are needed: 'word 00', 'word 01'")
    assert refusal.remedy.endswith("or leave `cut` out")


@pytest.mark.parametrize(
    "form", ["[{:.4f},{:.4f}]", "[{:.4f} {:.4f}]", "({:.4f}, {:.4f})", "[{:.1e}; {:.4f}]"]
)
def test_lists_of_numbers_are_told_with_what_takes_one_of_them(form):
    """Spark's probabilities of two classes, arrays of numpy, tuples."""
    seconds = np.linspace(0.01, 0.99, 40).round(4)
    cells = [form.format(1 - second, second) for second in seconds]
    strange = Strange()
    for row, cell in enumerate(cells):
        strange.note(cell, 1, [row])
    refusal = strange.refusal()
    assert refusal.reason.startswith("holds lists of numbers where one is needed")
    line = refusal.remedy.split("`")[1].replace("COLUMN", "'p'")
    taken = eval(line, {"frame": pd.DataFrame({"p": cells})})
    assert taken.tolist() == seconds.tolist()


def test_infinite_numbers_are_told_with_their_rows():
    refusal = not_finite(Word(1, [40]))
    assert (refusal.reason, refusal.code) == ("holds 1 infinite number (row 41)", "infinite")


def test_words_are_quoted_as_a_document_needs_it():
    words = [' a "b" ', "it's", "#", "- x", "\\N"]
    spec = ColumnSpec.model_validate(load_yaml(f"{{{missing_key(words, {})}}}"))
    assert spec.missing == [word.strip() for word in words]


def test_numbers_in_groups_are_no_words_and_the_refusal_names_their_sign():
    strange = Strange()
    strange.note("34.063,00", 2, [0, 4])
    refused = strange.refusal(written=Written(decimal=","))
    assert load_yaml(refused.remedy.split("`")[1]) == {"thousands": "."}
    assert "'34.063,00'" in refused.reason
    assert "missing" in strange.refusal().remedy
