import numpy as np
import pytest

from audits.data.arrays import narrowest


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
