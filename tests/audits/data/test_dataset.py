"""Tables under audit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.arrays import amounts_of
from audits.data.dataset import Categories, Column, Dataset, Numbers, Role, Texts
from audits.errors import NotApplicable

VALUES = st.lists(st.one_of(st.none(), st.sampled_from("abc")), max_size=30)


@given(VALUES)
def test_categories_hold_what_they_were_made_of(values):
    made = Categories.of(values)
    held = [None if code < 0 else made.levels[code] for code in made.codes]
    assert held == values
    assert list(made.levels) == sorted({value for value in values if value is not None})
    counts = [values.count(level) for level in made.levels]
    assert made.amounts().tolist() == counts == amounts_of(made.codes, len(counts)).tolist()
    for level in (*made.levels, "nowhere"):
        assert made.equals(level).tolist() == [value == level for value in values]


@given(VALUES, st.data())
def test_rows_are_taken_from_every_column_alike(values, data):
    rows = np.array(data.draw(st.permutations(range(len(values)))), dtype=np.intp)[
        : len(values) // 2
    ]
    table = Dataset(
        (
            Column("c", Role.FEATURE, Categories.of(values), fed=Texts.of(values)),
            Column("n", Role.FEATURE, Numbers(np.arange(float(len(values))))),
        )
    )
    taken = table.take(rows)
    assert len(taken) == len(rows)
    assert taken["n"].numbers.tolist() == rows.tolist()
    assert list(taken["c"].fed.values) == [values[row] for row in rows]


def columns():
    label = Column("y", Role.LABEL, Categories.of(["0", None]))
    renamed = Column("age", Role.FEATURE, Numbers(np.array([1.0, 2.0])), source="Age (years)")
    return label, renamed


def test_a_column_is_known_by_its_role_and_fed_by_its_name_in_the_file_too():
    table = Dataset(columns())
    assert table.require(Role.LABEL).name == "y"
    assert table.one(Role.WEIGHT) is None
    fed = table.features(["Age (years)", "y"], slice(0, 2))
    assert fed["Age (years)"].tolist() == [1.0, 2.0]
    assert list(fed["y"]) == ["0", None]


def test_a_role_that_is_missing_or_given_twice_is_refused_by_name():
    label, _ = columns()
    with pytest.raises(NotApplicable, match="no column has the role weight"):
        Dataset((label,)).require(Role.WEIGHT)
    with pytest.raises(NotApplicable, match="more than one column has the role label: y, y"):
        Dataset((label, label)).one(Role.LABEL)


def test_a_kind_that_does_not_fit_is_refused_with_the_column_and_the_remedy():
    label, age = columns()
    with pytest.raises(NotApplicable) as refused:
        _ = age.categories
    assert refused.value.remedy == "declare `age: {kind: category}`, or give it a `cut`"
    with pytest.raises(NotApplicable, match="column 'y' holds category, not numbers"):
        _ = label.numbers
