"""Exports of spreadsheets and of pandas: read, or asked about with a key that works."""

import gzip
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml, parse_document
from audits.specification.roles import Kind, Role
from tests.reading import read_planned

TEXT = "név;ár;válasz\nÁdám;1,5;igen\nÉva;2,25;nem\nZoé;3,125;igen\n"
PROBES = ["imbalance.accuracy_against_majority"]


def planned(path: Path, columns: dict, **dataset):
    body = {"dataset": {"path": path.name, "columns": columns, **dataset}, "probes": PROBES}
    plan = make_plan(parse_document(body), dataset=profile_dataset(path))
    return read_dataset(path, plan.columns, guessed_kinds=plan.guessed_kinds)


def table(tmp_path: Path, cells: list[str], delimiter: str = ";") -> Path:
    path = tmp_path / "t.csv"
    rows = "".join(f'"{cell}"{delimiter}{place % 2}\n' for place, cell in enumerate(cells))
    path.write_text(f"x{delimiter}y\n{rows}", encoding="utf-8")
    return path


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings_of_spreadsheets_read_alike(tmp_path: Path, encoding: str, packed: bool) -> None:
    content = TEXT.replace("ő", "o").encode(encoding)
    path = tmp_path / "t.csv"
    path.write_bytes(gzip.compress(content) if packed else content)
    answer = {"role": "label", "positive": "igen"}
    found = planned(path, {"név": {"role": "id"}, "ár": {}, "válasz": answer})
    assert found["név"].categories.levels == ("Zoé", "Ádám", "Éva")
    np.testing.assert_array_equal(found["ár"].numbers, [1.5, 2.25, 3.125])
    guessed = encoding in ("cp1252", "latin-1")
    assert any("Windows-1252" in told for told in found.notes) is guessed
    assert any("Windows-1252" in told for told in profile_dataset(path).warnings) is guessed


def test_late_letters_of_latin_1_are_read_too(tmp_path: Path) -> None:
    """The first megabyte says nothing of the encoding."""
    path = tmp_path / "t.csv"
    body = "x,y\n" + "a,1\n" * 400_000 + "Zoé,0\n"
    path.write_bytes(body.encode("latin-1"))
    data = planned(path, {"x": {"role": "protected"}, "y": {"role": "label"}})
    assert data["x"].categories.levels == ("Zoé", "a")
    assert len(data) == 400_001


def test_the_delimiter_is_the_one_that_parts_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('weight, kg;y\n"1,5";1\n2,5;0\n', encoding="utf-8")
    assert [column.name for column in profile_dataset(path).columns] == ["weight, kg", "y"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_line_that_states_the_delimiter_for_excel_is_no_header(
    tmp_path: Path, line: str, encoding: str, end: str
) -> None:
    path = tmp_path / "t.csv"
    lines = [line, "weight, kg;y", "1,5;1", "2,5;0", ""]
    path.write_bytes(end.join(lines).encode(encoding))
    assert [column.name for column in profile_dataset(path).columns] == ["weight, kg", "y"]
    data = planned(path, {"weight, kg": {"kind": "number"}, "y": {"role": "label"}})
    assert data["weight, kg"].numbers.tolist() == [1.5, 2.5]


def test_a_column_called_sep_is_a_column(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("sep=,y\n1,0\n2,1\n", encoding="utf-8")
    assert [column.name for column in profile_dataset(path).columns] == ["sep=", "y"]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1.234,5", "12,25", "3"], [1234.5, 12.25, 3]),
        (["1,234.5", "12.25", "1,000,000"], [1234.5, 12.25, 1e6]),
        (["1 234,5", "0,5", "12"], [1234.5, 0.5, 12]),
        (["1'234.5", "0.5", "12"], [1234.5, 0.5, 12]),
        (["1\u00a0234", "2\u202f000", "7"], [1234, 2000, 7]),
        (["45 %", "0,5%", "100%"], [0.45, 0.005, 1]),
        (["-1,5", "+2,5", "NA"], [-1.5, 2.5, np.nan]),
    ],
)
def test_numbers_of_other_countries_are_read_and_told(
    tmp_path: Path, cells: list[str], numbers: list[float]
) -> None:
    path = table(tmp_path, cells)
    assert profile_dataset(path).columns[0].kind is Kind.NUMBER
    data = planned(path, {"x": {"kind": "number"}, "y": {"role": "label"}})
    np.testing.assert_allclose(data["x"].numbers, numbers, rtol=1e-15)
    assert any(told.startswith("the numbers of column 'x' are read with") for told in data.notes)


def test_columns_that_are_spelt_alike_are_told_in_one_sentence(tmp_path: Path) -> None:
    """A table with decimal commas has them in every column: one note, not one a column."""
    path = tmp_path / "t.csv"
    path.write_text("a;b;c;y\n1,5;2,5;45 %;1\n0,5;3,25;7 %;0\n", encoding="utf-8")
    columns = {name: {"kind": "number"} for name in "abc"} | {"y": {"role": "label"}}
    told = [note for note in planned(path, columns).notes if "are read with" in note]
    assert told == [
        "the numbers of columns 'a', 'b' are read with decimal commas",
        "the numbers of column 'c' are read with percent signs, 45 % as .45",
    ]


@pytest.mark.parametrize(("key", "first"), [(0, 1.234), (1, 1234.0)])
def test_a_number_that_could_be_two_is_asked_for_and_both_answers_work(
    tmp_path: Path, key: int, first: float
) -> None:
    path = table(tmp_path, ["1,234", "2,500", "7"])
    with pytest.raises(Refused) as refusal:
        planned(path, {"x": {"kind": "number"}, "y": {"role": "label"}})
    (problem,) = refusal.value.problems
    assert problem.code == "ambiguous_number"
    said = load_yaml(problem.remedy.split("`")[1 + 2 * key])
    data = planned(path, {"x": {"kind": "number", **said}, "y": {"role": "label"}})
    assert data["x"].numbers[0] == first


@pytest.mark.parametrize("column", [{"kind": "number"}, {"role": "protected", "cut": [10]}])
def test_the_remedy_for_spoilt_numbers_is_copied_and_works(tmp_path: Path, column: dict) -> None:
    cells = [str(place) for place in range(30)]
    cells[3], cells[7], cells[9] = "?", "unknown", "NA"
    path = table(tmp_path, cells)
    with pytest.raises(Refused) as refusal:
        planned(path, {"x": column, "y": {"role": "label"}})
    (problem,) = refusal.value.problems
    assert "'?' (1 cell, first in row 4)" in problem.reason
    said = load_yaml(problem.remedy.split("`")[1])
    assert set(said["missing"]) == {"?", "unknown", "NA"}
    own = planned(path, {"x": {**column, **said}, "y": {"role": "label"}})
    whole = planned(path, {"x": column, "y": {"role": "label"}}, **said)
    for data in (own, whole):
        values = data["x"].values
        gone = values.codes < 0 if "cut" in column else np.isnan(values.values)
        assert np.flatnonzero(gone).tolist() == [3, 7, 9]


def test_no_word_is_missing_where_the_plan_says_so(tmp_path: Path) -> None:
    path = table(tmp_path, ["NA", "ZA", "NA", ""])
    data = planned(path, {"x": {"role": "protected", "missing": []}, "y": {"role": "label"}})
    assert data["x"].categories.levels == ("NA", "ZA")


def test_zip_codes_said_to_be_categories_are(tmp_path: Path) -> None:
    path = table(tmp_path, [f"{code:05d}" for code in range(997)])
    columns = {"x": {"role": "protected"}, "y": {"role": "label"}}
    with pytest.raises(Refused) as refusal:
        planned(path, columns)
    (problem,) = refusal.value.problems
    for key in filter(lambda said: ":" in said, problem.remedy.split("`")[1::2]):
        data = planned(path, {**columns, "x": {"role": "protected", **load_yaml(key)}})
        assert len(data["x"].categories.levels) in (3, 997)
    assert any("makes 997 groups" in told for told in data.notes)


def test_the_index_of_pandas_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    frame = pd.DataFrame({"sex": ["f", "m"] * 3, "y": [0, 1, 1, 0, 1, 1]})
    frame.to_csv(path)
    assert [column.name for column in profile_dataset(path).columns] == ["sex", "y"]
    data = planned(path, {"sex": {"role": "protected"}, "y": {"role": "label"}})
    assert data["y"].categories.codes.tolist() == frame.y.tolist()
    assert any("no name (place 1 of the header)" in told for told in data.notes)


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_a_nested_column_is_left_out_and_told(tmp_path: Path, form: str) -> None:
    frame = pd.DataFrame({"tags": [[{"is": "a"}], [{"is": "b"}]], "y": [0, 1]})
    path = tmp_path / f"t.{form}"
    if form == "parquet":
        pq.write_table(pa.Table.from_pandas(frame), path)
    else:
        frame.to_json(path, orient="records", lines=True)
    data = planned(path, {"y": {"role": "label"}})
    assert len(data) == 2
    assert any("'tags' is left out" in told for told in data.notes)
    with pytest.raises(Refused) as refusal:
        read_planned(path, {"tags": ColumnSpec()})
    assert refusal.value.problems[0].code == "unread_column"


@pytest.mark.parametrize("form", ["parquet", "feather"])
def test_bytes_are_told_and_refused_with_what_reads_them_until_it_is_done(
    tmp_path: Path, form: str
) -> None:
    """As Spark and Impala write texts without saying so; the remedy is run as it stands."""
    frame = pd.DataFrame({"sex": [b"f", b"m", b"m"], "y": [0, 1, 1]})
    path = tmp_path / f"t.{form}"
    write = frame.to_parquet if form == "parquet" else frame.to_feather
    write(path)
    assert any(
        "'sex' is left out: it holds binary" in told for told in profile_dataset(path).warnings
    )
    columns = {"sex": {"role": "protected"}, "y": {"role": "label"}}
    with pytest.raises(Refused) as refusal:
        planned(path, columns)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("dataset.columns.sex", "unread_column")
    (remedy,) = re.findall("`(.*)`", problem.remedy)
    exec(remedy, {"frame": frame})
    write(path)
    assert planned(path, columns)["sex"].categories.levels == ("f", "m")


def test_groups_keep_their_spelling_though_they_look_like_numbers(tmp_path: Path) -> None:
    path = table(tmp_path, ["10 %", "20 %", "10 %"])
    spec = {"role": "protected", "reference": "10 %"}
    data = planned(path, {"x": spec, "y": {"role": "label"}})
    assert data["x"].categories.levels == ("10 %", "20 %")


def test_letters_composed_and_decomposed_are_one_group(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("g\nM\u00e4nner\nMa\u0308nner\nFrauen\n", encoding="utf-8")
    spec = ColumnSpec(role="protected", reference="Ma\u0308nner")

    column = read_planned(path, {"g": spec}).one(Role.PROTECTED)

    assert column is not None
    assert list(column.categories.levels) == ["Frauen", "M\u00e4nner"]
    assert column.categories.amounts().tolist() == [1, 2]
    assert column.reference == "M\u00e4nner"


def test_a_remedy_keeps_the_words_that_are_listed_already(tmp_path: Path) -> None:
    path = table(tmp_path, ["1", "2", "3", "4", "?", "NA"])
    column = {"kind": "number", "missing": ["?"]}
    with pytest.raises(Refused) as refusal:
        planned(path, {"x": column, "y": {"role": "label"}})
    said = load_yaml(refusal.value.problems[0].remedy.split("`")[1])
    assert set(said["missing"]) == {"?", "NA"}
    data = planned(path, {"x": {**column, **said}, "y": {"role": "label"}})
    assert np.isnan(data["x"].numbers).sum() == 2


@pytest.mark.parametrize(("key", "read"), [(0, [1.234, 2.5, 12]), (1, [1234, 2500, 12])])
def test_dots_beside_decimal_commas_are_asked_about(
    tmp_path: Path, key: int, read: list[float]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x;z;y\n1.234;1,5;0\n2.500;2,5;1\n12;3,25;1\n")
    columns = {"x": {"kind": "number"}, "z": {"kind": "number"}, "y": {"role": "label"}}
    with pytest.raises(Refused) as refusal:
        planned(path, columns)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("dataset.columns.x", "ambiguous_number")
    said = load_yaml(problem.remedy.split("`")[1 + 2 * key])
    data = planned(path, {**columns, "x": {"kind": "number", **said}})
    np.testing.assert_array_equal(data["x"].numbers, read)


@pytest.mark.parametrize(
    ("mark", "cells", "asks"),
    [
        (";", ["1.234", "987", "2.500"], True),
        (",", ["1.234", "987", "2.500"], True),
        (";", ["1.234", "3.987", "2.500"], True),
        (";", ["1.234", "0.987", "2.500"], False),  # no group of three digits starts with 0
        (";", ["1.234", "12.34", "2.500"], False),
        (",", ["1.234", "1234.567", "2.500"], False),
        (",", ["1.234", "3.987", "2.500"], False),
    ],
)
@pytest.mark.parametrize("role", ["feature", "label", "prediction", "nuisance"])
def test_dots_that_may_part_thousands_are_asked_about(
    tmp_path: Path, mark: str, cells: list[str], asks: bool, role: str
) -> None:
    """Whole numbers as Germany writes them, 1.234 beside 987, are no measured decimals."""
    path = tmp_path / "t.csv"
    rows = [f"{cell}{mark}{at % 2}" for at, cell in enumerate(cells)]
    path.write_text("\n".join([f"x{mark}y", *rows]) + "\n", encoding="utf-8")
    columns = {"x": {"role": role}} | ({"y": {"role": "label"}} if role != "label" else {})
    if not asks:
        data = planned(path, {**columns, "x": {"role": role, "kind": "number"}})
        np.testing.assert_array_equal(data["x"].numbers, [float(cell) for cell in cells])
        told = [note for note in profile_dataset(path).warnings if "three decimals" in note]
        assert len(told) == (cells[1] == "3.987")
        return
    with pytest.raises(Refused) as refusal:
        planned(path, columns)
    assert [problem.code for problem in refusal.value.problems] == ["ambiguous_number"]
    said = load_yaml(refusal.value.problems[0].remedy.split("`")[3])
    data = planned(path, {**columns, "x": {"role": role, "kind": "number", **said}})
    whole = [float(cell.replace(".", "")) for cell in cells]
    np.testing.assert_array_equal(data["x"].numbers, whole)


@pytest.mark.parametrize("role", ["feature", "label", "prediction", "nuisance", "protected"])
def test_numbers_that_could_be_two_are_never_classes_in_silence(tmp_path: Path, role: str) -> None:
    path = table(tmp_path, ["1,234", "987", "2,500"] * 3)
    columns = {"x": {"role": role}} | ({"y": {"role": "label"}} if role != "label" else {})
    with pytest.raises(Refused) as refusal:
        planned(path, columns)
    (problem,) = [each for each in refusal.value.problems if each.field == "dataset.columns.x"]
    assert problem.code == "ambiguous_number"
    assert problem.remedy.endswith("or `kind: category` where they are classes")
    if role != "prediction":  # whose classes must be the label's
        planned(path, {**columns, "x": {"role": role, "kind": "category"}})


COUNTS = (
    "column 'visits' holds 9 different whole numbers and is read as classes; where they are "
    "amounts say `kind: number` of it and of 'guess'"
)
CLASSES = (
    "column 'visits' holds 30 different whole numbers, of which every prediction is one, and is "
    "read as a quantity; where they are classes say `kind: category` of both"
)


@pytest.mark.parametrize(
    ("most", "of_label", "told"),
    [
        (9, {}, COUNTS), (9, {"kind": "number"}, None), (9, {"kind": "category"}, None),
        (30, {}, CLASSES), (30, {"kind": "number"}, None), (30, {"kind": "category"}, None),
        (2, {}, None),
    ],
)  # fmt: skip
def test_counts_and_classes_of_whole_numbers_are_told_until_it_is_said_which_they_are(
    tmp_path: Path, most: int, of_label: dict, told: str | None
) -> None:
    path = tmp_path / "t.csv"
    rows = "".join(f"{row % most},{(7 * row + 1) % most}\n" for row in range(6 * most))
    path.write_text(f"visits,guess\n{rows}")
    columns = {"visits": {"role": "label", **of_label}, "guess": {"role": "prediction"}}
    assert planned(path, columns).notes == (() if told is None else (told,))
