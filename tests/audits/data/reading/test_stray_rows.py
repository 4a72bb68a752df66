"""Lines that are read as rows and are none."""

from pathlib import Path

import pytest

from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml
from tests.reading import read_planned

COLUMNS = {
    "sex": ColumnSpec(role="protected"),
    "y": ColumnSpec(role="label", positive="1"),
    "p": ColumnSpec(role="prediction"),
}


def notes(folder: Path, *rows: str, **specs: ColumnSpec) -> list[str]:
    path = folder / "t.csv"
    path.write_text("\n".join(["sex,y,p", *rows]) + "\n", encoding="utf-8")
    return list(read_planned(path, {**COLUMNS, **specs}).notes)


def test_a_second_header_is_told_by_its_words(tmp_path):
    told = notes(tmp_path, "(group),(0/1),(0/1)", "m,1,1", "f,0,1", "m,1,0", "f,0,0")
    (about,) = [note for note in told if "second header" in note]
    assert "'(0/1)' in column 'y' and '(0/1)' in column 'p'" in about


@pytest.mark.parametrize(
    "rows",
    [
        ["m,1,1", "f,(0/1),1", "m,1,0", "f,0,0", "f,0,0"],
        ["m,x,1", "f,x,1", "m,1,0", "f,0,0", "f,0,0"],
        ["m,yes,yes", "f,no,yes", "m,yes,no", "f,no,no"],
        ["m,x,1", "f,z,1", "m,1,0", "f,0,0", "f,0,0"],
        ["m,x,1", "f,1,0"],
        [",1,1", "f,0,1", "m,1,0", "f,0,0"],
    ],
)
def test_other_words_make_none(tmp_path, rows):
    assert not [note for note in notes(tmp_path, *rows) if "second header" in note]


MANY = ["m,yes,yes", "f,no,yes", "m,yes,no", "f,no,no"] * 5


@pytest.mark.parametrize("first", ["Response,Response,Response", "sex?,Did it?,Model"])
def test_captions_that_no_other_row_has_are_told(tmp_path, first):
    yes = {"y": ColumnSpec(role="label", positive="yes")}
    word = first.partition(",")[0]
    (about,) = [note for note in notes(tmp_path, first, *MANY, **yes) if "second header" in note]
    assert f"{word!r} in column 'sex' and" in about
    # A group of one, a rare answer and a line elsewhere are rows.
    for rows in (
        ["x,yes,no", *MANY], ["m,rare,rare", *MANY], [*MANY, first], ["x,,", *MANY],
        [first, first, *MANY], [first, *MANY[:4]],
    ):  # fmt: skip
        assert not [note for note in notes(tmp_path, *rows, **yes) if "second header" in note]


def test_commented_out_rows_are_told_with_the_filter_that_leaves_them_out(tmp_path):
    rows = ["m,1,1", "f,0,1", "m,1,0", "f,0,0"]
    told = notes(tmp_path, *rows, "#f,1,1", "#f,0,0", "# m,1,1", "#other,1,0")
    (about,) = [note for note in told if "commented out" in note]
    assert "'#f' (2 rows), '# m' (1 row) in column 'sex'" in about or (
        "'# m' (1 row), '#f' (2 rows) in column 'sex'" in about
    )
    key = load_yaml(about.split("`")[1])
    assert sorted(key["rows"]["sex"]["except"]) == ["# m", "#f"]
    assert not [note for note in notes(tmp_path, *rows, "#other,1,0") if "commented" in note]
