"""The smallest weights of all layers together become zero, and no other number changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.models.magnitude_pruning import zero_smallest
from tests.lazily import lazily

lazily("torch")


def test_one_threshold_holds_for_all_layers():
    """Of eight numbers the four nearest to zero: three of the second layer and one of the first."""
    first = np.array([[3.0, -0.4], [2.0, 5.0]], dtype=np.float32)
    second = np.array([0.1, -0.2, 4.0, 0.3], dtype=np.float32)
    zero_smallest([first, second], 0.5)
    np.testing.assert_array_equal(first, np.array([[3, 0], [2, 5]], dtype=np.float32))
    np.testing.assert_array_equal(second, np.array([0, 0, 4, 0], dtype=np.float32))


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@given(share=st.floats(0.01, 0.99), seed=st.integers(0, 1000))
def test_what_is_left_is_larger_than_what_went(kind, share, seed):
    rng = np.random.default_rng(seed)
    before = [rng.normal(size=(5, 7)).astype(kind), rng.normal(size=11).astype(kind)]
    after = [each.copy() for each in before]
    zero_smallest(after, share)
    joint, left = (np.concatenate([e.ravel() for e in each]) for each in (before, after))
    gone = left == 0
    assert gone.sum() == round(share * 46)
    np.testing.assert_array_equal(left[~gone], joint[~gone])
    if 0 < gone.sum() < 46:
        assert np.abs(joint[gone]).max() <= np.abs(joint[~gone]).min()


def test_numbers_that_lie_apart_in_memory_are_changed_where_they_lie():
    whole = np.arange(1.0, 9.0, dtype=np.float32)
    zero_smallest([whole[::2]], 0.5)
    np.testing.assert_array_equal(whole, np.array([0, 2, 0, 4, 5, 6, 7, 8], dtype=np.float32))
