"""Arrays are computed once for one digest, and what a file says is looked over before it counts."""

import json

import numpy as np
import pytest

from audits.probing import array_memory
from audits.probing.array_memory import ArrayMemory, digest_of

ONE = np.array([[0.25, np.nan, 1.0], [0.0, 0.5, 0.125]])


def filled(**arrays):
    memory = ArrayMemory()
    for key, array in arrays.items():
        memory.array(key, array.shape, lambda array=array: array)
    return memory


def never():
    raise AssertionError("computed again")


def test_what_was_packed_is_computed_no_more_to_the_last_bit():
    memory = ArrayMemory.unpacked(filled(a=ONE, b=ONE[0] / 3).packed())
    assert memory.array("a", (2, 3), never).tobytes() == ONE.tobytes()
    assert memory.array("b", (3,), never).tobytes() == (ONE[0] / 3).tobytes()
    assert memory.computed == 0


def test_only_what_an_audit_used_is_handed_on():
    memory = ArrayMemory.unpacked(filled(a=ONE, b=ONE).packed())
    memory.array("b", (2, 3), never)
    assert set(ArrayMemory.unpacked(memory.packed()).earlier) == {"b"}
    assert ArrayMemory().packed() == b""


def test_another_shape_is_computed_anew():
    memory = ArrayMemory.unpacked(filled(a=ONE).packed())
    assert memory.array("a", (3,), lambda: ONE[0]) is not None
    assert memory.computed == 1


@pytest.mark.parametrize(
    "content",
    [
        b"no json\n", b"[[1, 2]]\n" + bytes(16), b'[["a", 2]]\n' + bytes(8),
        b'[["a", 1]]\n' + bytes(16), b'[["a", -1]]\n', b'[["a", 1.5]]\n', b'[["a", true]]\n',
        b'[["a", 1]]\n' + np.array([1.5]).tobytes(), b'[["a", 1]]\n' + np.array([-0.1]).tobytes(),
        b'[["a", 1]]\n' + np.array([np.inf]).tobytes(), b'{"a": 1}\n', b"\x80\x04K\x01.",
        b'[["a", 4294967295, 4294967295]]\n', b"[" * 60_000 + b"\n",
    ],
)  # fmt: skip
def test_a_damaged_file_is_ignored_and_known_as_such(content):
    memory = ArrayMemory.unpacked(content)
    assert memory.is_damaged
    assert memory.earlier == {}


def test_too_much_is_not_handed_on(monkeypatch):
    monkeypatch.setattr(array_memory, "MOST_BYTES", 40)
    assert filled(a=ONE).packed() == b""
    line = json.dumps([["a", 6]]).encode() + b"\n"
    assert ArrayMemory.unpacked(line + bytes(48)).is_damaged


def test_a_digest_tells_values_shapes_and_types_apart():
    zeros = np.zeros((2, 3))
    digests = {
        digest_of([array], beside)
        for array in (zeros, zeros.T.copy(), zeros.astype(np.float32), zeros + 1)
        for beside in (1, 2)
    }
    assert len(digests) == 8
    assert digest_of([zeros.T], 1) == digest_of([zeros.T.copy()], 1)
