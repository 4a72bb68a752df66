"""Bounds meet numbers of 16 and 32 bits as numpy and pandas compare them."""

import warnings

import numpy as np
import pandas as pd
import pytest

from audits.data.precision import DOUBLE, all_in_precision, in_precision


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_numbers_that_are_read_as_doubles_meet_a_bound_as_numpy_has_it(kind):
    """Hundredths and their neighbours in each precision, and bounds beyond the range of 16 bits."""
    hundredths = np.arange(101).astype(kind) / kind(100)
    up, down = np.nextafter(hundredths, kind(2)), np.nextafter(hundredths, kind(-1))
    values = np.concatenate([up, down, hundredths, np.array([600, 2048, np.nan], dtype=kind)])
    series = pd.Series(values)
    for bound in [*(hundredth / 100 for hundredth in range(101)), 0.50001, 600.2, 1e6, -1e6]:
        ours = in_precision(bound, np.dtype(kind))
        with warnings.catch_warnings(action="ignore"):
            at_least, at_most = values >= bound, values <= bound
            assert (series >= bound).tolist() == at_least.tolist()
        assert (values.astype(np.float64) >= ours).tolist() == at_least.tolist(), bound
        assert (values.astype(np.float64) <= ours).tolist() == at_most.tolist(), bound


def test_a_bound_stays_what_it_is_beside_doubles_and_beyond_the_range():
    assert in_precision(0.500000001, DOUBLE) == 0.500000001
    assert in_precision(1e6, np.dtype(np.float16)) == 1e6  # and no infinity, which JSON has not
    assert in_precision(0.1, np.dtype(np.float32)) == 0.10000000149011612
    narrow = all_in_precision(np.array([0.1, 0.7]), np.dtype(np.float32))
    assert narrow.tolist() == [0.10000000149011612, 0.699999988079071]
