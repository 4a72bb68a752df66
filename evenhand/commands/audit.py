"""`evenhand audit FILE`: a local audit, no service; the same path from the plan on."""

import argparse
import sys
from pathlib import Path

from audits.errors import Refused
from evenhand.options import add_budget

NAME = "audit"
HELP = "Audit a model or recorded answers on this machine, without a service."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The document, and where the results go."""
    parser.add_argument("file", type=Path, help="the audit document (YAML or JSON)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the report")
    parser.add_argument(
        "--json", metavar="FILE", help="write the JSON report there too; - is standard output"
    )
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
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def run(arguments: argparse.Namespace) -> int:
    """Audit, write the report, print the result."""
    from evenhand import exit_codes, terminal
    from evenhand.local import audit_file

    if arguments.json not in (None, "-") and not Path(arguments.json).parent.is_dir():
        raise Refused.because(  # told before the work, not after
            "--json", f"there is no folder {Path(arguments.json).parent}", "choose another file"
        )
    result = audit_file(
        arguments.file,
        out=arguments.out,
        quiet=arguments.quiet,
        against=arguments.against,
        keeps_answers=not arguments.no_answers,
        budget=arguments.budget,
    )
    if arguments.json is not None and arguments.json != "-":
        _copy(result.report_json, Path(arguments.json))
    stream = sys.stderr if arguments.json == "-" else sys.stdout
    terminal.write(
        result.report,
        stream,
        command=f"evenhand audit {arguments.file}",
        report_address=result.page.resolve().as_uri(),
        json_path=str(result.report_json),
    )
    if arguments.json == "-":
        sys.stdout.write(result.report_json.read_text(encoding="utf-8"))
    return exit_codes.exit_code(result.report["gate"], blocking=result.report["blocking"])


def _copy(report: Path, target: Path) -> None:
    try:
        target.write_bytes(report.read_bytes())
    except OSError as error:
        raise Refused.because(
            "--json", f"cannot write to {target}: {error.strerror}", "choose another file"
        ) from error
