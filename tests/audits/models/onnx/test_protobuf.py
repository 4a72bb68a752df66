"""A protobuf message is walked by its bytes."""

import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.models.onnx.protobuf import Broken, Message


def message(content):
    return Message(memoryview(content))


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=20))
def test_packed_integers_are_those_that_protobuf_wrote(numbers):
    content = onnx.AttributeProto(ints=numbers).SerializeToString()
    held = message(content)
    # `ints` is field 8, which this version writes one by one.
    read = [n for number, start, stop in held.fields(0, len(content))
            for n in held.integers(start, stop) if number == 8]  # fmt: skip
    assert read == numbers


def test_texts_and_pairs_are_read():
    content = onnx.StringStringEntryProto(key="location", value="wéights").SerializeToString()
    assert message(content).pair(0, len(content)) == ("location", "wéights")


def test_every_field_is_given_with_its_place():
    content = onnx.TensorProto(dims=[2, 3], data_type=1, name="w").SerializeToString()
    held = message(content)
    fields = list(held.fields(0, len(content)))
    assert [number for number, *_ in fields] == [1, 1, 2, 8]
    assert held.text(*fields[-1][1:]) == "w"


@pytest.mark.parametrize(
    "content",
    [b"\x0a\x05ab", b"\x0b", b"\x08" + b"\xff" * 11, b"\x0d\x00\x00"],
    ids=["a text cut short", "an unknown type", "an endless number", "a float cut short"],
)
def test_what_is_no_message_is_broken(content):
    with pytest.raises(Broken):
        list(message(content).fields(0, len(content)))


@pytest.mark.parametrize(
    ("run", "behind"),
    [(b"\x3dabcd" * 3 + b"\x0a", 15), (b"\x40\x80\x01\x40\x05", 5),
     (b"\x4a\x04LEAF\x4a\x04LOVE", 6),
     (b"\x0a\x00", 0)],
    ids=["floats", "integers", "modes", "none"],
)  # fmt: skip
def test_a_run_of_one_field_is_passed_over(run, behind):
    assert message(run).behind_run(0, len(run)) == behind
