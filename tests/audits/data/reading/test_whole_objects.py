"""Remedies for nested JSON are run as they stand, by pandas, and read."""

import json
import re

import pandas as pd
import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused

FRAME = pd.DataFrame({"sex": ["m", "f"] * 3, "label": [0, 1] * 3})
WHOLE = {
    "pandas": FRAME.to_json(),
    "pandas, printed": FRAME.to_json(indent=2),
    "by row": FRAME.to_json(orient="index", indent=2),
    "split": FRAME.to_json(orient="split", indent=2),
    "columns": json.dumps(FRAME.to_dict("list")),
    "columns, printed": json.dumps(FRAME.to_dict("list"), indent=1),
    "under a key": json.dumps({"info": {}, "rows": FRAME.to_dict("records")}),
    "under two keys, printed": json.dumps(
        {"id": "eval", "results": {"stats": {}, "results": FRAME.to_dict("records")}}, indent=2
    ),
    "an array": FRAME.to_json(orient="records", indent=2),
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("form", WHOLE)
def test_a_table_in_one_object_is_refused_with_what_makes_rows_of_it(tmp_path, monkeypatch, form):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "table.json"
    path.write_text(WHOLE[form])
    with pytest.raises(Refused) as refused:
        profile_dataset(path)
    (pasted,) = re.findall("`(.*)`", refused.value.problems[0].remedy)
    exec(pasted, {"pd": pd, "json": json, "path": path})
    profile = profile_dataset(tmp_path / "table.jsonl")
    assert (profile.rows, [column.name for column in profile.columns]) == (6, ["sex", "label"])
    assert pd.read_json(tmp_path / "table.jsonl", lines=True).equals(FRAME)


ODD = [
    {"version": "1.10", "zip": "01234", "id": 12345678901234567, "date": "2026-01-02", "p": 0.25},
    {"version": "1.1", "zip": "1234", "id": None, "date": "2026-01-03", "p": 1e-12},
]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("orient", ["records", "columns", "index", "split", "list", "values"])
def test_no_remedy_lets_a_text_become_a_number(tmp_path, monkeypatch, orient):
    """Versions, postcodes, dates, and an id of more digits than a float has, once unknown."""
    monkeypatch.chdir(tmp_path)
    path, names = tmp_path / "table.json", list(ODD[0])
    forms = {
        "records": ODD,
        "columns": {name: {str(row): ODD[row][name] for row in (0, 1)} for name in names},
        "index": {str(row): ODD[row] for row in (0, 1)},
        "split": {"columns": names, "index": [0, 1], "data": [list(o.values()) for o in ODD]},
        "list": {name: [one[name] for one in ODD] for name in names},
        "values": [list(one.values()) for one in ODD],
    }
    path.write_text(json.dumps(forms[orient]))
    with pytest.raises(Refused) as refused:
        profile_dataset(path)
    pasted = re.findall("`(pd.*?)`", refused.value.problems[0].remedy)[0]
    exec(pasted.replace("[...]", repr(names)), {"pd": pd, "json": json, "path": path})
    rows = [json.loads(line) for line in (tmp_path / "table.jsonl").read_text().splitlines()]
    assert rows == ODD


def batch(answer):
    """A line of a batch of OpenAI's, with what no table holds."""
    message = {"role": "assistant", "content": answer, "refusal": None}
    body = {"model": "m", "choices": [{"index": 0, "message": message, "logprobs": None}]}
    return {"custom_id": "1", "response": {"status_code": 200, "body": body}, "error": None}


def test_a_nested_answer_is_named_with_what_makes_a_column_of_it(tmp_path):
    path = tmp_path / "batch.jsonl"
    path.write_text("".join(f"{json.dumps(batch(one))}\n" for one in ("yes", "no")))
    (unread,) = profile_dataset(path).unread
    assert unread.name == "response"
    assert "the value response.body.choices[0].message.content" in unread.remedy
    frame = pd.read_json(path, lines=True)
    exec(re.findall("`(.*?)`", unread.remedy)[0], {"frame": frame})
    assert frame["response.body.choices[0].message.content"].tolist() == ["yes", "no"]


def test_of_two_probabilities_the_second_is_named(tmp_path):
    """Spark's vectors: of 0 and 1 the one at 1 is the score."""
    path = tmp_path / "rows.jsonl"
    cells = [{"type": 1, "values": [0.75, 0.25]}, {"type": 1, "values": [0.125, 0.875]}]
    path.write_text("".join(f"{json.dumps({'probability': one, 'y': 1})}\n" for one in cells))
    (unread,) = profile_dataset(path).unread
    frame = pd.read_json(path, lines=True)
    exec(re.findall("`(.*?)`", unread.remedy)[0], {"frame": frame})
    assert frame["probability.values[1]"].tolist() == [0.25, 0.875]


@pytest.mark.parametrize(
    ("cells", "plain"),
    [
        # Relaxed extended JSON of MongoDB: what JSON has no number for alone is an object.
        ([{"$numberDouble": "1.0"}, 0.25, None, 0.5], [1.0, 0.25, None, 0.5]),
        # Canonical: every number is, by its type.
        ([{"$numberDouble": "0.25"}, {"$numberInt": "1"}], [0.25, 1.0]),
        ([0.25, {"top": {"p": 0.5}}, {"top": {"p": 1}}], [0.25, 0.5, 1.0]),
        ([0.25, [{"best": {"p": 0.5}}]], [0.25, 0.5]),
    ],
)
def test_plain_cells_beside_nested_ones_are_kept(tmp_path, monkeypatch, cells, plain):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "table.jsonl"
    path.write_text("".join(f"{json.dumps({'id': 1, 'p': cell})}\n" for cell in cells))
    (unread,) = profile_dataset(path).unread
    frame = pd.read_json(path, lines=True)
    exec(re.findall("`(.*?)`", unread.remedy)[0], {"frame": frame})
    frame.to_json("table.jsonl", orient="records", lines=True)
    assert profile_dataset(path).unread == ()
    read = [json.loads(line)["p"] for line in path.read_text().splitlines()]
    assert [None if cell is None else float(cell) for cell in read] == plain


@pytest.mark.parametrize(
    ("cells", "plain"),
    [
        ([["a"], ["b"], None, []], ["a", "b", None, None]),
        ([["a", "b"], ["b", "a"]], ["a", "b"]),
        ([["a"], "b", []], ["a", "b", None]),
    ],
)
def test_lists_of_one_value_or_the_likeliest_first_are_read_by_their_first(
    tmp_path, monkeypatch, cells, plain
):
    """As Vertex AI writes `displayNames`: as JSON text each list would be several labels."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "table.jsonl"
    path.write_text("".join(f"{json.dumps({'id': 1, 'p': cell})}\n" for cell in cells))
    (unread,) = profile_dataset(path).unread
    assert unread.remedy.startswith("where the first entry of each list is the answer")
    frame = pd.read_json(path, lines=True)
    exec(re.findall("`(.*?)`", unread.remedy)[0], {"frame": frame})
    frame.to_json("table.jsonl", orient="records", lines=True)
    assert [json.loads(line)["p"] for line in path.read_text().splitlines()] == plain


@pytest.mark.parametrize(
    ("named", "cells"), [("data.right", [True, False]), ("data.options[1].text", ["b", "d"])]
)
def test_a_value_inside_a_column_that_is_left_out_is_told_with_what_reaches_it(
    tmp_path, named, cells
):
    """However many columns before it are left out as well."""
    path = tmp_path / "log.jsonl"
    rows = [
        {"x": 1, "spec": {"a": {"b": 1}}, "more": {"c": 1},
         "data": {"right": right, "options": [{"text": one}, {"text": other}]}}
        for right, one, other in ((True, "a", "b"), (False, "c", "d"))
    ]  # fmt: skip
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    profile = profile_dataset(path)
    problem = profile.no_column(named, "f", "known: x")
    assert "'data' is left out, as it holds nested values (line 1)" in problem.remedy
    assert "'spec'" not in problem.remedy
    frame = pd.read_json(path, lines=True)
    exec(re.findall("`(.*?)`", problem.remedy)[0], {"frame": frame})
    assert frame[named].tolist() == cells


def test_lists_of_spans_are_read_as_text_and_have_no_value_of_their_own(tmp_path):
    path = tmp_path / "spans.jsonl"
    path.write_text('{"id": 1, "a": [[0, 4, "PER"]], "b": [{"start": 0, "label": "PER"}]}\n' * 2)
    assert all(one.remedy.startswith("write ") for one in profile_dataset(path).unread)


def test_an_object_that_cannot_be_read_is_named_by_its_line(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"a": 1}\n{"a": \n')
    with pytest.raises(Refused, match="line 2 is not a JSON object"):
        profile_dataset(path)
