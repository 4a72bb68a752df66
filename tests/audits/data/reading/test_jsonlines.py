"""JSON lines, read as Python's own `json` reads each of them."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.reading import jsonlines
from audits.data.reading.encodings import NotUtf8
from audits.data.reading.jsonlines import open_jsonlines
from audits.errors import Refused


def table(content):
    data = content if isinstance(content, bytes) else content.encode()
    return open_jsonlines(lambda: io.BufferedReader(io.BytesIO(data)))


def cells(content):
    opened = table(content)
    batches = list(opened.batches(opened.names))
    return {
        name: [cell for batch in batches for cell in batch[name].to_pylist()]
        for name in opened.names
    }


# Texts alone: numbers are kept as they would be written again.
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(["a", "b", "c"]), st.one_of(st.none(), st.text(st.characters(
            exclude_categories=("Cs",)), max_size=6)), min_size=1,
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(ROWS)
def test_what_json_writes_is_read_back(rows):
    names = list(dict.fromkeys(name for row in rows for name in row))
    assert cells("\n".join(map(json.dumps, rows))) == {
        name: [row.get(name) for row in rows] for name in names
    }


def test_numbers_and_truth_are_cells_as_json_writes_them():
    assert cells('{"x": 1.50, "y": true}\n\n  \n{"x": 10000000000000000000000, "y": null}') == {
        "x": ["1.5", "10000000000000000000000"], "y": ["true", None],
    }  # fmt: skip


def test_batches_follow_one_another(monkeypatch):
    monkeypatch.setattr(jsonlines, "BATCH_ROWS", 2)
    content = "\n".join(f'{{"x": "{row}"}}' for row in range(5))
    opened = table(content)
    assert [batch["x"].to_pylist() for batch in opened.batches(["x"])] == [
        ["0", "1"], ["2", "3"], ["4"],
    ]  # fmt: skip


def test_a_key_of_nested_values_is_left_out_and_told():
    opened = table('{"x": 1, "tags": []}\n{"x": 2, "tags": ["a"]}')
    assert opened.names == ("x",)
    assert any("tags" in note and "line 2" in note for note in opened.notes)
    (left_out,) = opened.left_out
    assert "map(json.dumps, na_action='ignore')" in left_out.remedy


@pytest.mark.parametrize("late", ['{"mean": 1}', '["a"]', '[{"a": 1}]'])
def test_a_key_that_is_nested_below_the_lines_that_name_keys_is_left_out_as_well(monkeypatch, late):
    """As the report that a log ends with, beside lines of which the key is null."""
    monkeypatch.setattr(jsonlines, "_ROWS_NAMED", 2)
    lines = '{"x": 1, "end": null, "v": [1, 2]}\n' * 3 + f'{{"x": null, "end": {late}}}'
    opened = table(lines)
    assert opened.names == ("x", "v")
    assert any("'end' is left out" in note and "line 4" in note for note in opened.notes)
    assert cells(lines)["x"] == ["1", "1", "1", None]


@pytest.mark.parametrize(
    ("content", "code", "reason"),
    [
        ("\n \n", "empty", "no JSON object"),
        ('{"x": ["a"]}', "nested_value", "every key holds nested values"),
        ('{"columns": ["x"], "data": [[1]], "ncols": 1}', "nested_value", "is a whole table"),
        ('{"x": 1}\n[2]', "bad_json", "line 2 is not a JSON object"),
        ('{"x": 1}\n{"x": }', "bad_json", "line 2 is not a JSON object"),
        ('{"x": 1, "x": 2}', "duplicate_key", "line 1: the key 'x' stands twice"),
        ('{"x": "\0"}', "nul_byte", "line 1"),
        ('{"x": "\\ud83d"}', "bad_encoding", "half a character"),
        ('{"x": ' + "[" * 100_000, "too_deep", "nested too deeply"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(content, code, reason):
    with pytest.raises(Refused, match=reason) as refused:
        cells(content)
    assert refused.value.problems[0].code == code


def test_a_line_that_is_too_long_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr(jsonlines, "_LINE_BYTES", 30)
    with pytest.raises(Refused, match="line 2 is longer than 30 bytes"):
        table('{"x": "short"}\n{"x": "' + "long" * 9 + '"}')


def test_bytes_that_are_no_utf_8_are_told_as_such_for_another_try():
    with pytest.raises(NotUtf8, match="line 1 is not UTF-8"):
        table('{"x": "é"}'.encode("latin-1"))


def test_a_key_that_comes_late_is_no_column(monkeypatch):
    monkeypatch.setattr(jsonlines, "_ROWS_NAMED", 2)
    assert cells('{"x": 1}\n{"x": 2}\n{"x": 3, "y": 4}') == {"x": ["1", "2", "3"]}


def test_keys_that_differ_in_case_alone_and_never_meet_are_told():
    lines = [{"label": 1, "decision": 1}, {"label": 0, "Decision": 0}]
    text = "\n".join(map(json.dumps, lines)).encode()
    (note,) = open_jsonlines(lambda: io.BytesIO(text)).notes
    assert note.startswith("the keys 'decision' and 'Decision' never stand in one line")
    both = json.dumps({"decision": 1, "Decision": 0}).encode()
    assert open_jsonlines(lambda: io.BytesIO(both)).notes == ()
