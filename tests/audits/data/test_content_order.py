"""The order of rows that no file decides."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audits.data import nuisances
from audits.data.content_order import content_order, evenly
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.data.row_keys import key_of
from audits.specification.roles import Role

CELLS = st.one_of(st.just(float("nan")), st.integers(-3, 3).map(float))
WORDS = st.sampled_from(["a", "b", "", None])
ROWS = st.lists(st.tuples(CELLS, WORDS, WORDS), min_size=1, max_size=30)


def table(rows):
    numbers, texts, groups = zip(*rows, strict=True)
    return Dataset(
        (
            Column("n", Role.FEATURE, Numbers(np.array(numbers))),
            Column("t", Role.FEATURE, Texts.of(texts)),
            Column("g", Role.PROTECTED, Categories.of(groups)),
        )
    )


def contents(data):
    """The rows as plain text, in their order."""
    codes = data["g"].values.codes
    return [
        (repr(n), t or "", int(c))
        for n, t, c in zip(data["n"].values.values, data["t"].values.values, codes, strict=True)
    ]


@given(ROWS, st.integers(0, 2**32 - 1))
def test_rows_in_any_order_end_in_the_same(rows, seed):
    data = table(rows)
    shuffled = data.take(np.random.default_rng(seed).permutation(len(rows)))
    first = data.take(content_order(data, ("t",)))
    second = shuffled.take(content_order(shuffled, ("t",)))
    assert contents(first) == contents(second)


@given(ROWS)
def test_it_is_an_order_of_all_rows_by_the_columns_that_are_read(rows):
    data = table(rows)
    order = content_order(data, ("n",))
    assert sorted(order.tolist()) == list(range(len(rows)))
    values = data["n"].values.values[order]
    known = values[~np.isnan(values)]
    assert (np.diff(known) >= 0).all()


@given(ROWS)
def test_the_order_of_columns_changes_nothing(rows):
    data = table(rows)
    turned = Dataset(tuple(reversed(data.columns)))
    np.testing.assert_array_equal(content_order(data), content_order(turned))


def test_missing_values_have_a_place():
    assert key_of(Numbers(np.array([2.0, np.nan, 1.0, np.nan]))).tolist() == [1, 2, 0, 2]
    assert key_of(Categories.of(["b", None, "a"])).tolist() == [1, -1, 0]
    assert content_order(Dataset(())).tolist() == []


@given(st.integers(0, 50), st.integers(1, 60))
def test_evenly_takes_both_ends_and_no_row_twice(rows, most):
    found = evenly(np.arange(rows)[::-1], most).tolist()
    assert len(found) == len(set(found)) == min(rows, most)
    if rows and most > 1:
        assert (found[0], found[-1]) == (rows - 1, 0)


def test_nuisances_of_a_large_table_are_measured_on_the_same_rows_in_any_order(monkeypatch):
    monkeypatch.setattr(nuisances, "MOST_TEXTS", 20)
    rng = np.random.default_rng(2)
    sentences = [" ".join(["word"] * int(n)) for n in rng.integers(1, 40, 300)]
    data = Dataset((Column("text", Role.FEATURE, Texts.of(sentences)),))

    def measured(rows):
        columns = nuisances.extracted(rows, lambda fraction: None, [])
        found = {c.name: c.values for c in columns if isinstance(c.values, Numbers)}
        assert found
        return {name: np.sort(v.values[~np.isnan(v.values)]).tolist() for name, v in found.items()}

    first = measured(data)
    assert {len(values) for values in first.values()} == {20}
    assert measured(data.take(rng.permutation(300))) == first
