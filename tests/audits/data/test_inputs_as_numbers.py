"""Tables as matrices of numbers."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.data.inputs_as_numbers import MOST_LEVELS, WORD_BINS, inputs_as_numbers
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


def test_seldom_values_have_no_column_of_their_own():
    towns = Categories.of([f"v{place:03}" for place in range(100)])
    found = inputs_as_numbers(Dataset((Column("town", Role.FEATURE, towns),)), print)
    assert int(np.isin(found, (0, 1)).all(axis=0).sum()) >= MOST_LEVELS
    assert int(found[:, :MOST_LEVELS].sum()) == MOST_LEVELS


def test_texts_of_the_same_words_are_equal_rows_and_others_are_not():
    texts = Texts.of(["a b", "b a", None, "c d"])
    found = inputs_as_numbers(Dataset((Column("text", Role.FEATURE, texts),)), print)
    assert np.array_equal(found[0, :WORD_BINS], found[1, :WORD_BINS])
    assert not found[2, :WORD_BINS].any()
    assert not np.array_equal(found[0, :WORD_BINS], found[3, :WORD_BINS])
