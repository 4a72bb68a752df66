"""`evenhand compare BEFORE AFTER`: what became of the findings between two audits."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenhand import serving

if TYPE_CHECKING:
    from evenhand.client import Client

NAME = "compare"
HELP = "Compare two audits that are finished: what is new, fixed and still failing."
AUDIT_ID = "aud_"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two audits, and where a service is that has them."""
    what = "a report.json, its folder or page, or the id of an audit on a service (aud_0192...)"
    parser.add_argument("before", help=what)
    parser.add_argument("after", help=what)
    serving.add_place(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print it; 1 where something fails that did not, 2 where something is undecided that was."""
    from evenhand import exit_codes, terminal
    from evenhand.report import compared

    before, after = _reports(arguments)
    comparison = compared(before, after)
    for line in terminal.comparison_lines({**after, "comparison": comparison}):
        sys.stdout.write(f"{line}\n")
    if comparison["new"]:
        return exit_codes.FAIL
    return exit_codes.UNDECIDED if comparison["lapsed"] else exit_codes.PASS


def _reports(arguments: argparse.Namespace) -> tuple[dict[str, Any], dict[str, Any]]:
    names = (arguments.before, arguments.after)
    if not any(name.startswith(AUDIT_ID) for name in names):
        first, second = (_report(name, None) for name in names)
        return first, second
    with serving.connect(arguments) as client:
        first, second = (_report(name, client) for name in names)
    return first, second


def _report(name: str, client: "Client | None") -> dict[str, Any]:
    from evenhand.keeping import read_report

    if client is not None and name.startswith(AUDIT_ID):
        return client.report(name)
    return read_report(Path(name), "report")
