"""`evenhand doctor`: is this machine ready?"""

import argparse
import json
import sys
from dataclasses import asdict

from evenhand import exit_codes

NAME = "doctor"
HELP = "Check this machine: packages, sandbox, disk, database, broker, accelerator."
MARKS = {"ok": "✓", "warning": "!", "wrong": "✕"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the findings go."""
    parser.add_argument("--json", metavar="FILE", help="write JSON there; - is standard output")


def run(arguments: argparse.Namespace) -> int:
    """Print a line a check; exit 4 if something is wrong."""
    from evenhand.checkup import examine
    from service.settings import Settings

    findings = []
    stream = sys.stderr if arguments.json == "-" else sys.stdout
    for finding in examine(Settings.from_environment()):
        findings.append(finding)
        stream.write(f"{MARKS[finding.state]} {finding.name:<12} {finding.detail}\n")
        if finding.remedy:
            stream.write(f"  {'':<12} {finding.remedy}\n")
    if arguments.json is not None:
        text = json.dumps([asdict(finding) for finding in findings], indent=2) + "\n"
        if arguments.json == "-":
            sys.stdout.write(text)
        else:
            with open(arguments.json, "w", encoding="utf-8") as file:
                file.write(text)
    wrong = any(finding.state == "wrong" for finding in findings)
    return exit_codes.ERROR if wrong else exit_codes.PASS
