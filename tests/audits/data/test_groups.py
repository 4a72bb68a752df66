import numpy as np
import pytest

from audits.data import groups
from audits.data.dataset import Categories, Column, Dataset
from audits.data.groups import divisions_of, row_groups, slices
from audits.errors import NotApplicable
from audits.specification.roles import Role


def table(**columns):
    return Dataset(
        tuple(
            Column(name, Role.PROTECTED, Categories.of(values)) for name, values in columns.items()
        )
    )


def divide(data, warnings=None):
    return divisions_of(data, data.columns, ([] if warnings is None else warnings).append)


def test_the_reference_is_the_group_with_most_rows_and_ties_go_by_text():
    data = table(sex=["m", "m", "f"], town=["b", "a", "a", "b"][:3])
    sex, town, both = divide(data)
    assert sex.reference == (("sex", "m"),)
    assert town.reference == (("town", "a"),)
    assert both.reference == (("sex", "m"), ("town", "a"))
    tie = divide(table(town=["b", "a", "a", "b"]))[0]
    assert tie.reference == (("town", "a"),)


def test_unknown_is_a_group_but_never_the_reference():
    (found,) = divide(table(sex=[None, None, None, "f"]))
    assert (("sex", None),) in found.groups
    assert found.reference == (("sex", "f"),)
    assert found.known.tolist() == [False, True]


def test_only_unknown_values_have_no_reference():
    (found,) = divide(table(sex=[None, None]))
    assert found.reference is None


def test_a_stated_reference_is_kept_and_an_unknown_one_refused_by_name():
    values = Categories.of(["m", "m", "f"])
    (found,) = divide(Dataset((Column("sex", Role.PROTECTED, values, reference="f"),)))
    assert found.reference == (("sex", "f"),)
    with pytest.raises(NotApplicable, match="'x' is no value of 'sex'"):
        divide(Dataset((Column("sex", Role.PROTECTED, values, reference="x"),)))


def test_crossings_go_as_deep_as_there_are_attributes():
    data = table(a=["1", "2"] * 4, b=["1", "1", "2", "2"] * 2, c=["1"] * 4 + ["2"] * 4)
    assert [len(found.attributes) for found in divide(data)] == [1, 1, 1, 2, 2, 2, 3]


def test_a_crossing_of_too_many_groups_is_left_out_with_a_warning(monkeypatch):
    monkeypatch.setattr(groups, "MOST_IN_ONE", 3)
    warnings = []
    data = table(a=["1", "2"] * 4, b=["1", "1", "2", "2"] * 2)
    assert len(divide(data, warnings)) == 2
    assert "a x b" in warnings[0]


def test_unknown_rows_hide_in_each_group_they_could_belong_to():
    data = table(sex=["f", "f", "m", None, "f"], town=["a", None, "a", "a", "b"])
    both = divide(data)[2]
    at = both.groups.index((("sex", "f"), ("town", "a")))
    hidden = [both.groups[other] for other in np.flatnonzero(both.hiding(at))]
    assert set(hidden) == {
        (("sex", None), ("town", "a")),
        (("sex", "f"), ("town", None)),
    }


def test_row_groups_put_every_row_in_its_group():
    rng = np.random.default_rng(0)
    data = table(
        sex=rng.choice(["f", "m", None], 50).tolist(), town=rng.choice(["a", "b"], 50).tolist()
    )
    columns = {column.name: column for column in data}
    divisions = list(row_groups(data.columns, divide(data)))
    assert [len(group) for _, group in divisions] == [50, 50, 50]  # sex, town, and both
    for division, group in divisions:
        for row, at in enumerate(group):
            for name, value in division.groups[at]:
                code = columns[name].categories.codes[row]
                held = None if code < 0 else columns[name].categories.levels[code]
                assert value == held


def test_slices_are_each_groups_rows_in_the_order_of_the_scores():
    rng = np.random.default_rng(8)
    scores, group = rng.random(60), rng.integers(0, 4, 60).astype(np.int32)
    order = np.argsort(scores).astype(np.int32)
    found = list(slices(order, group, 5))
    assert [len(rows) > 0 for rows in found] == [True] * 4 + [False]  # nobody is in the fifth
    for at, rows in enumerate(found):
        assert set(rows) == set(np.flatnonzero(group == at))
        assert (np.diff(scores[rows]) >= 0).all()
