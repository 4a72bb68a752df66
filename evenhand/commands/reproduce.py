"""`evenhand reproduce REPORT`: measure again what a report says, and print what differs."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from audits.errors import Refused

if TYPE_CHECKING:
    from evenhand.reproducing import Reproduced

NAME = "reproduce"
HELP = "Measure again what a report says, from its model and data, and print what differs."
# Printed; `--json` has all of them.
MOST_PRINTED = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The report, and files that lie elsewhere than where it was made."""
    parser.add_argument("report", type=Path, metavar="REPORT", help="report.json, or its folder")
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
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 where every number came out again, 1 where one did not."""
    from evenhand import exit_codes
    from evenhand.extras import refuse_without_models

    refuse_without_models("evenhand reproduce")
    from evenhand.reproducing import Files, reproduce

    seconds = {key: path for key in ("earlier", "members")
               if (path := getattr(arguments, key)) is not None}  # fmt: skip
    files = Files(arguments.model, arguments.dataset, seconds)
    made = reproduce(arguments.report, files, quiet=arguments.quiet)
    stream = sys.stderr if arguments.json == "-" else sys.stdout
    stream.writelines(f"{line}\n" for line in lines(made))
    if arguments.json is not None:
        _write(arguments.json, made)
    return exit_codes.FAIL if made.comparison.differences else exit_codes.PASS


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
    yield from _made_on(made)


def _made_on(made: "Reproduced") -> Iterator[str]:
    """What of the two machines is another: versions, and where it was computed."""
    from audits.comparison.changed_conditions import what_changed

    engine = what_changed(made.before, made.conclusion.report)["engine"]
    for detail in engine["details"]:
        yield f"made with {detail}"


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
        "notes": list(made.notes),
        "environment": {
            "before": made.before.get("environment"),
            "now": made.conclusion.report["environment"],
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
