"""`rows` that name a value whose twin differs by its spelling."""

import pytest

from audits.planning.row_filters import Rows
from audits.planning.row_spellings import told_of_spellings
from audits.report.notes import READ_FIRST
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind

SPLIT = ColumnProfile("split", Kind.CATEGORY, None, 4, 0, ("train", "test", "Test", "TEST"))


def told(choice, spec=None):
    data = DatasetProfile("csv", 90, (SPLIT,), "0" * 64)
    return list(told_of_spellings((choice,), {"split": spec or ColumnSpec()}, data))


@pytest.mark.parametrize(
    ("choice", "happens"),
    [
        (Rows("split", ("test",)), "left out"),
        (Rows("split", left_out=("test",)), "measured"),
    ],
)
def test_the_others_are_told_with_what_names_them(choice, happens):
    (sentence,) = told(choice)
    assert f"rows with 'TEST', 'Test' in column 'split' are {happens}" in sentence
    assert READ_FIRST.fullmatch(sentence)
    written = load_yaml(sentence[sentence.index("`rows: {") + 1 : -1])["rows"]["split"]
    every = written if choice.values else written["except"]
    assert sorted(every) == ["TEST", "Test", "test"]
    assert told(Rows("split", tuple(every))) == []


def test_one_spelling_and_values_that_a_map_joins_are_not_told():
    assert told(Rows("split", ("train",))) == []
    assert told(Rows("split", start="2024-01-01")) == []
    joined = ColumnSpec(map={"Test": "test", "TEST": "test"})
    assert told(Rows("split", ("test",)), joined) == []
