"""`evenhand reproduce REPORT`: measure again what a report says, and print what differs."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from audits.errors import Refused
from evenhand import serving
from evenhand.options import add_encoding

if TYPE_CHECKING:
    from evenhand.reproduced_files import Files
    from evenhand.reproducing import Reproduced

NAME = "reproduce"
HELP = "Measure again what a report says, from its model and data, and print what differs."
# Printed; `--json` has all of them.
MOST_PRINTED, MOST_CLAUSES = 50, 25
AUDIT_ID = "aud_"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The report, and files that lie elsewhere than where it was made."""
    parser.add_argument(
        "report", metavar="REPORT",
        help="report.json, its folder or page, or the id of an audit on a service (aud_0192...)",
    )  # fmt: skip
    parser.add_argument("--model", type=Path, metavar="FILE", help="the model that was audited")
    parser.add_argument("--dataset", type=Path, metavar="FILE", help="the data that were audited")
    parser.add_argument(
        "--earlier", type=Path, metavar="FILE", help="rows of before, where the audit read some"
    )
    parser.add_argument(
        "--members", type=Path, metavar="FILE", help="rows the model was trained on, likewise"
    )
    parser.add_argument(
        "--json", metavar="FILE", help="write every difference there too; - is standard output"
    )
    add_encoding(parser, ", where a service stored it as UTF-8")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    serving.add_place(parser)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 where every number came out again, 1 where one did not."""
    from evenhand import exit_codes
    from evenhand.extras import refuse_without_models

    refuse_without_models("evenhand reproduce")
    from evenhand.reproduced_files import Files

    seconds = {key: path for key in ("earlier", "members")
               if (path := getattr(arguments, key)) is not None}  # fmt: skip
    files = Files(arguments.model, arguments.dataset, seconds, arguments.encoding)
    made = _made(arguments, files)
    stream = sys.stderr if arguments.json == "-" else sys.stdout
    stream.writelines(f"{line}\n" for line in lines(made))
    if arguments.json is not None:
        _write(arguments.json, made)
    return exit_codes.FAIL if made.comparison.differences else exit_codes.PASS


def _made(arguments: argparse.Namespace, files: "Files") -> "Reproduced":
    """Of an audit on a service its stored files, unless others are given."""
    from evenhand.keeping import read_report, report_file
    from evenhand.reproducing import reproduce
    from evenhand.stored_files import stored_files

    if not arguments.report.startswith(AUDIT_ID):
        report = read_report(Path(arguments.report), "REPORT")
        folder = report_file(Path(arguments.report)).parent
        return reproduce(report, folder, files, stored=stored_files(None), quiet=arguments.quiet)
    with serving.connect(arguments) as client:
        report = client.report(arguments.report)
        stored = stored_files(client)
        return reproduce(report, Path.cwd(), files, stored=stored, quiet=arguments.quiet)


def lines(made: "Reproduced") -> Iterator[str]:
    """What is printed: first how many, then each number that differs, then what else did."""
    comparison = made.comparison
    many, differing = comparison.compared, len(comparison.differences)
    yield from made.notes
    if not differing:
        yield f"reproduced: {many:,} numbers and words, none differs"
    else:
        yield f"NOT reproduced: {differing:,} of {many:,} numbers and words differ"
    for one in comparison.differences[:MOST_PRINTED]:
        field = f" {one.field}" if one.field else ""
        apart = "" if one.apart is None else f"  ({one.apart:+.3g})"
        yield f"  {one.where}{field}: {_shown(one.before)} -> {_shown(one.now)}{apart}"
    if differing > MOST_PRINTED:
        yield f"  and {differing - MOST_PRINTED:,} more (--json FILE has all)"
    if comparison.of_machine:
        yield f"{comparison.of_machine:,} numbers of the machine itself were not compared"
    for one in comparison.machine[:MOST_PRINTED]:
        yield f"  of the machine: {one.where}: {_shown(one.before)} -> {_shown(one.now)}"
    yield from _environment(made)


def _environment(made: "Reproduced") -> Iterator[str]:
    """What of the two environments is another, beside the numbers that are."""
    from audits.comparison.environments import NO_LOCK, has_lock

    if not has_lock(made.before.get("environment") or {}):
        yield NO_LOCK
    if not made.environment:
        yield "the environment is the same"
        return
    many = len(made.environment)
    yield f"of the environment {many} thing{' differs' if many == 1 else 's differ'}:"
    for clause in made.environment[:MOST_CLAUSES]:
        yield f"  {clause}"
    if len(made.environment) > MOST_CLAUSES:
        yield f"  and {len(made.environment) - MOST_CLAUSES} more (--json FILE has all)"


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value


def _write(target: str, made: "Reproduced") -> None:
    comparison = made.comparison
    written = {
        "schema": "evenhand.reproduction/1",
        "report": made.before.get("canonical_sha256"),
        "compared": comparison.compared,
        "of_machine": comparison.of_machine,
        "differences": [one.to_json() for one in comparison.differences],
        "machine": [one.to_json() for one in comparison.machine],
        "notes": list(made.notes),
        "environment": {
            "before": made.before.get("environment"),
            "now": made.conclusion.report["environment"],
            "differences": list(made.environment),
        },
    }
    text = json.dumps(written, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if target == "-":
        sys.stdout.write(text)
        return
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused.because(
            "--json", f"cannot write to {target}: {error.strerror}", "choose another file"
        ) from error
