"""A table's profile as a plan reads its cells."""

import pytest

from audits.planning.cell_formats import (
    ambiguous,
    as_read,
    asked,
    check_encoding,
    read_all,
    reading_of,
    spoilt,
)
from audits.specification.document import AuditDocument, ColumnSpec, DatasetSpec
from audits.specification.profiles import Cells, ColumnProfile, DatasetProfile
from audits.specification.roles import Kind


def column(kind=Kind.NUMBER, values=("1", "2"), missing=0, **cells):
    return ColumnProfile("c", kind, None, len(values), missing, values, cells=Cells(**cells))


def document(spec=None, **dataset):
    columns = {"c": spec or ColumnSpec()}
    return AuditDocument(dataset=DatasetSpec(path="t.csv", columns=columns, **dataset))


def profile(*columns, **more):
    return DatasetProfile("csv", 10, columns, "0" * 64, **more)


def test_a_word_that_the_document_calls_missing_leaves_a_column_of_numbers():
    spoilt_column = column(Kind.CATEGORY, ("1", "2", "?"), strange=(("?", 3, (4,)),))
    (read,) = as_read(document(missing=["?"]), profile(spoilt_column)).columns
    assert (read.kind, read.values, read.distinct, read.missing) == (Kind.NUMBER, ("1", "2"), 2, 3)
    assert read.cells.missing_words == (("?", 3),)
    assert read.cells.strange == ()


def test_a_word_that_it_does_not_list_is_a_value_again():
    numbers = column(missing=5, missing_words=(("NA", 5),))
    (read,) = as_read(document(ColumnSpec(missing=["?"])), profile(numbers)).columns
    assert (read.kind, read.missing, read.distinct) == (Kind.CATEGORY, 0, 3)
    assert read.values == ("1", "2", "NA")
    assert as_read(document(), profile(numbers)).columns == (numbers,)


def test_numbers_are_read_as_they_were_found_to_be_written():
    written = column(decimal=",", thousands=".", percent=True)
    spec = reading_of(document(), "c", ColumnSpec(kind=Kind.NUMBER), written)
    assert (spec.decimal, spec.thousands, spec.percent) == (",", ".", "share")
    stated = ColumnSpec(kind=Kind.NUMBER, decimal=".")
    assert reading_of(document(), "c", stated, written) is stated
    assert reading_of(document(), "c", ColumnSpec(), written) == ColumnSpec()
    read = read_all(document(missing=["?"]), {"c": ColumnSpec(), "x": ColumnSpec()},
                    profile(written))  # fmt: skip
    assert (read["c"].missing, read["x"].missing) == (["?"], None)


@pytest.mark.parametrize(
    ("stated", "found", "refused"),
    [(None, None, False), ("utf-8", None, False), ("cp1252", "cp1252", False),
     ("latin-1", None, True), ("utf-8", "cp1252", True)],
)  # fmt: skip
def test_an_encoding_other_than_the_tables_is_refused(stated, found, refused):
    problems = []
    check_encoding(document(encoding=stated), profile(encoding=found), problems)
    assert [problem.code for problem in problems] == ["wrong_encoding"] * refused


def test_a_number_of_two_readings_is_a_question():
    problem = ambiguous("c", column(values=("5", "1,234"), doubtful=True))
    assert problem.reason == "'1,234' can be read as two numbers"
    assert problem.remedy.startswith('say `decimal: ","` where the comma is the decimal sign')
    dotted = ambiguous("c", column(values=("1.234",), doubtful=True, thousands="."))
    assert dotted.reason.endswith("since every dot of the column could part thousands")
    assert ambiguous("c", column(values=("1,234",), doubtful=True), classes=True).remedy.endswith(
        "or `kind: category` where they are classes"
    )


def test_words_among_numbers_are_told_with_their_rows_and_the_key():
    strange = (("n/k", 1, (6,)), ("x", 12, ()))
    problem = spoilt("c", column(strange=strange, missing_words=(("NA", 2),)), "leave it")
    assert problem.reason == (
        "the column holds numbers but for 'n/k' (1 cell, first in row 7), 'x' (12 cells)"
    )
    assert 'say `missing: ["n/k", "x", "NA"]`' in problem.remedy
    assert problem.remedy.endswith("or leave it")


@pytest.mark.parametrize(
    ("strange", "is_a_line"),
    [
        ((("(years)", 1, (0,)),), True),
        ((("(years)", 1, (4,)),), False),
        ((("x", 2, (0, 4)),), False),
        ((("(years)", 1, (0,)), ("x", 1, (4,))), False),
    ],
)
def test_a_word_in_the_first_row_alone_may_be_no_row(strange, is_a_line):
    """The units below the names are deleted, and not read as missing."""
    remedy = spoilt("c", column(strange=strange), "leave it").remedy
    assert ("delete the first row where it is no row" in remedy) == is_a_line
    assert remedy.endswith("else mend them, or leave it")


@pytest.mark.parametrize(("role", "names"), [("score", False), ("prediction", True)])
def test_a_role_of_numbers_is_not_offered_names(role, names):
    problems = []
    assert asked("c", ColumnSpec(role=role), column(strange=(("x", 1, ()),)), problems)
    assert problems[0].remedy.endswith("say `kind: category`") == names
    assert problems[0].remedy.endswith("else mend them") != names


def test_what_is_stated_is_not_asked_again():
    doubtful, problems = column(doubtful=True), []
    assert asked("c", ColumnSpec(decimal=","), doubtful, problems)
    assert problems == []
    assert asked("c", ColumnSpec(), doubtful, problems)
    assert asked("c", ColumnSpec(), column(strange=(("x", 1, ()),)), problems)
    assert [problem.code for problem in problems] == ["ambiguous_number", "not_a_number"]
    assert not asked("c", ColumnSpec(), column(), problems)


@pytest.mark.parametrize("mark", [",", "."])
def test_a_count_is_whole_so_that_its_sign_parts_thousands(mark):
    written = {"doubtful": True, "thousands": "." if mark == "." else ""}
    doubtful, problems = column(values=("890", f"1{mark}234"), **written), []
    spec = ColumnSpec(role="count", kind=Kind.NUMBER)
    assert asked("c", spec, doubtful, problems)
    assert problems == []
    assert reading_of(document(), "c", spec, doubtful).thousands == mark
    stated = spec.model_copy(update={"decimal": mark})
    assert reading_of(document(), "c", stated, doubtful).thousands is None


def test_numbers_in_doubt_stay_so_once_their_words_are_missing():
    in_doubt = column(Kind.CATEGORY, ("1,234", "?"), strange=(("?", 3, (4,)),), doubtful=True)
    (read,) = as_read(document(missing=["?"]), profile(in_doubt)).columns
    assert (read.kind, read.cells.strange, read.cells.doubtful) == (Kind.CATEGORY, (), True)


def test_rows_of_each_value_stand_beside_the_values_that_are_left():
    table = profile(
        column(Kind.CATEGORY, ("no", "?", "yes"), missing_words=(("NA", 2),), missing=2),
        counts=(("c", (5, 2, 1)),),
    )
    read = as_read(document(missing=["?"]), table)
    assert (read.columns[0].values, read.columns[0].missing) == (("no", "yes", "NA"), 2)
    assert read.counts == (("c", (5, 1, 2)),)
