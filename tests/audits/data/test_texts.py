import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Role, Texts
from audits.data.texts import source_column, texts
from audits.errors import NotApplicable


def test_words_are_texts_however_they_are_held():
    assert texts(Column("t", Role.FEATURE, Texts.of(["a", None]))) == ["a", None]
    assert texts(Column("c", Role.FEATURE, Categories.of(["b", None, "a"]))) == ["b", None, "a"]


def test_numbers_are_refused_with_what_to_declare():
    with pytest.raises(NotApplicable, match="holds numbers, not text") as refused:
        texts(Column("n", Role.FEATURE, Numbers(np.ones(2))))
    assert "n: {kind: text}" in refused.value.remedy


def test_the_source_is_the_first_feature_of_words():
    number = Column("n", Role.FEATURE, Numbers(np.ones(1)))
    label = Column("y", Role.LABEL, Categories.of(["x"]))
    first, second = (Column(name, Role.FEATURE, Texts.of(["s"])) for name in "ab")
    assert source_column(Dataset((number, label, first, second))) is first
    assert source_column(Dataset((number, label))) is None
