"""What a model is fed stands in the file; what is compared is in one form; both are told."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audits.errors import Refused
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml
from audits.specification.roles import Kind, Role
from tests.reading import read_planned

PROTECTED = {"g": ColumnSpec(role=Role.PROTECTED)}


def column(tmp_path: Path, cells: list[str]) -> Path:
    path = tmp_path / "t.csv"
    path.write_text("g,y\n" + "".join(f'"{cell}",0\n' for cell in cells), encoding="utf-8")
    return path


def levels(data, name="g"):
    held = data[name].categories
    return [None if code < 0 else held.levels[code] for code in held.codes]


@pytest.mark.parametrize("kind", [None, "category", "number"])
def test_words_are_fed_unchanged(tmp_path: Path, kind: str | None) -> None:
    cells = ["1.0", "2", " 3.50 ", "1.0"]
    path = column(tmp_path, cells)
    specs = {"g": ColumnSpec(kind=kind)} if kind else {}
    data = read_planned(path, {**specs, "y": ColumnSpec(role="label")}, reads=["g"], as_words=["g"])
    assert data.features(["g"], slice(None))["g"].tolist() == cells


def test_blanks_booleans_and_missing_words_are_fed_as_they_stand(tmp_path: Path) -> None:
    cells = [" Male", "True", "NA", "None", "nan", "", "x "]
    data = read_planned(column(tmp_path, cells), PROTECTED, reads=["g"], as_words=["g"])
    fed = [value or "" for value in data.features(["g"], slice(None))["g"]]
    assert fed == cells
    assert levels(data) == ["Male", "true", None, None, None, None, "x"]


def test_true_and_false_feed_numbers_as_one_and_zero(tmp_path: Path) -> None:
    cells = ["True", "False", "", "FALSE"]
    data = read_planned(column(tmp_path, cells), PROTECTED, reads=["g"], as_words=[])
    np.testing.assert_array_equal(data.features(["g"], slice(None))["g"], [1.0, 0.0, np.nan, 0.0])
    assert levels(data) == ["true", "false", None, "false"]


def test_typed_cells_are_fed_as_pandas_prints_them(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    frame = pd.DataFrame({"g": [True, False], "z": [1.0, 2.5], "n": [1, 2]})
    pq.write_table(pa.Table.from_pandas(frame), path)
    names = ["g", "z", "n"]
    specs = {"g": ColumnSpec(role="label")}
    data = read_planned(path, specs, reads=names, as_words=names)
    for name in names:
        assert data.features([name], slice(None))[name].tolist() == frame[name].astype(str).tolist()


def test_a_feature_feeds_what_its_map_makes_of_it(tmp_path: Path) -> None:
    path = column(tmp_path, ["m ", "f", "x"])
    specs = {"g": ColumnSpec(map={"m": "1.0", "f": 0})}
    fed = read_planned(path, specs, reads=["g"], as_words=["g"])
    assert fed.features(["g"], slice(None))["g"].tolist() == ["1.0", "0", "x"]
    mapped = {"g": ColumnSpec(map={"m": 1, "f": 0, "x": 2})}
    numbers = read_planned(path, mapped, reads=["g"], as_words=[])
    assert numbers.features(["g"], slice(None))["g"].tolist() == [1.0, 0.0, 2.0]


def test_the_missing_words_are_those_of_pandas(tmp_path: Path) -> None:
    words = sorted(pd._libs.parsers.STR_NA_VALUES)
    data = read_planned(column(tmp_path, [*words, "?", "-", "unknown"]), PROTECTED)
    assert levels(data) == [None] * len(words) + ["?", "-", "unknown"]


@pytest.mark.parametrize(
    ("missing", "read"),
    [([], ["NA", "?", None, "-999"]), (["?"], ["NA", None, None, "-999"]),
     ([-999], ["NA", "?", None, None])],
)  # fmt: skip
def test_a_plan_lists_its_own_words(tmp_path: Path, missing: list, read: list) -> None:
    spec = ColumnSpec(role=Role.PROTECTED, missing=missing)
    assert levels(read_planned(column(tmp_path, ["NA", "?", "", "-999.0"]), {"g": spec})) == read


def test_a_number_is_missing_in_typed_cells_too(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"x": [1.5, -999.0, 3.0]}), path)
    data = read_planned(path, {"x": ColumnSpec(kind="number", missing=["-999"])})
    np.testing.assert_array_equal(data["x"].numbers, [1.5, np.nan, 3.0])


def test_words_that_spoil_numbers_are_named_with_their_rows_and_the_remedy_works(
    tmp_path: Path,
) -> None:
    cells = [str(i / 7) for i in range(40)]
    cells[4], cells[16], cells[30], cells[8] = "?", "?", "unknown", "NA"
    path = column(tmp_path, cells)
    with pytest.raises(Refused) as refusal:
        read_planned(path, {"g": ColumnSpec(kind="number")})
    (problem,) = refusal.value.problems
    assert "3 cells are no numbers: '?' (2 rows: 5, 17), 'unknown' (row 31)" in problem.reason
    key = problem.remedy.split("`")[1]
    data = read_planned(path, {"g": ColumnSpec(kind=Kind.NUMBER, **load_yaml(key))})
    assert np.flatnonzero(np.isnan(data["g"].numbers)).tolist() == [4, 8, 16, 30]


@pytest.mark.parametrize(("unknown", "asks"), [(1, False), (2, True)])
def test_a_doubtful_word_in_over_a_hundredth_of_a_group_is_asked_about(
    tmp_path: Path, unknown: int, asks: bool
) -> None:
    cells = ["?"] * unknown + ["a"] * (150 - unknown)
    told = " ".join(read_planned(column(tmp_path, cells), PROTECTED).notes)
    assert ('`missing: ["?"]`' in told and f"({unknown} rows)" in told) is asks


@pytest.mark.parametrize(
    "word",
    ["\\N", "(null)", "(NULL)", "[NULL]", "NaT", "Missing", "Not available", "#REF!", "#NULL!"],
)
def test_what_other_tools_write_for_nothing_known_is_asked_about(tmp_path: Path, word: str) -> None:
    """MySQL's and PostgreSQL's dumps, SQL Developer, DBeaver, pandas, surveys, Excel."""
    path = column(tmp_path, [word] * 2 + ["a"] * 100)
    told = " ".join(read_planned(path, PROTECTED).notes)
    key = re.search(r"`(missing: .*)` on the column", told)
    assert key is not None
    assert "is read as a value of its own in column 'g'" in told
    spec = ColumnSpec(role=Role.PROTECTED, **load_yaml(key[1]))
    assert levels(read_planned(path, {"g": spec})) == [None] * 2 + ["a"] * 100


def test_a_doubtful_word_among_numbers_is_asked_about(tmp_path: Path) -> None:
    path = column(tmp_path, ["1", "2", "3", "-", "NA"])
    (asked, counted) = read_planned(path, {"g": ColumnSpec(kind="category")}).notes
    assert "'-' (1 row) stands among numbers in column 'g'" in asked
    assert '`missing: ["-", "NA"]`' in asked
    assert "'NA' 1" in counted


def test_what_is_missing_is_counted_by_word(tmp_path: Path) -> None:
    cells = ["a", "NA", "NA", "", "None", " ", "b"]
    (told,) = read_planned(column(tmp_path, cells), PROTECTED).notes
    assert "g: empty 2, 'NA' 2, 'None' 1" in told
    assert "`missing: []`" in told


def test_values_that_differ_in_case_are_told_with_the_map_that_joins_them(tmp_path: Path) -> None:
    path = column(tmp_path, ["yes", "Yes", "yes", "no"])
    (told,) = read_planned(path, {"g": ColumnSpec(role="label")}).notes
    assert "'yes' (2 rows) and 'Yes' (1 row)" in told
    spec = ColumnSpec(role="label", **load_yaml(told.split("`")[1]))
    assert levels(read_planned(path, {"g": spec})) == ["yes", "yes", "yes", "no"]


def test_letters_of_another_script_are_told_as_such(tmp_path: Path) -> None:
    path = column(tmp_path, ["male", "m\u0430le", "male", "female"])
    (told,) = read_planned(path, PROTECTED).notes
    assert "as different values (letters of Cyrillic or Greek look like Latin ones): if" in told
    spec = ColumnSpec(role="protected", **load_yaml(told.split("`")[1]))
    assert levels(read_planned(path, {"g": spec})) == ["male", "male", "male", "female"]


def test_a_map_that_matches_nothing_is_told(tmp_path: Path) -> None:
    spec = ColumnSpec(role="label", map={"approve": "1", "b": "0"})
    (told,) = read_planned(column(tmp_path, ["approved", "b"]), {"g": spec}).notes
    assert "'approve'" in told
    assert "it holds 'approved', 'b'" in told


def test_many_groups_are_told_by_number(tmp_path: Path) -> None:
    cells = [f"{code:05d}" for code in range(997)]
    spec = ColumnSpec(role=Role.PROTECTED, kind="category")
    data = read_planned(column(tmp_path, cells), {"g": spec})
    assert len(data["g"].categories.levels) == 997
    assert "makes 997 groups" in data.notes[0]


def test_a_plan_may_spell_a_value_as_the_file_does() -> None:
    spec = ColumnSpec(positive="1.0", favourable="True", reference=" a ", map={"2.0": "b"})
    assert (spec.positive, spec.favourable, spec.reference) == ("1", "true", "a")
    assert spec.map == {"2": "b"}


def test_words_in_a_column_that_feeds_numbers_are_named_and_the_remedy_works(
    tmp_path: Path,
) -> None:
    path = column(tmp_path, ["1", "2", "?", "True", "NA"])
    specs = {"y": ColumnSpec(role="label")}
    with pytest.raises(Refused) as refusal:
        read_planned(path, specs, reads=["g"], as_words=[])
    (problem,) = refusal.value.problems
    assert "'?' (row 3)" in problem.reason
    assert "'True'" not in problem.reason
    specs["g"] = ColumnSpec(**load_yaml(problem.remedy.split("`")[1]))
    fed = read_planned(path, specs, reads=["g"], as_words=[]).features(["g"], slice(None))["g"]
    np.testing.assert_array_equal(fed, [1, 2, np.nan, 1, np.nan])


def test_a_text_of_blanks_is_missing_and_fed_as_it_stands(tmp_path: Path) -> None:
    cells = [" two words ", "  ", "", "NA"]
    data = read_planned(
        column(tmp_path, cells), {"g": ColumnSpec(kind="text")}, reads=["g"], as_words=["g"]
    )
    assert data["g"].values.values.tolist() == [" two words ", None, None, "NA"]
    assert [v or "" for v in data.features(["g"], slice(None))["g"]] == cells
