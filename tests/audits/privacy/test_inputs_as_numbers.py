"""Tables as matrices of numbers."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.privacy.inputs_as_numbers import MOST_LEVELS, WORD_BINS, inputs_as_numbers
from audits.specification.roles import Role


def test_numbers_stand_as_they_are_and_categories_as_indicators():
    data = Dataset(
        (
            Column("age", Role.FEATURE, Numbers(np.array([1.0, np.nan, 3.0]))),
            Column("town", Role.FEATURE, Categories.of(["b", "a", "b"])),
            Column("y", Role.LABEL, Categories.of(["0", "1", "1"])),
        )
    )
    found = inputs_as_numbers(data, print)
    np.testing.assert_array_equal(found[:, 0], [1.0, np.nan, 3.0])
    assert found[:, 1].tolist() == [1.0, 0.0, 1.0]
    assert found[:, 2].tolist() == [0.0, 1.0, 0.0]


def test_seldom_values_have_no_column_and_equal_texts_are_equal_rows():
    values = [f"v{place:03}" for place in range(100)]
    data = Dataset(
        (
            Column("home", Role.FEATURE, Categories.of(values)),
            Column("text", Role.FEATURE, Texts.of(["a b", "b a", None, *["c"] * 97])),
        )
    )
    found = inputs_as_numbers(data, print)
    words = found[:, MOST_LEVELS : MOST_LEVELS + WORD_BINS]
    assert np.array_equal(words[0], words[1])
    assert not words[2].any()
    assert not np.array_equal(words[0], words[3])
    assert int(found[:, :MOST_LEVELS].sum()) == MOST_LEVELS
