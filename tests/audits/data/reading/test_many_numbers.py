"""Columns of many distinct cells are read at once; what they say is as cell by cell."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from audits.data.arrays import amounts_of
from audits.data.reading import read_dataset
from audits.errors import Refused
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role

LABEL = {"y": ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY)}
# By Python's own float, or missing as pandas has it.
ODD = {
    " 7 ": 7.0, "-0": -0.0, "1e-3": 0.001, "1E5": 1e5, ".5": 0.5, "5.": 5.0, "+3": 3.0,
    "0.1": 0.1, "123456789.123456789": 123456789.123456789, "NA": np.nan, "nUlL": np.nan,
    "": np.nan, "True": 1.0, "false": 0.0,
}  # fmt: skip


def table(path: Path, cells: list[str], name: str = "x") -> Path:
    lines = "".join(f"{cell},{at % 2}\n" for at, cell in enumerate(cells))
    path.write_text(f"{name},y\n{lines}")
    return path


@pytest.mark.parametrize("distinct", [30, 3000])
@pytest.mark.parametrize("odd", [[], ["NA", "nUlL", ""], [cell for cell in ODD if cell]])
def test_cells_are_the_numbers_that_python_reads(
    tmp_path: Path, distinct: int, odd: list[str]
) -> None:
    plain = [repr(value) for value in np.random.default_rng(1).normal(size=distinct).tolist()]
    cells = plain[: distinct // 2] + odd + plain[distinct // 2 :]
    specs = {"x": ColumnSpec(role=Role.FEATURE, kind=Kind.NUMBER), **LABEL}
    found = read_dataset(table(tmp_path / "t.csv", cells), specs)["x"].numbers
    expected = [ODD[cell] if cell in ODD else float(cell) for cell in cells]
    np.testing.assert_array_equal(found, expected)


def test_an_infinite_number_is_refused_by_its_name(tmp_path: Path) -> None:
    cells = [*map(str, np.random.default_rng(2).normal(size=40)), "-Infinity"]
    specs = {"x": ColumnSpec(role=Role.FEATURE, kind=Kind.NUMBER), **LABEL}
    with pytest.raises(Refused, match=r"holds 1 infinite number \(row 41\)") as refused:
        read_dataset(table(tmp_path / "t.csv", cells), specs)
    assert [problem.code for problem in refused.value.problems] == ["infinite"]


@pytest.mark.parametrize("length", [10, 4094, 4095, 4096, 20_000, 70_000])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_long_header_is_read_whole(tmp_path: Path, length: int, end: str) -> None:
    name = "x" * length
    path = tmp_path / "t.csv"
    path.write_bytes((f"{name};y{end}" + f"1,5;0{end}2,5;1{end}" * 60).encode())
    specs = {name: ColumnSpec(role=Role.FEATURE, kind=Kind.NUMBER, decimal=","), **LABEL}
    found = read_dataset(path, specs)[name].numbers
    assert found.tolist() == [1.5, 2.5] * 60


def test_codes_are_counted_without_the_missing_ones() -> None:
    draw = np.random.default_rng(3)
    for dtype, levels in ((np.int8, 128), (np.int16, 300), (np.int32, 40_000)):
        codes = draw.integers(-1, levels, 5000).astype(dtype)
        expected = [int((codes == level).sum()) for level in range(levels)]
        assert amounts_of(codes, levels).tolist() == expected
    assert amounts_of(np.array([-1, -1], dtype=np.int8), 2).tolist() == [0, 0]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_an_infinite_answer_is_told_with_its_rows_and_never_as_an_empty_cell(
    tmp_path: Path, ending: str
) -> None:
    """Rows 8, 10, 12 and 4 further ones are infinite, row 21 is empty: by hand."""
    values = np.random.default_rng(3).normal(size=60)
    values[[7, 9, 11, 30, 31, 32, 33]] = [np.inf, -np.inf, np.inf, np.inf, np.inf, np.inf, np.inf]
    values[20] = np.nan
    path = tmp_path / f"t.{ending}"
    frame = pa.table({"y": pa.array(np.arange(60.0)), "p": pa.array(values, from_pandas=True)})
    if ending == "csv":
        csv.write_csv(frame, path)
    else:
        parquet.write_table(frame, path)
    number = Kind.NUMBER
    specs = {
        "y": ColumnSpec(role=Role.LABEL, kind=number),
        "p": ColumnSpec(role=Role.PREDICTION, kind=number),
    }
    data = read_dataset(path, specs)
    assert int(np.isnan(data["p"].numbers).sum()) == 8
    assert data.notes == (
        "column 'p' holds infinite values (7 rows: 8, 10, 12 ...), which are no answers",
        "cells read as missing: p: empty 1",
    )


def test_infinite_numbers_of_few_values_are_refused_with_their_rows(tmp_path: Path) -> None:
    """A column that is mapped first is read by its distinct cells."""
    path = tmp_path / "t.csv"
    path.write_text("y,w\n" + "".join(f"{i},{'inf' if i in (2, 5) else 'low'}\n" for i in range(9)))
    specs = {
        "y": ColumnSpec(role=Role.LABEL, kind=Kind.NUMBER),
        "w": ColumnSpec(role=Role.NUISANCE, kind=Kind.NUMBER, map={"low": "1"}),
    }
    with pytest.raises(Refused, match=r"holds 2 infinite numbers \(2 rows: 3, 6\)"):
        read_dataset(path, specs)


def test_numbers_of_32_bits_are_cut_where_numpy_would_cut_them(tmp_path: Path) -> None:
    """A frame of .1 as 32 bits and its CSV are the same groups: .1 is `<=0.1`."""
    path = tmp_path / "t.parquet"
    narrow = np.array([0.1, 0.2, 0.05], dtype=np.float32)
    parquet.write_table(pa.table({"x": narrow, "y": ["a", "b", "a"]}), path)
    specs = {"x": ColumnSpec(role=Role.PROTECTED, cut=[0.1]), **LABEL}
    groups = read_dataset(path, specs)["x"].categories
    assert [groups.levels[code] for code in groups.codes] == ["<=0.1", ">0.1", "<=0.1"]
    assert (narrow <= 0.1).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("step", "guessed", "told"), [(1, True, True), (0.5, True, False), (1, False, False)]
)
def test_whole_numbers_like_classes_are_told_where_nobody_said_what_they_are(
    tmp_path: Path, step: float, guessed: bool, told: bool
) -> None:
    """Letters as 1 to 26, as in UCI's set: numbers by their values, classes by their meaning."""
    letters = 1 + np.arange(520) % 26
    path = tmp_path / "t.parquet"
    guess = np.roll(letters, 1) * step
    parquet.write_table(pa.table({"letter": letters, "guess": guess}), path)
    specs = {
        "letter": ColumnSpec(role=Role.LABEL, kind=Kind.NUMBER),
        "guess": ColumnSpec(role=Role.PREDICTION, kind=Kind.NUMBER),
    }
    notices = read_dataset(path, specs, guessed_kinds=specs if guessed else ()).notes
    assert [("26 different whole numbers" in each) for each in notices] == [True] * told
