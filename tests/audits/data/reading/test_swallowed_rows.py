"""Cells that hold rows, found in pieces of any size."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest

from audits.data.reading.profiling import profile_dataset
from audits.data.reading.swallowed_rows import QuotedCells
from audits.errors import Refused
from audits.report.notes import READ_FIRST
from audits.specification.document import ColumnSpec
from tests.reading import read_planned

ROWS = [f"m,ok,{at % 2},1" for at in range(800)]


def swallowing(first: int, last: int) -> str:
    """The rows, two of which hold a quote that nobody closed."""
    rows = [*ROWS]
    rows[first] = f'm,"ok,{first % 2},1'
    rows[last] = f'm,ok",{last % 2},1'
    return "\n".join(["sex,note,y,p", *rows]) + "\n"


def seen(text: str, size: int = 1 << 16, *, columns: int = 4, mark: str = ","):
    cells = QuotedCells(mark, columns)
    content = text.encode()
    for at in range(0, len(content), size):
        cells.feed(content[at : at + size])
    return cells.swallowed


@pytest.mark.parametrize("size", [1, 2, 7, 100, 1 << 16])
def test_the_line_and_the_breaks_of_a_cell_are_those_of_the_file(size):
    assert seen(swallowing(100, 499), size) == [(102, 399)]
    assert seen(swallowing(0, 20), size) == [(2, 20)]
    both = swallowing(100, 499) + swallowing(5, 40).partition("\n")[2]
    assert seen(both, size) == [(102, 399), (807, 35)]


def test_what_is_told_says_the_line_and_how_many(tmp_path: Path):
    path = tmp_path / "t.csv"
    path.write_text(swallowing(100, 499))
    told = "a cell that a quote opens on line 102 of the file holds 399 line breaks: where"
    assert any(warning.startswith(told) for warning in profile_dataset(path).warnings)
    # Also where the column with the cell is not read, and once however often the file is.
    data = read_planned(path, {"y": ColumnSpec(role="label")})
    assert [note.startswith(told) for note in data.notes] == [True]
    assert len(data) == 401
    path.write_text("\n".join(["sex,note,y,p", *ROWS]))
    assert not profile_dataset(path).warnings


@pytest.mark.parametrize("size", [1, 2, 7, 100, 1 << 16])
@pytest.mark.parametrize("last", [13, 15, 18])
def test_few_rows_are_known_by_where_the_cell_begins_and_ends(size, last):
    """A cell that is a lone quote, and the next such cell a few rows below."""
    rows = [*ROWS]
    for at in (10, last):
        rows[at] = f'm,",{at % 2},1'
    text = "\n".join(["sex,note,y,p", *rows]) + "\n"
    assert seen(text, size) == [(12, last - 10)]
    rows[last] = f'"m,ok,{last % 2},1'  # another column: what is between may be anything
    assert seen("\n".join(["sex,note,y,p", *rows]) + "\n", size) == []


def test_among_texts_of_several_lines_one_that_is_parted_like_rows_is_a_text():
    like_rows = "a, b, c\n1,2,3,4\n5,6,7,8\n9,"
    assert seen(quoted(like_rows)) == [(2, 3)]
    assert seen(quoted(like_rows, *["Dear all,\n\nthank you,\nA"] * 3)) == []
    assert seen(quoted("1,2,3,4\n" * 5)) == []  # a pasted table, whole


def quoted(*cells: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["sex", "note", "y", "p"], *(["m", cell, "1", "1"] for cell in cells)])
    return out.getvalue()


@pytest.mark.parametrize("size", [1, 13, 1 << 16])
@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("a letter, of many lines\n" * 60, False),
        ("1,2,3,4\n" * 5, False),
        ("a line\n" * 300, True),
        ('he said ""no""\n' * 150, False),
    ],
)
def test_texts_of_many_lines_are_texts(cell, told, size):
    assert bool(seen(quoted(cell, "short", cell), size)) is told


def test_a_quote_inside_a_cell_opens_nothing():
    rows = [*ROWS]
    rows[10], rows[300] = 'm,a 12" pipe,1,1', 'm,a 15" pipe,0,1'
    assert seen("\n".join(["sex,note,y,p", *rows])) == []


def test_several_cells_are_counted_in_one_sentence():
    cells = QuotedCells(",", 4)
    cells.feed((swallowing(3, 30) + swallowing(5, 50) + swallowing(5, 50)).encode())
    (told,) = cells.sentences()
    assert "on line 5 of the file holds 27 line breaks, as do 2 more cells" in told


def open_line(lines: list[str], size: int) -> int:
    cells = QuotedCells("\t", 3)
    content = "\n".join(["a\tb\tc", *lines, ""]).encode()
    for at in range(0, len(content), size):
        cells.feed(content[at : at + size])
    assert cells.is_open
    return cells.left_open


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_of_a_quote_that_is_never_closed_the_line_is_named(size):
    rows = [f"{at}\tplain\tx" for at in range(100)]

    def written(**strays: str) -> list[str]:
        return [strays.get(f"at{at}", row) for at, row in enumerate(rows)]

    # The names stand in line 1, so that row 40 is line 42.
    assert open_line(written(at40='40\t"She is\tx'), size) == 42
    # Three, of which the first two enclose twenty rows: the first is the stray one.
    three = written(at10='10\t"a\tx', at30='30\t"b\tx', at60='60\t"c\tx')
    assert open_line(three, size) == 12
    # An inch amid a cell, before cells that are quoted as they should be.
    inch = [*rows[:5], '5\ta 5" pipe\tx', *(f'{at}\t"quoted"\tx' for at in range(6, 90))]
    assert open_line(inch, size) == 7
    # Quoted cells before the one that is left open.
    late = [*(f'{at}\t"quo""ted"\tx' for at in range(50)), '50\t"open\tx', *rows[51:]]
    assert open_line(late, size) == 52


@pytest.mark.parametrize("strays", [(100, 499), (100, 400, 499), (100,)])
def test_what_reads_quotes_as_signs_gives_back_every_row(tmp_path: Path, monkeypatch, strays):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "t.tsv"
    rows = [f"m\t{quote}ok\t{at % 2}" for at in range(800) for quote in ['"' * (at in strays)]]
    path.write_text("\n".join(["sex\tnote\ty", *rows]) + "\n")
    try:
        (told,) = profile_dataset(path).warnings
        assert READ_FIRST.fullmatch(told)
    except Refused as refused:
        (problem,) = refused.problems
        assert "most likely" in problem.reason
        assert "line 102" in problem.reason
        told = problem.remedy
    (pasted,) = re.findall("`(.*)`", told)
    exec(pasted, {"pd": pd, "path": path})
    assert profile_dataset(tmp_path / "table.csv").rows == 800


def test_of_several_cells_the_lines_of_all_are_told():
    cells = QuotedCells(",", 4)
    both = swallowing(100, 499) + swallowing(5, 40).partition("\n")[2]
    cells.feed(both.encode())
    (told,) = cells.sentences()
    assert "holds 399 line breaks, as does 1 more cell (434 in all): where" in told
