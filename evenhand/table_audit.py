"""An audit of a table and a few words of the command line, without a document."""

import shlex
from collections.abc import Sequence
from pathlib import Path

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


def is_document(path: Path) -> bool:
    """Whether the file is an audit document by its name."""
    return path.suffix.lower() in DOCUMENTS


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
