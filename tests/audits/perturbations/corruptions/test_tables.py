import itertools

import numpy as np
import pytest

from audits.perturbations.corruptions import tables

ROWS = 2000


def people(seed=0):
    rng = np.random.default_rng(seed)
    return {
        "age": rng.integers(18, 90, ROWS).astype(float),
        "income": rng.normal(3000.5, 800, ROWS),
        "city": rng.choice(np.array(["Ghent", "Lund"], dtype=object), ROWS),
    }


def worse(name, table, seed=1):
    return tables.versions(table, tables.CORRUPTIONS[name], np.random.default_rng(seed))


def changed(before, after):
    flags = {}
    for name, values in before.items():
        other = after[name]
        same = [
            (a is b) or a == b or (a != a and b != b) for a, b in zip(values, other, strict=True)
        ]
        flags[name] = ~np.array(same)
    return flags


def test_missing_cells_are_as_many_as_stated():
    table = people()
    for share, after in zip(
        (0.05, 0.1, 0.2, 0.35, 0.5), worse("missing_cells", table), strict=True
    ):
        for flags in changed(table, after).values():
            assert flags.mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / ROWS))
    assert all(value is None or value in ("Ghent", "Lund") for value in after["city"])


def test_a_worse_table_has_the_milder_ones_faults():
    table = people()
    versions = [changed(table, after) for after in worse("stale_cells", table)]
    for mild, bad in itertools.pairwise(versions):
        for name in table:
            assert not (mild[name] & ~bad[name]).any()


def test_units_multiply_by_one_of_the_stated_factors_and_whole_numbers_stay_whole():
    table = people()
    *_, after = worse("wrong_units", table)
    hit = changed(table, after)
    assert not hit["city"].any()
    ratio = after["income"][hit["income"]] / table["income"][hit["income"]]
    factors = np.array([12, 1000, 2.54, 2.2046])
    factors = np.concatenate([factors, 1 / factors])
    assert np.isclose(ratio[:, None], factors).any(axis=1).all()
    assert (after["age"] == np.round(after["age"])).all()


def test_rounding_leaves_one_digit_that_counts():
    table = {"n": np.array([1987.0, 0.0347, -51.0, 0.0, np.nan, 9.6])}
    rounded = tables.rounded(table, np.random.default_rng(0))["n"]
    np.testing.assert_allclose(rounded, [2000, 0.03, -50, 0, np.nan, 10])


def test_stale_cells_come_from_other_rows_of_their_column():
    table = {"n": np.arange(50, dtype=float)}
    stale = tables.stale(table, np.random.default_rng(0))["n"]
    assert (stale != table["n"]).all()
    assert np.isin(stale, table["n"]).all()


def test_columns_change_places_in_the_same_rows():
    table = {"a": np.arange(100, dtype=float), "b": 1000 + np.arange(100, dtype=float)}
    *_, after = worse("swapped_columns", table)
    hit = after["a"] != table["a"]
    assert 20 < hit.sum() < 80
    np.testing.assert_array_equal(after["a"][hit], table["b"][hit])
    np.testing.assert_array_equal(after["b"][hit], table["a"][hit])
    np.testing.assert_array_equal(after["b"][~hit], table["b"][~hit])


@pytest.mark.parametrize("name", tables.NEEDS)
def test_a_table_without_numbers_has_no_such_fault(name):
    assert worse(name, {"city": people()["city"]}) is None
