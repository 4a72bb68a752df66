"""Columns whose personal data is known, and cells that are counted by hand."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.privacy.personal_columns import cell_sizes, holdings
from audits.specification.roles import Role


def held(*columns):
    return {
        (one.column, one.kind): int(one.rows.sum())
        for one in holdings(Dataset(columns), lambda done: None)
    }


def test_texts_categories_and_long_numbers_are_read():
    mail = Texts.of(["x@y.org", None, "none", "a@b.fi and +358 40 1234567"])
    card = Numbers(np.array([4111111111111111.0, 4111111111111112.0, np.nan, 12.0]))
    network = Categories.of(["10.0.0.1", "10.0.0.1", None, "x"])
    assert held(
        Column("note", Role.FEATURE, mail),
        Column("paid", Role.FEATURE, card),
        Column("from", Role.FEATURE, network),
    ) == {
        ("from", "network address"): 2,
        ("note", "e-mail address"): 2,
        ("note", "telephone number"): 1,
        ("paid", "payment card"): 1,
    }


def test_a_title_counts_where_values_differ_as_people_do():
    names = Categories.of([f"person {row}" for row in range(30)])
    two = Categories.of(["red", "blue"] * 15)
    assert held(Column("name", Role.FEATURE, names)) == {
        ("name", "name of a person (by the column's title)"): 30
    }
    assert held(Column("name", Role.FEATURE, two)) == {}


def test_a_missing_value_agrees_with_a_missing_one():
    sex = Column("sex", Role.PROTECTED, Categories.of(["f", "f", None, None, "m"]))
    age = Column("age", Role.FEATURE, Numbers(np.array([30, 30, np.nan, np.nan, 30.0])))
    assert cell_sizes([sex, age]).tolist() == [2, 2, 2, 2, 1]
    note = Column("note", Role.FEATURE, Texts.of(["a", "b", None, None, "a"]))
    assert cell_sizes([sex, age, note]).tolist() == [1, 1, 2, 2, 1]
