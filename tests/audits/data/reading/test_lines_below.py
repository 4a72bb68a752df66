"""Lines that a tool writes below the names of the columns are refused, and rows are not."""

import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused

ROWS = ["m,1,.5", "f,0,.25", "m,0,.75"] * 5


def refused(folder, *rows):
    path = folder / "t.csv"
    path.write_text("\n".join(["sex,y,score", *rows]) + "\n", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        profile_dataset(path)
    (problem,) = refusal.value.problems
    assert problem.code == "line_below_header"
    return problem


@pytest.mark.parametrize(
    "rule", ["---,-,-----", "---,---,---", "===,=,=====", " --- , - , ----- ", ":---,:-:,---:"]
)
def test_the_rule_under_a_printed_tables_header_is_refused(tmp_path, rule):
    problem = refused(tmp_path, rule, *ROWS)
    assert problem.reason.startswith("row 1 below the names of the columns holds dashes alone")
    assert problem.remedy == "delete the 1 line below the names, in pandas `frame.iloc[1:]`"


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("Your sex?,Did it?,score", '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}",'),
        ("Your sex?,Did it?,score", "{'ImportId': 'QID1'},{'ImportId': 'QID2'},.5"),
    ],
)
def test_questions_and_ids_of_qualtrics_are_refused_with_both_lines(tmp_path, question, ids):
    problem = refused(tmp_path, question, ids, *ROWS)
    assert problem.reason.startswith("row 2 below the names of the columns holds Qualtrics' ids")
    assert "'sex'" in problem.reason
    assert problem.remedy == "delete the 2 lines below the names, in pandas `frame.iloc[2:]`"


@pytest.mark.parametrize(
    "rows",
    [
        ["---,1,.5", *ROWS],  # a group of unknown people
        ["-,-,-", *ROWS],  # three cells of which nothing is known
        ["---,,", *ROWS],
        [*ROWS, "---,---,---"],
        ["m,1,{'ImportId': 'QID2'}", *ROWS],
        [",,.5", *ROWS],
    ],
)
def test_rows_are_none(tmp_path, rows):
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["sex,y,score", *rows]) + "\n", encoding="utf-8")
    assert profile_dataset(path).rows == len(rows)
