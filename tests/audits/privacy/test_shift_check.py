"""Members that differ by themselves are told apart without any model."""

import numpy as np
import pytest

from audits.privacy.shift_check import shift


def sides(rows=400, moved=0.0, seed=0):
    rng = np.random.default_rng(seed)
    member = rng.random(rows) < 0.3
    inputs = rng.normal(size=(rows, 3))
    inputs[member, 1] += moved
    return inputs, rng.integers(0, 2, rows).astype(float), member


def test_a_moved_column_is_found_and_as_many_rows_of_each_side_are_looked_at():
    inputs, labels, member = sides(moved=1.5)
    found = shift(inputs, labels, member, np.random.default_rng(0))
    assert found.is_shifted
    assert found.area > 0.75
    assert found.rows == 2 * int(member.sum())
    assert "never saw the model" in found.reason


def test_labels_that_differ_are_a_shift_too():
    inputs, _, member = sides()
    labels = np.where(member, 1.0, np.random.default_rng(1).integers(0, 2, len(member)))
    assert shift(inputs, labels, member, np.random.default_rng(0)).is_shifted


def test_rows_of_one_source_are_seldom_told_apart():
    """At a level of .05, of 12 tables that do not differ, six and more have odds of 1 in 20,000."""
    found = [
        shift(*sides(120, seed=seed), np.random.default_rng(seed)).is_shifted for seed in range(12)
    ]
    assert sum(found) <= 5


def test_the_rows_order_does_not_tell_the_sides_apart():
    """Nothing but a constant to look at: all rows tie, and ties must count half."""
    member = np.arange(100) < 50
    found = shift(np.zeros((100, 1)), np.zeros(100), member, np.random.default_rng(0))
    assert found.area == pytest.approx(0.5)
    assert not found.is_shifted


def test_too_few_rows_are_not_looked_at():
    inputs, labels, _ = sides(20)
    assert shift(inputs, labels, np.arange(20) < 5, np.random.default_rng(0)) is None
