"""Kept answers come back as they were, and nothing else is taken for answers."""

import json
import zlib

import numpy as np
import pytest

from audits.comparing.answers import Unpaired, keep_answers, read_answers
from audits.dataset import Categories

SHA = "d" * 64


@pytest.mark.parametrize("levels", [2, 127, 128, 1000, 19_000])
def test_answers_come_back(tmp_path, levels):
    rng, rows = np.random.default_rng(levels), 300_000 if levels == 2 else 2000
    codes = rng.integers(-1, levels, rows).astype(np.int32)
    held = Categories(codes, tuple(f"class {at} é" for at in range(levels)))
    path = tmp_path / "answers"
    assert keep_answers(held, path, dataset=SHA)
    found = read_answers(path, dataset=SHA, rows=rows)
    assert found.levels == held.levels
    assert np.array_equal(found.codes, codes)
    assert found.codes.itemsize == (1 if levels < 128 else 2)


def test_two_answers_take_less_than_a_quarter_of_a_byte_a_row(tmp_path):
    codes = np.random.default_rng(1).integers(0, 2, 1_000_000).astype(np.int8)
    path = tmp_path / "answers"
    keep_answers(Categories(codes, ("0", "1")), path, dataset=SHA)
    assert path.stat().st_size < 250_000


def test_too_many_answers_are_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("audits.comparing.answers.MOST_BYTES", 1000)
    codes = np.random.default_rng(1).integers(0, 100, 400_000).astype(np.int8)
    path = tmp_path / "answers"
    assert not keep_answers(Categories(codes, tuple(map(str, range(100)))), path, dataset=SHA)
    assert not path.exists()


def test_other_rows_are_not_paired(tmp_path):
    path = tmp_path / "answers"
    keep_answers(Categories.of(["a", "b"]), path, dataset=SHA)
    with pytest.raises(Unpaired, match="other rows"):
        read_answers(path, dataset=SHA, rows=3)
    with pytest.raises(Unpaired, match="other rows"):
        read_answers(path, dataset="e" * 64, rows=2)


def file(body: bytes, **changed: object) -> bytes:
    header = {
        "schema": "evenhand.answers/1", "dataset": SHA, "rows": 4, "width": 1,
        "levels": ["a", "b"], **changed,
    }  # fmt: skip
    return json.dumps(header).encode() + b"\n" + body


GOOD = zlib.compress(bytes([0, 1, 0, 255]))


def test_the_hand_made_file_is_good(tmp_path):
    path = tmp_path / "answers"
    path.write_bytes(file(GOOD))
    assert read_answers(path, dataset=SHA, rows=4).codes.tolist() == [0, 1, 0, -1]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json\n" + GOOD,
        b"[" * 100_000 + b"\n",
        file(GOOD, schema="other"),
        file(GOOD, width=3),
        file(GOOD, width=[1]),
        file(GOOD, levels=["a", 7]),
        file(GOOD, levels=["a"]),  # a code beyond the levels
        file(zlib.compress(bytes([0, 1, 0, 254]))),  # -2
        file(GOOD[:-6]),
        file(zlib.compress(b"\0" * 3)),
        file(zlib.compress(b"\0" * (1 << 22))),  # more than the rows: never unpacked
        file(b"\xff" * 30),
    ],
)
def test_whatever_else_is_damaged(tmp_path, content):
    path = tmp_path / "answers"
    path.write_bytes(content)
    with pytest.raises(Unpaired, match="damaged"):
        read_answers(path, dataset=SHA, rows=4)


def test_a_missing_file_is_damaged(tmp_path):
    with pytest.raises(Unpaired, match="damaged"):
        read_answers(tmp_path / "nothing", dataset=SHA, rows=4)
