"""Prodigy's verdicts on annotations: told where nobody names them."""

import pytest

from audits.planning.reviewed_rows import told_of_reviewed
from audits.specification.parsing import parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind


def told(cells, columns=(), read=()):
    profiles = tuple(
        ColumnProfile(name, Kind.CATEGORY, None, len({*values}), 0, (*dict.fromkeys(values),))
        for name, values in cells.items()
    )
    profile = DatasetProfile("csv", 400, profiles, "d" * 64)
    declared = {"spans": {"role": "objects"}, **{name: {"role": "label"} for name in columns}}
    document = parse_document({"dataset": {"path": "t.csv", "columns": declared}})
    return [*told_of_reviewed(document, profile, read)]


@pytest.mark.parametrize("others", [["ignore"], ["reject", "ignore"]])
def test_what_was_not_accepted_is_told_with_the_rows_to_keep(others):
    (note,) = told({"answer": ["accept", "accept", *others]})
    assert "`rows: {answer: accept}` keeps" in note


@pytest.mark.parametrize(
    "cells",
    [
        {"answer": ["accept", "accept"]},
        {"answer": ["accept", "reject", "maybe"]},
        {"verdict": ["accept", "reject"]},  # of admissions, perhaps
        {"answer": ["yes", "no"]},
    ],
)
def test_other_columns_are_not(cells):
    assert not told(cells)


def test_a_column_that_is_named_is_read_as_it_is_named():
    cells = {"answer": ["accept", "ignore"]}
    assert not told(cells, columns=["answer"])
    assert not told(cells, read=["answer"])
