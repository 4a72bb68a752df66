import numpy as np
import pytest

from audits.data.arrays import amounts_of, in_precision_of, narrowest


@pytest.mark.parametrize(
    ("largest", "dtype"),
    [
        (-1, np.int8), (0, np.int8), (127, np.int8), (128, np.int16),
        (32_767, np.int16), (32_768, np.int32), (2**31 - 1, np.int32), (2**31, np.int64),
    ],
)  # fmt: skip
def test_the_narrowest_type_holds_the_largest_and_minus_one(largest, dtype):
    assert narrowest(largest) == dtype
    assert np.iinfo(narrowest(largest)).max >= largest


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int64])
@pytest.mark.parametrize("levels", [1, 2, 16, 17, 100])
def test_levels_are_counted_alike_in_every_width(dtype, levels):
    """Against numpy's unique; what is missing is not counted, and a level of no row is 0."""
    codes = np.random.default_rng(levels).integers(-1, max(1, levels - 1), 500).astype(dtype)
    counts = dict(zip(*np.unique(codes, return_counts=True), strict=True))
    assert amounts_of(codes, levels).tolist() == [counts.get(code, 0) for code in range(levels)]


def test_a_bound_is_compared_as_numpy_compares_numbers_of_32_bits():
    narrow = np.array([0.2, 0.7, 0.9, np.nan], dtype=np.float32)
    with np.errstate(invalid="ignore"):
        expected = narrow >= 0.7  # in numpy a number of Python's takes the array's precision
    wide = narrow.astype(np.float64)
    assert (wide >= in_precision_of(wide, 0.7)).tolist() == expected.tolist() == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_bound_beside_numbers_of_64_bits_stays():
    assert in_precision_of(np.array([0.1, 0.7]), 0.7) == 0.7
    assert in_precision_of(np.array([1e300, 0.7]), 0.7) == 0.7
