"""An audit of a table and a few words of the command line, without a document."""

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audits.errors import Refused
from evenhand.column_options import spelled_option
from evenhand.drafting import Words, draft
from evenhand.local import LocalResult, Request, carry_out_request
from evenhand.option_remedies import as_options
from evenhand.progress import Progress
from workers.inspection import inspect_dataset
from workers.sandbox import Limits

# What a document is called; every other file is data.
DOCUMENTS = (".yaml", ".yml", ".json")
_START = 1 << 16
# A table in one object: `orient="split"` of pandas (MLflow, W&B), "table", and its default.
_WHOLE = re.compile(
    rb'\{\s*("(columns|index|data)"\s*:\s*\[|"schema"\s*:|"[^"]*"\s*:\s*\{\s*"0"\s*:)'
)


def is_document(path: Path) -> bool:
    """Whether the file is an audit document by its name; rows that are called .json are data."""
    return path.suffix.lower() in DOCUMENTS and not _holds_rows(path)


def _holds_rows(path: Path) -> bool:
    """Whether a `.json` is an array, has an object a line, or is a whole table as one object."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(_START).removeprefix(b"\xef\xbb\xbf").strip()
    if start.startswith(b"[") or _WHOLE.match(start):
        return True
    first, _, rest = start.partition(b"\n")
    is_object = first.strip().startswith(b"{") and first.strip().endswith(b"}")
    if is_object and rest.lstrip().startswith(b"{"):
        return True
    if not start.startswith(b"{"):
        return False
    from audits.data.reading.whole_objects import is_table  # tables are read by a child

    value = _object(path)
    return value is not None and "dataset" not in value and is_table(value)


def _object(path: Path) -> Mapping[str, Any] | None:
    from audits.data.reading.whole_objects import whole_object

    return whole_object(lambda: path.open("rb"))


def told_of_options(path: Path, option: str) -> Refused:
    """The refusal of options beside a document. option: the first of them.

    A JSON object without `dataset` is somebody's data, into which nothing is written.
    """
    why, where = "is said of a table, and a document says it itself", f"write it into {path.name}"
    value = _object(path) if path.suffix.lower() == ".json" and path.is_file() else None
    if value is not None and "dataset" not in value:
        from audits.data.reading.whole_objects import rows_of

        why = f"is said of a table, and {path.name} is one JSON object, which is no row"
        where = (
            f"write its rows into another file, one flat object a line, in pandas "
            f"`{rows_of(value)}`, and name that file"
        )
    return Refused.because(option, why, where, "does_not_fit")


def audit_table(
    data: Path,
    words: Words,
    *,
    model: Path | None = None,
    encoding: str | None = None,
    out: Path | None = None,
    quiet: bool = False,
    against: Path | None = None,
    keeps_answers: bool = True,
    command: Sequence[str] = (),
) -> LocalResult:
    """Audit the table; what nobody said and was taken stands in the report's warnings.

    encoding: of the table, where somebody stated it. command: the words it was asked with, as the
    report prints them. Raises as `evenhand.local.audit_file` does.
    """
    if not data.exists():
        raise Refused.because("data", f"there is no file {str(data)!r}", "check the path")
    with Progress(quiet=quiet) as progress:
        progress.update({"stage": "inspecting", "percent": 0})
        profile = inspect_dataset(data.resolve(), limits=Limits(), encoding=encoding)
        try:
            drafted = draft(
                words,
                profile,
                path=str(data.resolve()),
                name=data.stem,
                encoding=encoding,
                model=None if model is None else {"path": str(model.resolve())},
            )
            request = Request(
                document=drafted.document,
                folder=data.parent,
                out=out if out is not None else data.parent / f"{data.stem}.report",
                command=shlex.join(["evenhand", "audit", *command]),
                file=str(data),
                dataset=profile,
                notes=drafted.notes,
            )
            return carry_out_request(
                request, progress, against=against, keeps_answers=keeps_answers
            )
        except Refused as refused:
            raise as_options(refused, spelled_option) from refused
