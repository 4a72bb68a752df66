"""Cells as texts, of columns of every kind."""

import numpy as np
import pytest

from audits.claims.column_words import column_words
from audits.data.dataset import Categories, Column, Numbers, Texts
from audits.specification.roles import Role


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (Categories.of(["b", None, "a"]), ["b", None, "a"]),
        (Numbers(np.array([1.0, np.nan, 0.25])), ["1", None, "0.25"]),
        (Texts.of(["x y", None]), ["x y", None]),
    ],
)
def test_a_missing_cell_is_none(values, texts):
    assert column_words(Column("c", Role.FEATURE, values), len(texts)) == texts


def test_without_a_column_nothing_is_known():
    assert column_words(None, 2) == [None, None]
