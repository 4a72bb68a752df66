"""Bad tables: each is refused with a reason code of its own, and none crashes the reader."""

import gzip
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused
from audits.specification.document import ColumnSpec
from tests.reading import read_planned


def parquet(table: pa.Table) -> bytes:
    held = io.BytesIO()
    pq.write_table(table, held)
    return held.getvalue()


def zipped(**members: bytes | str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return held.getvalue()


PLAIN = parquet(pa.table({"a": ["x"] * 1000, "y": list(range(1000))}))

CORPUS: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty": (b"", "empty"),
    "blank": (b"\n\n", "empty"),
    "nul": (b"a,y\n1,\x002\n", "nul_byte"),
    "nul in header": (b"a\x00,y\n1,2\n", "nul_byte"),
    "bad utf-8": (b"a,y\n1,\x81\x8d\n", "bad_encoding"),
    "half a character at the end": (b"a,y\n1,\xe2\x82", "bad_encoding"),
    "half a character of utf-16": ("a,y\n1,2\n".encode("utf-16")[:-1], "bad_encoding"),
    "ragged": (b"a,y\n1,2\n3\n", "ragged_rows"),
    "ragged long": (b"a,y\n1,2\n3,4,5\n", "ragged_rows"),
    "unclosed quote": (b'a,y\n1,"2\n3,4\n', "unclosed_quote"),
    "unclosed 8 MB quote": (b'a,y\n1,"' + b"x" * (8 << 20), "unclosed_quote"),
    "duplicate names": (b"a,a\n1,2\n", "duplicate_column_name"),
    "empty names": (b",\n1,2\n", "empty_column_name"),
    "header only": (b"a,y\n", "no_rows"),
    "many columns": (b",".join(b"c%d" % i for i in range(200_000)) + b"\n", "too_many_columns"),
    # Made by the test that reads it: seconds of work.
    "gzip bomb": (lambda: gzip.compress(b"a,y\n" + b"1,2\n" * (80 << 20), 9), "bomb"),
    "broken gzip": (gzip.compress(b"a,y\n1,2\n" * 1000)[:-20], "bad_gzip"),
    "json array": (b'[{"a": 1}]', "unknown_format"),
    "json broken": (b'{"a": 1}\n{"a": \n', "bad_json"),
    "json deep": (b'{"a": ' + b"[" * 200_000 + b"\n", "too_deep"),
    "json nested": (b'{"a": {"b": 1}}\n', "nested_value"),
    "json twice": (b'{"a": 1, "a": 2}\n', "duplicate_key"),
    "json surrogate": (b'{"a": "\\ud800"}\n', "bad_encoding"),
    "json long number": (b'{"a": ' + b"9" * 5000 + b"}\n", "bad_json"),
    "json nul": (b'{"a": 1}\n\x00\n', "nul_byte"),
    "parquet cut": (PLAIN[:-40], "bad_parquet"),
    "parquet magic": (b"PAR1" + bytes(100) + b"PAR1", "bad_parquet"),
    "parquet nested": (parquet(pa.table({"a": [[{"is": "b"}]]})), "nested_value"),
    "parquet no rows": (parquet(pa.table({"a": pa.array([], pa.string())})), "no_rows"),
    "zip empty": (zipped(**{"a__png": b"x"}), "no_table"),
    "zip of two tables": (zipped(a__csv="a\n1\n", b__csv="a\n1\n"), "two_tables"),
    "zip broken": (zipped(a__csv="a\n1\n")[:-30], "bad_zip"),
    "spreadsheet": (zipped(**{"[Content_Types]__xml": b"<x/>"}), "unknown_format"),
}


@pytest.mark.parametrize("name", CORPUS)
def test_a_bad_table_is_refused_with_its_code(tmp_path: Path, name: str) -> None:
    content, code = CORPUS[name]
    path = tmp_path / "table"
    path.write_bytes(content() if callable(content) else content)
    with pytest.raises(Refused) as refusal:
        profile_dataset(path)
    assert code in {problem.code for problem in refusal.value.problems}, refusal.value


@pytest.mark.parametrize("value", ["inf", "-Infinity", "1e999", "9" * 5000])
def test_an_infinite_number_is_refused(tmp_path: Path, value: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"s,y\n{value},1\n0.5,0\n")
    with pytest.raises(Refused) as refusal:
        read_planned(path, {"s": ColumnSpec(role="weight")})
    assert refusal.value.problems[0].code == "infinite"
    profile_dataset(path)  # a warning at most


def test_flipped_bits_never_crash_the_reader(tmp_path: Path) -> None:
    """Either a refusal or a table; the sandbox is there for what native code does beside."""
    rng = np.random.default_rng(0)
    path = tmp_path / "flipped.parquet"
    for _ in range(60):
        content = bytearray(PLAIN)
        for place in rng.integers(4, len(content) - 4, 3):
            content[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(content)
        with suppress(Refused):
            profile_dataset(path)


def test_a_dictionary_bomb_stays_small(tmp_path: Path) -> None:
    """A megabyte named a hundred thousand times is held once."""
    codes = pa.array(np.zeros(100_000, np.int8))
    column = pa.DictionaryArray.from_arrays(codes, pa.array(["x" * (1 << 20)]))
    path = tmp_path / "bomb.parquet"
    pq.write_table(pa.table({"a": column, "y": codes}), path)
    before = pa.total_allocated_bytes()
    data = read_planned(path, {"a": ColumnSpec(role="protected")})
    assert len(data) == 100_000
    assert pa.total_allocated_bytes() - before < 64 << 20


def test_formulas_markup_and_bidirectional_text_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    odd = ['=cmd|"/c calc"!A1', "<script>alert(1)</script>", "\u202eevil"]
    rows = ['"' + text.replace('"', '""') + '",1' for text in odd]
    path.write_text("g,y\n" + "\n".join(rows) + "\n")
    data = read_planned(path, {"g": ColumnSpec(role="protected")})
    assert set(data["g"].categories.levels) == set(odd)
