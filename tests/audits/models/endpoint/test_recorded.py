"""Answers that were recorded by the worker's own writer stand for the endpoint's."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.errors import ModelFailure, NoAnswerInTime, Refused
from audits.models.endpoint.recorded import NOT_RECORDED, RecordedCarrier
from workers.endpoint_recording import Recording


def recorded(path, *exchanges):
    with Recording(path) as recording:
        for body, answer in exchanges:
            recording.note(body, answer)
    return RecordedCarrier.of(path)


def test_each_request_is_answered_as_it_was(tmp_path):
    carry = recorded(
        tmp_path / "c.jsonl.gz", ({"n": 1, "m": "é\ud800"}, {"status": 200, "text": "one"}),
        ({"n": 2}, {"error": "no answer within 1 seconds", "timed_out": True}),
        ({"m": "é\ud800", "n": 1}, {"status": 200, "text": "again"}),
    )  # fmt: skip
    assert carry({"m": "é\ud800", "n": 1}) == (200, "one")
    with pytest.raises(NoAnswerInTime):
        carry({"n": 2})
    replies = list(carry.many([{"n": 1, "m": "é\ud800"}] * 2, window=1))
    assert [reply.text for _, reply in replies] == ["again", "again"]
    assert carry.repeated == 1  # three were asked for where two are recorded
    with pytest.raises(ModelFailure, match=NOT_RECORDED):
        carry({"n": 3})


def test_many_stop_where_it_is_enough(tmp_path):
    carry = recorded(tmp_path / "c", ({"n": 1}, {"status": 200, "text": "one"}))
    assert list(carry.many([{"n": 1}] * 3, window=1, stop=lambda: True)) == []


def test_a_plain_file_is_read_too(tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text('{"asked": {"n": 1}, "status": 200, "text": "one"}\n\n')
    assert RecordedCarrier.of(path)({"n": 1}) == (200, "one")


@pytest.mark.parametrize(
    "content",
    [b"{}", b"[]\n", b"\x1f\x8bnot gzip", gzip.compress(b'{"asked": {}}')[:-9],
     b'{"asked": {}, "status": "x", "text": ""}', b"[" * 100_000, b"\xff\xfe\n"],
)  # fmt: skip
def test_what_is_no_recording_is_refused(tmp_path, content):
    path = tmp_path / "c"
    path.write_bytes(content)
    with pytest.raises(Refused, match=r"model\.endpoint\.recorded: is no recording"):
        RecordedCarrier.of(path)


@given(content=st.binary(max_size=200), is_packed=st.booleans())
def test_bytes_are_a_recording_or_refused(tmp_path_factory, content, is_packed):
    path = tmp_path_factory.mktemp("any") / "c"
    path.write_bytes(gzip.compress(content) if is_packed else content)
    try:
        RecordedCarrier.of(path)
    except Refused:
        return
