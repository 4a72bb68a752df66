import numpy as np

from audits.data.dataset import Column, Dataset, Sequences
from audits.running.sequence_notes import told_of_sequences
from audits.specification.roles import Role


def rows(*written):
    values = [None if row is None else np.array(row, dtype=float) for row in written]
    return Dataset((Column("trace", Role.FEATURE, Sequences.of(values)),))


def test_rows_that_lack_steps_are_counted():
    (note,) = told_of_sequences(rows([1, np.nan, 2], [1, 2], None))
    assert note.startswith("column 'trace': 1 row of 3 lacks steps (null or NaN)")


def test_whole_rows_are_not_told():
    assert not [*told_of_sequences(rows([1, 2], [3]))]
