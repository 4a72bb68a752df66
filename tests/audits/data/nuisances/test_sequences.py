"""Length, gaps, level, variation and standstill of sequences, by hand."""

import numpy as np
import pytest

from audits.data.nuisances.sequences import (
    gaps,
    length,
    level,
    of_sequences,
    standstill,
    variation,
)
from audits.data.sequences import Sequences

STEPS = np.array([[1.0], [1.0], [np.nan], [4.0]])


def test_properties_of_one_row():
    assert length(STEPS) == 4
    assert gaps(STEPS) == 0.25
    assert level(STEPS) == 2.0
    assert variation(STEPS) == pytest.approx(np.sqrt(2))
    assert standstill(STEPS) == pytest.approx(1 / 3)


def test_nothing_is_said_of_nothing():
    empty = np.full((1, 1), np.nan)
    assert level(empty) is variation(empty) is standstill(empty) is None
    assert gaps(np.zeros((0, 1))) is None


def test_only_what_varies_is_a_column_and_a_missing_row_has_no_value():
    rows = Sequences.of([np.arange(3.0), None, np.arange(5.0)])
    made = {column.name: column.numbers for column in of_sequences("x", rows)}
    np.testing.assert_array_equal(made["x: length"], [3.0, np.nan, 5.0])
    assert "x: gaps" not in made
