import numpy as np

from audits.data.dataset import Categories, Column, Dataset
from audits.language.item_groups import item_groups
from audits.specification.roles import Role
from tests.subjects import Subject


def table(**columns):
    roles = {"kind": Role.PROTECTED, "model": Role.SYSTEM}
    return Subject(
        Dataset(tuple(Column(name, roles[name], Categories.of(values))
                      for name, values in columns.items()))
    )  # fmt: skip


def test_everyone_comes_first_and_then_each_group():
    groups = dict(item_groups(table(kind=["a", "b", "a"])))
    assert list(groups) == [(), (("kind", "a"),), (("kind", "b"),)]
    assert groups[("kind", "a"),].tolist() == [True, False, True]


def test_systems_are_never_mixed():
    groups = dict(item_groups(table(kind=["a", "b", "a", "b"], model=["x", "x", "y", None])))
    assert () not in groups
    assert groups[("system", "x"),].tolist() == [True, True, False, False]
    assert groups[("system", "y"), ("kind", "a")].tolist() == [False, False, True, False]
    assert groups[("system", None),].tolist() == [False, False, False, True]
    whole = [rows for group, rows in groups.items() if len(group) == 1]
    assert np.array(whole).sum(axis=0).tolist() == [1, 1, 1, 1]
