"""Columns of two datasets, each beside its namesake."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.data_quality.drift.pairs import pairs
from audits.specification.roles import Role


def of(**columns):
    made = {list: Categories.of, np.ndarray: Numbers, tuple: Texts.of}
    return Dataset(
        tuple(
            Column(name, Role.FEATURE, made[type(values)](values))
            for name, values in columns.items()
        )
    )


def test_sorts_have_one_list_of_values_on_both_sides():
    warnings = []
    before, now = of(s=["b", "a", None]), of(s=["c", "b", "c"])
    (pair,) = pairs(before, now, warnings.append)
    assert pair.levels == ("a", "b", "c")
    assert (pair.before.tolist(), pair.now.tolist()) == ([1, 0, -1], [2, 1, 2])
    assert warnings == []


def test_many_values_do_not_overflow_their_codes():
    before = of(s=[f"{at:03}" for at in range(127)])
    (pair,) = pairs(before, before, print)
    assert (pair.before + 1).max() == 127


def test_what_one_side_lacks_or_holds_otherwise_is_told_and_left_out():
    warnings = []
    before = of(x=np.arange(3.0), y=np.arange(3.0), z=["a", "b", "a"])
    now = of(x=np.arange(3.0), z=np.arange(3.0))
    assert [pair.name for pair in pairs(before, now, warnings.append)] == ["x"]
    assert any("lacks: y" in warning for warning in warnings)
    assert any("'z', which holds category" in warning for warning in warnings)


def test_texts_are_compared_by_what_is_measured_on_them():
    rng = np.random.default_rng(0)
    short, long = (
        tuple("a word " * count for count in rng.integers(low, low + 9, 60)) for low in (1, 20)
    )
    by_name = {pair.name: pair for pair in pairs(of(t=short), of(t=long), print)}
    assert "t" not in by_name
    (length,) = (pair for name, pair in by_name.items() if "length" in name)
    assert length.before.max() < length.now.min()
