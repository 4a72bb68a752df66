"""What was deflated comes back, and never more of it than was asked for."""

import zlib

import numpy as np
import pytest

from audits.comparison.compression import level_of, texts_of, unpack


def test_a_bomb_is_not_unpacked():
    packed = zlib.compress(b"\0" * (1 << 26))
    with pytest.raises(ValueError, match="too long"):
        unpack(packed, np.empty(1000, dtype="<f8"))


@pytest.mark.parametrize("size", [0, 1, 1000, 1 << 18])
def test_exactly_what_was_packed_is_taken(size):
    values = np.arange(size, dtype="<f8")
    found = np.empty(size, dtype="<f8")
    unpack(zlib.compress(values.tobytes()), found)
    assert np.array_equal(found, values)
    with pytest.raises(ValueError, match="too short"):
        unpack(zlib.compress(values.tobytes()), np.empty(size + 1, dtype="<f8"))
    with pytest.raises(ValueError, match="too short"):
        unpack(zlib.compress(values.tobytes())[:-5], found)


def test_lines_are_read_across_blocks(monkeypatch):
    monkeypatch.setattr("audits.comparison.compression.BLOCK", 3)
    packed = zlib.compress(b'"one"\nnull\n"three"\n')
    assert list(texts_of(packed, 3)) == ["one", None, "three"]
    with pytest.raises(ValueError, match="too long"):
        list(texts_of(packed, 2))
    with pytest.raises(ValueError, match="too short"):
        list(texts_of(packed, 4))


def test_numbers_that_hardly_shrink_are_not_deflated_and_come_back_the_same():
    rng = np.random.default_rng(0)
    alike, all_other = rng.choice(np.round(rng.random(50), 2), 10**5), rng.random(10**5)
    assert [level_of(part.astype("<f8").tobytes()) for part in (alike, all_other)] == [1, 0]
    assert level_of(b"") == 0
    packed = zlib.compress(all_other.tobytes(), level=0)
    found = np.empty(10**5, dtype="<f8")
    unpack(packed, found)
    assert np.array_equal(found, all_other)
