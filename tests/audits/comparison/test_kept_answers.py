"""Kept answers come back as they were, and nothing else is taken for answers."""

import json
import zlib
from pathlib import Path

import numpy as np
import pytest

from audits.comparison.kept_answers import Answers, Unpaired, keep_answers, open_kept
from audits.comparison.row_fingerprint import Fingerprint
from audits.data.dataset import Categories, Numbers, Texts

SHA = "d" * 64


def keep(values: Categories | Numbers | Texts, path: Path, kind: str = "classes") -> bool:
    rows = Fingerprint(len(values), {"age": "a" * 32}, "b" * 32, ("photo",))
    return keep_answers(Answers(kind, values), path, dataset=SHA, rows=rows)


@pytest.mark.parametrize("levels", [2, 127, 128, 1000, 19_000])
def test_answers_come_back(tmp_path, levels):
    rng, rows = np.random.default_rng(levels), 300_000 if levels == 2 else 2000
    codes = rng.integers(-1, levels, rows).astype(np.int32)
    held = Categories(codes, tuple(f"class {at} é" for at in range(levels)))
    path = tmp_path / "answers"
    assert keep(held, path)
    found = open_kept(path).values()
    assert isinstance(found, Categories)
    assert found.levels == held.levels
    assert np.array_equal(found.codes, codes)
    assert found.codes.itemsize == (1 if levels < 128 else 2)


def test_two_answers_take_less_than_a_quarter_of_a_byte_a_row(tmp_path):
    codes = np.random.default_rng(1).integers(0, 2, 1_000_000).astype(np.int8)
    path = tmp_path / "answers"
    keep(Categories(codes, ("0", "1")), path)
    assert path.stat().st_size < 250_000


def test_too_many_answers_are_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("audits.comparison.kept_answers.MOST_BYTES", 1000)
    codes = np.random.default_rng(1).integers(0, 100, 400_000).astype(np.int8)
    path = tmp_path / "answers"
    assert not keep(Categories(codes, tuple(map(str, range(100)))), path)
    assert not path.exists()


def test_numbers_come_back_to_the_last_bit(tmp_path):
    values = np.random.default_rng(1).normal(size=300_000)
    values[[3, 7, 9]] = np.nan, np.inf, -0.0
    for kind in ("numbers", "scores"):
        assert keep(Numbers(values), tmp_path / kind, kind)
        kept = open_kept(tmp_path / kind)
        found = kept.values()
        assert kept.kind == kind
        assert isinstance(found, Numbers)
        assert np.array_equal(found.values, values, equal_nan=True)


def test_scores_stand_beside_classes(tmp_path, monkeypatch):
    codes = np.random.default_rng(1).integers(-1, 2, 1000).astype(np.int8)
    scores = np.random.default_rng(2).random(1000)
    rows = Fingerprint(1000)
    answers = Answers("classes", Categories(codes, ("0", "1")), Numbers(scores))
    path = tmp_path / "answers"
    assert keep_answers(answers, path, dataset=SHA, rows=rows)
    kept = open_kept(path)
    found, beside = kept.values(), kept.scores()
    assert isinstance(found, Categories)
    assert np.array_equal(found.codes, codes)
    assert beside is not None
    assert np.array_equal(beside.values, scores)
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"scores_bytes": ', b'"scores_bytes": 1'))
    with pytest.raises(Unpaired, match="damaged"):
        open_kept(path).values()
    # Of many rows the classes alone are kept.
    monkeypatch.setattr("audits.comparison.kept_answers.MOST_SCORED", 999)
    assert keep_answers(answers, path, dataset=SHA, rows=rows)
    assert open_kept(path).scores() is None
    assert open_kept(path).values().codes.tolist() == codes.tolist()


def test_texts_come_back_whatever_stands_in_them(tmp_path):
    held = ["He's a nurse.", None, "", "ő\nfő \u2028", "\ud800", "\0", *map(str, range(5000))]
    assert keep(Texts.of(held), tmp_path / "texts", "texts")
    found = open_kept(tmp_path / "texts").values()
    assert isinstance(found, Texts)
    assert list(found.values) == held


def test_too_much_text_is_not_kept(tmp_path, monkeypatch):
    path = tmp_path / "texts"
    assert not keep(Texts.of(["x" * (1 << 20)]), path, "texts")
    monkeypatch.setattr("audits.comparison.kept_answers.TEXT_BYTES", 1000)
    assert not keep(Texts.of(["x" * 600, "y" * 600]), path, "texts")
    assert not path.exists()


def test_the_fingerprint_of_the_rows_is_kept_beside(tmp_path):
    keep(Categories.of(["a", "b"]), tmp_path / "answers")
    kept = open_kept(tmp_path / "answers")
    assert (kept.dataset, kept.size) == (SHA, 2)
    assert kept.rows == Fingerprint(2, {"age": "a" * 32}, "b" * 32, ("photo",))


def file(body: bytes, **changed: object) -> bytes:
    header = {
        "schema": "evenhand.answers/1", "dataset": SHA, "rows": 4, "width": 1,
        "levels": ["a", "b"], **changed,
    }  # fmt: skip
    return json.dumps(header).encode() + b"\n" + body


SECOND = "evenhand.answers/2"
PRINT = {"columns": {}, "mixed": "", "pictures": []}
TEXTS = {"schema": SECOND, "answers": "texts", "fingerprint": PRINT}
GOOD = zlib.compress(bytes([0, 1, 0, 255]))


def test_the_hand_made_file_is_good(tmp_path):
    path = tmp_path / "answers"
    path.write_bytes(file(GOOD))
    kept = open_kept(path)
    found = kept.values()
    assert isinstance(found, Categories)
    assert found.codes.tolist() == [0, 1, 0, -1]
    assert kept.rows is None  # of the first schema, which knew none


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
        file(GOOD, rows=-1),
        file(GOOD, rows=4.0),
        file(GOOD, dataset=None),
        file(GOOD, schema=SECOND, answers="classes", fingerprint=PRINT, scores_bytes=-1),
        file(GOOD, schema=SECOND, answers="classes", fingerprint=PRINT, scores_bytes=1.5),
        file(GOOD, schema=SECOND, answers="classes", fingerprint=PRINT, scores_bytes=999),
        file(GOOD, schema=SECOND),  # without what the second schema has
        file(GOOD, schema=SECOND, answers="classes", fingerprint={"columns": {}}),
        file(GOOD, schema=SECOND, answers="classes", fingerprint=PRINT | {"columns": ["a"]}),
        file(GOOD, schema=SECOND, answers="guesses", fingerprint=PRINT),
        file(GOOD, schema=SECOND, answers="numbers", fingerprint=PRINT),
        file(GOOD, schema=SECOND, answers="texts", fingerprint=PRINT),
        file(zlib.compress(b'"a"\n"b"\n7\nnull\n'), **TEXTS),
        file(zlib.compress(b'"a"\n"b"\nnull\n'), **TEXTS),
        file(zlib.compress(b'"a"\n"b"\nnull\nnull\nnull\n'), **TEXTS),
        file(zlib.compress(b'"' + b"a" * (1 << 24)), **TEXTS),  # a line without an end
    ],
)
def test_whatever_else_is_damaged(tmp_path, content):
    path = tmp_path / "answers"
    path.write_bytes(content)
    with pytest.raises(Unpaired, match="damaged"):
        open_kept(path).values()


def test_a_missing_file_is_damaged(tmp_path):
    with pytest.raises(Unpaired, match="damaged"):
        open_kept(tmp_path / "nothing")
