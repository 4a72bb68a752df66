"""Files that the commands of this room are given: what is wrong with one is a sentence.

Each of the commands ends by `SystemExit` then, with the file, what it lacks, and what to do.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from audits.errors import NotApplicable, Refused


def text_of(path: str) -> str:
    """The file's text. Raises `SystemExit` where it cannot be opened, or is not UTF-8."""
    try:
        # A spreadsheet's mark at the beginning is no part of the first column's name.
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SystemExit(f"{path}: is no text in UTF-8; save it as such") from None


def rows_of(path: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """The table's rows, of which each has these columns; others may lack.

    path: of a CSV file. Raises `SystemExit` where it has no rows, or a column, or a cell of it, is
    not there.
    """
    table = csv.DictReader(io.StringIO(text_of(path), newline=""))
    for column in columns:
        if column not in (table.fieldnames or ()):
            raise SystemExit(
                f"{path}: there is no column {column!r}; its columns are to be {', '.join(columns)}"
            )
    rows = list(table)
    if not rows:
        raise SystemExit(f"{path}: has no rows below its header")
    for number, row in enumerate(rows, start=1):
        for column in columns:
            if row[column] is None:
                raise SystemExit(f"{path}: row {number} ends before its column {column!r}")
    return rows


@contextmanager
def explained_end(path: str) -> Iterator[None]:
    """What does not fit in here ends the command with its reason and remedy.

    path: of the file that it is about.
    """
    try:
        yield
    except NotApplicable as error:
        raise SystemExit(f"{path}: {error.reason}; {error.remedy}") from None
    except Refused as error:
        reasons = "; ".join(f"{one.reason}; {one.remedy}" for one in error.problems)
        raise SystemExit(f"{path}: {reasons}") from None
