import pyarrow as pa
import pytest

from audits.data.reading.columns import Fed, PendingColumn
from audits.data.reading.read_column import Read
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role


@pytest.mark.parametrize(
    ("spec", "cells"),
    [
        (ColumnSpec(role=Role.SCORE, kind=Kind.NUMBER), ["1", "N/A", "2"]),
        (ColumnSpec(role=Role.PROTECTED, cut=[1.5]), ["1", "N/A", "2"]),
        (ColumnSpec(role=Role.PROTECTED, kind=Kind.CATEGORY), ["1", "N/A", "a"]),
    ],
)
def test_words_that_say_that_nothing_is_known_are_counted(spec, cells):
    column = PendingColumn("a", spec, Fed.NOTHING, None)
    column.add(pa.array(cells))
    strange = Read(column, column.values()[0]).strange
    assert strange is not None
    assert strange.missing == {"N/A": 1}


def test_texts_have_no_strange_cells():
    column = PendingColumn("a", ColumnSpec(role=Role.FEATURE, kind=Kind.TEXT), Fed.NOTHING, None)
    column.add(pa.array(["N/A"]))
    assert Read(column, column.values()[0]).strange is None
