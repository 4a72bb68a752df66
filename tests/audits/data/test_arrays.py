import numpy as np
import pytest

from audits.data.arrays import amounts_of, narrowest


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
