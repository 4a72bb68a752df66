"""JSON that two readers could understand differently is refused (RFC 8259, sections 4, 6, 8.1)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.report.strict import loads

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_what_has_one_meaning_is_read_as_the_standard_library_reads_it(value):
    text = json.dumps(value)
    assert loads(text) == loads(text.encode()) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [('{"a": 1, "a": 2}', "'a' stands twice"), ('{"a": 1, "\\u0061": 1}', "'a' stands twice"),
     ('[{"b": {"c": 1, "c": 1}}]', "'c' stands twice"), ('{"": 0, "": 0}', "'' stands twice"),
     ("NaN", "NaN is not JSON"), ("[Infinity]", "Infinity is not JSON"),
     ('{"a": -Infinity}', "-Infinity is not JSON"), ("[" * 200_000, "nested too deeply")],
)  # fmt: skip
def test_what_has_two_or_none_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        loads(text)


def test_the_same_name_in_two_objects_is_no_duplicate():
    assert loads('[{"a": 1}, {"a": {"a": 2}}]') == [{"a": 1}, {"a": {"a": 2}}]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-32-be", "utf-8-sig"])
def test_bytes_are_utf_8_without_a_mark_or_nothing(encoding):
    """`json.loads` would guess each of them."""
    written = '{"a": 1}'.encode(encoding)
    assert json.loads(written) == {"a": 1}
    with pytest.raises(ValueError, match=r"\w"):
        loads(written)


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", "[1,]", "01", "1 2", b"\xff", b'"\xc3"'])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        loads(text)
