import numpy as np
import pytest

from audits.data.arrays import in_precision_of, narrowest


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
