"""`evenhand gate AUDIT`: the verdict of an audit on a service, as an exit code."""

import argparse

from evenhand import report_files, serving

NAME = "gate"
HELP = "Wait for an audit on a service and exit with its verdict."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The audit's id, and what the service's commands share."""
    parser.add_argument("audit", help="the audit's id, e.g. aud_0192...")
    serving.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Wait, write, and exit with the verdict."""
    report_files.check_folders(arguments)
    with serving.connect(arguments) as client:
        return serving.conclude(client, arguments.audit, arguments)
