import numpy as np
import pytest

from audits.data.dataset import Categories, Numbers
from audits.perturbations.table_corruptions import CORRUPTIONS, SHARES, corrupted

RNG = np.random.default_rng(1)
TABLE = {
    "age": Numbers(RNG.integers(18, 90, 2000).astype(float)),
    "debt": Numbers(RNG.lognormal(7, 1, 2000)),
    "income": Numbers(RNG.lognormal(8, 1, 2000)),
    "job": Categories(RNG.integers(0, 4, 2000).astype(np.int32), ("a", "b", "c", "d")),
}


def changed(name, severity=3):
    return corrupted(TABLE, name, severity, np.random.default_rng(0))


@pytest.mark.parametrize("severity", [1, 3, 5])
def test_the_stated_share_of_cells_is_empty(severity):
    cells = changed("missing cells", severity)
    assert set(cells) == set(TABLE)
    assert np.isnan(cells["debt"].values).mean() == pytest.approx(SHARES[severity - 1], abs=0.03)
    assert (cells["job"].codes < 0).mean() == pytest.approx(SHARES[severity - 1], abs=0.03)


def test_another_unit_keeps_whole_columns_whole():
    cells = changed("wrong units", 5)
    hit = cells["debt"].values != TABLE["debt"].values
    assert hit.mean() == pytest.approx(0.5, abs=0.04)
    np.testing.assert_allclose(cells["debt"].values[hit], 2.54 * TABLE["debt"].values[hit])
    assert (cells["age"].values == np.rint(cells["age"].values)).all()
    assert "job" not in cells


def test_rounding_leaves_so_many_digits():
    cells = corrupted(
        {"x": Numbers(np.array([1234.56, -0.0123456, 0.0, np.nan]))}, "rounding", 3,
        np.random.default_rng(0),
    )  # fmt: skip
    np.testing.assert_allclose(cells["x"].values, [1200, -0.012, 0.0, np.nan])


def test_stale_values_are_those_of_other_rows():
    cells = changed("stale values")
    assert set(cells["age"].values) <= set(TABLE["age"].values)
    assert 0.1 < (cells["debt"].values != TABLE["debt"].values).mean() <= 0.23


def test_columns_of_one_kind_change_places_and_others_stay():
    cells = changed("swapped columns", 5)
    assert set(cells) == {"debt", "income"}
    moved = cells["debt"].values != TABLE["debt"].values
    np.testing.assert_array_equal(cells["debt"].values[moved], TABLE["income"].values[moved])
    np.testing.assert_array_equal(cells["income"].values[moved], TABLE["debt"].values[moved])


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_table_is_left_as_it_is(name):
    before = TABLE["debt"].values.copy()
    changed(name)
    np.testing.assert_array_equal(TABLE["debt"].values, before)
