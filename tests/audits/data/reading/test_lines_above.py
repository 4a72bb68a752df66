"""Comments above the names, and blanks between values: told with pandas that is run as it is."""

import re

import pandas as pd
import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.parsing import parse_document
from audits.specification.suggestions import nearest

NAMES = "id\tsex\tscore"
ROWS = "".join(f"T{i}\tf\t0.{i}\n" for i in range(1, 9))
COMMENTED = {
    # cBioPortal: names for people, descriptions, types and priorities, a value for each column.
    "cBioPortal": "#Patient\tSex\tScore\n#Who\tSex, of\tHow\n#STRING\tSTRING\tNUMBER\n#1\t1\t1\n"
    + NAMES,
    "one line": "# exported on Monday, by nobody\n" + NAMES,
    "several": "# exported\n# by\n# nobody\n" + NAMES,
    # VCF: the names begin with # as well.
    "VCF": "##format=1\n##by=nobody\n#" + NAMES,
}


def written(tmp_path, text):
    path = tmp_path / "table.tsv"
    path.write_text(text)
    return path


@pytest.mark.parametrize("form", COMMENTED)
def test_comments_above_the_names_are_refused_with_what_leaves_them_out(
    tmp_path, monkeypatch, form
):
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, f"{COMMENTED[form]}\n{ROWS}")
    with pytest.raises(Refused) as refused:
        profile_dataset(path)
    (problem,) = refused.value.problems
    assert problem.code == "comments_above"
    (pasted,) = re.findall("`(.*)`", problem.remedy)
    exec(pasted, {"pd": pd, "path": path})
    profile = profile_dataset(tmp_path / "table.csv")
    names = [column.name.removeprefix("#") for column in profile.columns]
    assert (names, profile.rows) == (NAMES.split(), 8)
    assert f"in line {COMMENTED[form].count(chr(10)) + 1}" in problem.reason


@pytest.mark.parametrize(
    "text",
    [
        f"#{NAMES}\n{ROWS}",
        "#issue,title\n" + "".join(f"#{i},t\n" for i in range(9)),
        "tag,n\n" + "".join(f"#{i},1\n" for i in range(9)),
        "#only\n#these\n",
    ],
)
def test_names_and_values_that_begin_with_the_sign_are_no_comments(tmp_path, text):
    assert profile_dataset(written(tmp_path, text)).columns


R_TABLE = '"sex" "branch name"\n' + "".join(f'"{i}" "f" "New York"\n' for i in range(1, 9))
ALIGNED = "sex   score\n" + "".join(f"  f   0.{i}\n" for i in range(1, 9))


@pytest.mark.parametrize(
    ("text", "names"), [(R_TABLE, ["sex", "branch name"]), (ALIGNED, ["sex", "score"])]
)
def test_values_parted_by_blanks_are_told_where_a_column_is_not_there(
    tmp_path, monkeypatch, text, names
):
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, text)
    profile = profile_dataset(path)
    assert len(profile.columns) == 1
    hint = profile.no_column("sex", "f", nearest("sex", [])).remedy
    assert "blanks part the values of this file" in hint
    pasted = re.findall("`(.*?)`", hint)[-1]
    exec(pasted, {"pd": pd, "path": path})
    made = profile_dataset(tmp_path / "table.csv")
    assert ([column.name for column in made.columns], made.rows) == (names, 8)


@pytest.mark.parametrize(
    "text",
    [
        "text\n" + "two words\n" * 9,
        "the text\n" + "one\ntwo words\nthree more words\n" * 3,
        "a b,c d\n" + "1 2,3 4\n" * 9,
        "a b\nc d\n",
    ],
)
def test_a_column_of_sentences_is_not_parted(tmp_path, text):
    profile = profile_dataset(written(tmp_path, text))
    assert not any("blanks part" in warning for warning in profile.warnings)


@pytest.mark.parametrize(
    ("above", "names"), [("Report 2026", "1 of the 3"), ("Report 2026,,", "1 of the 3")]
)
@pytest.mark.parametrize("more", ["", "\n"])
def test_a_title_above_the_names_of_a_text_is_refused_as_in_a_workbook(
    tmp_path, above, names, more
):
    rows = ROWS.replace("\t", ",")
    with pytest.raises(Refused) as refused:
        profile_dataset(written(tmp_path, f"{above}\n{more}id,sex,score\n{rows}"))
    (problem,) = refused.value.problems
    assert problem.code == "no_header"
    assert f"row 1 names {names} columns" in problem.reason
    assert "delete the rows above" in problem.remedy


def test_an_index_without_a_name_is_no_title(tmp_path):
    rows = "".join(f"{i},{i},f,0.{i}\n" for i in range(1, 9))
    profile = profile_dataset(written(tmp_path, f",id,sex,score\n{rows}"))
    assert {column.name for column in profile.columns} == {"id", "sex", "score"}


def test_names_that_are_one_fewer_than_the_values_are_told_as_rs_row_names(tmp_path):
    """R's `write.table(sep = ",")`: no line is wrong, the first column has no name."""
    rows = "".join(f'"{i}","f",{i % 2},0.{i}\n' for i in range(1, 9))
    with pytest.raises(Refused) as refused:
        profile_dataset(written(tmp_path, f'"sex","y","score"\n{rows}'))
    (problem,) = refused.value.problems
    assert problem.code == "ragged_rows"
    assert problem.reason.startswith("each row has 4 values and 3 names stand above them")
    assert "row.names = FALSE" in problem.remedy
    assert profile_dataset(written(tmp_path, f'"row","sex","y","score"\n{rows}')).rows == 8


def test_blanks_below_no_names_are_read_with_names(tmp_path, monkeypatch):
    """Azure's parallel runs write rows alone: pandas would take the first one for the names."""
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, "".join(f"male {20 + i} 0 0.{i}\n" for i in range(1, 9)))
    with pytest.raises(Refused) as refused:
        make_plan(parse_document({"dataset": {"name": "t", "columns": {"y": {"role": "label"}}}}),
                  dataset=profile_dataset(path))  # fmt: skip
    (problem,) = refused.value.problems
    call = re.search(r"in pandas `(.+?)`", problem.remedy)[1]
    assert "header=None, names=[NAMES]" in call
    eval(call.replace("NAMES", "'sex', 'age', 'y', 's'"), {"pd": pd, "path": path})
    assert profile_dataset(tmp_path / "table.csv").rows == 8


def test_a_comma_more_at_the_end_of_each_row_names_no_rows(tmp_path):
    """A name in front would move each value into the next column."""
    rows = "".join(f"{i},f,0.{i},\n" for i in range(1, 9))
    with pytest.raises(Refused) as refused:
        profile_dataset(written(tmp_path, f"id,sex,score\n{rows}"))
    (problem,) = refused.value.problems
    assert problem.code == "ragged_rows"
    assert "name for the first column" not in problem.remedy
