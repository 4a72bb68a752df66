"""CSV with the line ends of every system, and of several at once, as Python's own csv writes it."""

import csv
import io
import re
from pathlib import Path

import pytest

from audits.data.reading.delimited import open_delimited
from audits.errors import Refused

HEADER = ["group", "note\rof the clerk", "answer"]
ROWS = [["a", "two\nlines", "1"], ["b", "x;y,z", "0"], ["b", "", "1"], ["ä", 'say "no"\r', "0"]]


def written(ends: tuple[str, ...], rows: list[list[str]]) -> bytes:
    """Each line ends as the next of `ends`, in turn."""
    lines = []
    for at, row in enumerate([HEADER, *rows]):
        line = io.StringIO(newline="")
        csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator=ends[at % len(ends)]).writerow(row)
        lines.append(line.getvalue())
    return "".join(lines).encode()


def read(path: Path) -> tuple[tuple[str, ...], list[list[str]]]:
    table = open_delimited(lambda: path.open("rb"))
    rows: list[list[str]] = []
    for batch in table.batches(table.names):
        columns = [batch[name].to_pylist() for name in table.names]
        rows += [list(row) for row in zip(*columns, strict=True)]
    return table.names, rows


@pytest.mark.parametrize("ends", [("\n",), ("\r\n",), ("\r",), ("\r", "\n"), ("\r\n", "\r", "\n")])
def test_lines_end_in_any_way_and_inside_quotes_they_are_text(
    tmp_path: Path, ends: tuple[str, ...]
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(written(ends, ROWS))
    assert read(path) == (tuple(HEADER), ROWS)


def test_many_lines_of_old_macs_are_streamed(tmp_path: Path) -> None:
    """Several blocks of 4 MB, that end anywhere in a line."""
    rows = [["a", f"{at} " + "x" * 2000, "1"] for at in range(5000)]
    path = tmp_path / "t.csv"
    path.write_bytes(written(("\r",), rows))
    assert read(path) == (tuple(HEADER), rows)


def test_the_mark_that_is_stated_for_excel_may_end_its_line_in_any_way(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        path = tmp_path / "t.csv"
        path.write_bytes(end.join(("sep=;", "a;b", '"1,\n5";2', "")).encode())
        assert read(path) == (("a", "b"), [["1,\n5", "2"]])


@pytest.mark.parametrize(("start", "kind"), [
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a picture (JPEG)"),
    (b"GIF89a\x01\0\x01\0", "a picture (GIF)"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
])  # fmt: skip
def test_a_file_that_is_no_table_is_called_what_it_is(start: bytes, kind: str) -> None:
    with pytest.raises(Refused, match=re.escape(f"it is {kind}, not a table")):
        open_delimited(lambda: io.BytesIO(start + b"\n" * 40))
