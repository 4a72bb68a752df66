"""Values that a model is fed and its encoders never saw."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.running.unknown_categories import unseen
from audits.specification.roles import Role


class Worded:
    def __init__(self, **vocabularies):
        self.vocabularies = {name: frozenset(words) for name, words in vocabularies.items()}


def data(values):
    return Dataset((Column("c", Role.FEATURE, values),))


def test_a_few_strange_words_come_after_many():
    texts = Texts.of(["a"] * 95 + ["A"] * 3 + ["b?"] * 2)
    first, others = unseen(data(texts), Worded(c=["a"]))
    assert first == []
    assert others == [
        "5 of 100 values of column 'c' (5.0 %) are words that the model never saw: 'A' (3), "
        "'b?' (2); it knows 'a'"
    ]
    first, others = unseen(data(texts), Worded(c=["A", "b?"]))
    assert others == []
    assert "95 of 100" in first[0]
    assert first[0].endswith("compare how the file spells them")


def test_a_missing_value_is_fed_as_an_empty_word():
    values = Categories.of(["a", None, None])
    (said,), _ = unseen(data(values), Worded(c=["a"]))
    assert "2 of 3 values" in said
    assert "'' (2)" in said
    assert unseen(data(values), Worded(c=["a", ""])) == ([], [])


def test_after_five_the_words_are_counted():
    values = Texts.of([f"w{k}" for k in range(9)])
    (said,), _ = unseen(data(values), Worded(c=["a"]))
    assert "and 4 more; it knows 'a'" in said


def test_numbers_and_models_without_words_have_none():
    assert unseen(data(Numbers(np.zeros(3))), Worded(c=["a"])) == ([], [])
    assert unseen(data(Texts.of(["x"])), object()) == ([], [])
