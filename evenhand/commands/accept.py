"""`evenhand accept AUDIT --reason TEXT`: take an audit on a service as it is."""

import argparse
import sys

from evenhand import exit_codes, serving

NAME = "accept"
HELP = "Take an audit on a service as it is: its findings hold no gate with --mode new_only."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The audit's id, why, and where the service is."""
    parser.add_argument("audit", help="the audit's id, e.g. aud_0192...")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why it is taken as it is")
    serving.add_place(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write it down on the service."""
    with serving.connect(arguments) as client:
        audit = client.accept(arguments.audit, arguments.reason)
    sys.stdout.write(f"{audit['id']} ({audit['name']}) is accepted as it is\n")
    return exit_codes.PASS
