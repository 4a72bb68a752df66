"""Sequences of their own lengths, one array a row."""

import numpy as np

from audits.data.sequences import Sequences


def test_one_number_a_step_is_one_channel():
    column = Sequences.of([np.arange(3.0), None, np.ones((2, 1))])
    assert len(column) == 3
    first, missing, last = column.fed()
    assert (first.shape, missing, last.shape) == ((3, 1), None, (2, 1))
    assert [len(each) for each in column.take(np.array([2, 0])).fed()] == [2, 3]
