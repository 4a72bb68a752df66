"""A header among the rows is refused with how to leave it out; names as cells are not."""

import io

import pandas as pd
import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused

ROWS = ["m,1,.5", "f,0,.25", "m,0,.75"] * 5


def written(folder, *lines):
    path = folder / "t.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("again", ["sex,y,score", " sex ,y, score"])
@pytest.mark.parametrize("above", [0, 3, 15])
def test_the_row_is_named_and_what_leaves_it_out_is_pasted(tmp_path, again, above):
    path = written(tmp_path, "sex,y,score", *ROWS[:above], again, *ROWS)
    with pytest.raises(Refused) as refusal:
        profile_dataset(path)
    (problem,) = refusal.value.problems
    assert problem.code == "header_again"
    assert problem.reason.startswith(f"row {above + 1} below the header holds the names")
    space = {"frame": pd.read_csv(path, skipinitialspace=True)}
    space["frame"].columns = ["sex", "y", "score"]
    space["frame"] = space["frame"].apply(lambda column: column.astype(str).str.strip())
    exec(problem.remedy.split("`")[1], space)
    text = space["frame"].to_csv(index=False)
    assert profile_dataset(written(tmp_path, *text.splitlines())).rows == above + len(ROWS)
    assert pd.read_csv(io.StringIO(text))["score"].dtype == float


def test_it_is_named_in_the_whole_table_and_not_in_a_batch(tmp_path):
    path = written(tmp_path, "sex,y,score", *(ROWS * 20_000), "sex,y,score")
    with pytest.raises(Refused) as refusal:
        profile_dataset(path)
    assert refusal.value.problems[0].reason.startswith("row 300,001 below the header")


@pytest.mark.parametrize("row", ["sex,1,.5", "sex,y,.5", "Sex,Y,Score", "sex,,", "x,y,score"])
def test_a_cell_that_is_called_as_its_column_is_a_cell(tmp_path, row):
    assert profile_dataset(written(tmp_path, "sex,y,score", *ROWS, row)).rows == len(ROWS) + 1


def test_a_table_of_one_column_may_hold_its_name(tmp_path):
    assert profile_dataset(written(tmp_path, "text", "a", "text", "b")).rows == 3
