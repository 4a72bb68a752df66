"""`evenhand audit FILE`: a local audit, no service; the same path from the plan on.

FILE is an audit document, or a table whose columns are named by options.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audits.errors import Refused
from evenhand import report_files
from evenhand.options import add_budget, add_encoding, add_mode, add_words, words_of, words_said

if TYPE_CHECKING:
    from evenhand.local import LocalResult

NAME = "audit"
HELP = "Audit a model or recorded answers on this machine, without a service."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The document, and where the results go."""
    parser.add_argument(
        "file", type=Path, help="the audit document (YAML or JSON), or a table with --label etc."
    )
    add_words(parser)
    parser.add_argument("--model", type=Path, help="a model, file or folder, that answers the rows")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the report")
    parser.add_argument(
        "--json", metavar="FILE", help="write the JSON report there too; - is standard output"
    )
    report_files.add_arguments(parser)
    parser.add_argument(
        "--against",
        type=Path,
        metavar="REPORT",
        help="an earlier report.json, or its folder, to compare with row by row",
    )
    parser.add_argument(
        "--no-answers",
        action="store_true",
        help="keep no report.answers (what each row was answered) for a later --against",
    )
    add_budget(parser)
    add_encoding(parser, ", instead of the document's")
    add_mode(parser)
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def run(arguments: argparse.Namespace) -> int:
    """Audit, write the report, print the result."""
    from evenhand import exit_codes, terminal
    from evenhand.extras import refuse_without_models

    refuse_without_models("evenhand audit")
    from evenhand.local import audit_file
    from evenhand.table_audit import is_document, told_of_options

    report_files.check(arguments)  # told before the work, not after
    if arguments.mode == "new_only" and arguments.against is None:
        raise Refused.because(
            "--mode", "nothing says what was accepted", "name that report with --against",
            "nothing_accepted",
        )  # fmt: skip
    words, command = words_said(arguments), f"evenhand audit {arguments.file}"
    if is_document(arguments.file):
        if words:
            raise told_of_options(arguments.file, words[0])
        result = audit_file(
            arguments.file,
            out=arguments.out,
            quiet=arguments.quiet,
            against=arguments.against,
            keeps_answers=not arguments.no_answers,
            budget=arguments.budget,
            encoding=arguments.encoding,
            mode=arguments.mode,
        )
    else:
        result = _audit_table(arguments, words)
        command = result.report["audit"]["command"]
    if arguments.json is not None and arguments.json != "-":
        _copy(result.report_json, Path(arguments.json))
    written = list(report_files.write(arguments, result))
    stream = sys.stderr if arguments.json == "-" else sys.stdout
    terminal.write(
        result.report,
        stream,
        command=command,
        report_address=result.page.resolve().as_uri(),
        json_path=str(result.report_json),
    )
    stream.writelines(f"{path.suffix[1:]:<7} {path}\n" for path in written)
    if arguments.json == "-":
        sys.stdout.write(result.report_json.read_text(encoding="utf-8"))
    return exit_codes.exit_code(result.report["gate"], blocking=result.report["blocking"])


def _audit_table(arguments: argparse.Namespace, spelled: Sequence[str]) -> "LocalResult":
    from evenhand.drafting import Words
    from evenhand.table_audit import audit_table

    if not spelled:
        raise Refused.because(
            "file", f"{arguments.file.name} is a table, and nothing says what its columns are",
            "name them (--label, --prediction, --score, --protected), or let `evenhand init "
            f"{arguments.file}` write a document", "roles_needed",
        )  # fmt: skip
    words = Words(
        **words_of(arguments),
        settings={} if arguments.budget is None else {"budget": arguments.budget},
        mode=arguments.mode or "all",
    )
    return audit_table(
        arguments.file,
        words,
        model=arguments.model,
        encoding=arguments.encoding,
        out=arguments.out,
        quiet=arguments.quiet,
        against=arguments.against,
        keeps_answers=not arguments.no_answers,
        command=[str(arguments.file), *_spelled(arguments, [*spelled, *_encoding(arguments)])],
    )


def _encoding(arguments: argparse.Namespace) -> tuple[str, ...]:
    return () if arguments.encoding is None else ("--encoding",)


def _spelled(arguments: argparse.Namespace, words: Sequence[str]) -> Iterator[str]:
    """The options as they were given."""
    for option in words:
        value = getattr(arguments, option.removeprefix("--"))
        for one in value if isinstance(value, list) else [value]:
            yield from (option, str(one))


def _copy(report: Path, target: Path) -> None:
    try:
        target.write_bytes(report.read_bytes())
    except OSError as error:
        raise Refused.because(
            "--json", f"cannot write to {target}: {error.strerror}", "choose another file"
        ) from error
