"""What the commands that speak to a service share: its address, the key, waiting, writing."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audits.errors import Problem, Refused
from evenhand import exit_codes, options, problem_files, report_files

# The client brings httpx along: every command's arguments are known without it.
if TYPE_CHECKING:
    from evenhand.client import Client

LONGEST_WAIT = 366 * 86_400.0  # seconds; left out, there is no end to it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the service is, how long to wait, and where the results go."""
    add_place(parser)
    parser.add_argument(
        "--timeout",
        type=options.number(unit="seconds", above=0, at_most=LONGEST_WAIT, example="600"),
        metavar="S",
        help="wait so many seconds at most",
    )
    report_files.add_arguments(parser)
    parser.add_argument(
        "--json", metavar="FILE", help="write the JSON report there; - is standard output"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def add_place(parser: argparse.ArgumentParser) -> None:
    """Where the service is, and with which key it is asked."""
    parser.add_argument("--server", metavar="URL", help="the service (EVENHAND_SERVER)")
    parser.add_argument(
        "--key-file", type=Path, metavar="FILE",
        help="file with the API key (or EVENHAND_API_KEY; the embedded service's is found)",
    )  # fmt: skip


def connect(arguments: argparse.Namespace) -> "Client":
    """A client for the service that is meant, or `Refused` where no key is known."""
    from evenhand.client import Client
    from service.settings import ClientSettings

    settings = ClientSettings.from_environment()
    key = settings.key
    source = "EVENHAND_API_KEY" if os.environ.get("EVENHAND_API_KEY") else "the key in the folder"
    if arguments.key_file is not None:
        try:
            key = arguments.key_file.read_text(encoding="utf-8").strip()
            source = f"--key-file {arguments.key_file}"
        except OSError as error:
            raise Refused.because(
                "--key-file", f"cannot be read: {error.strerror}", "check the path", "not_found"
            ) from error
    if not key:
        raise Refused.because(
            "EVENHAND_API_KEY", "no API key is known",
            "set it, or give --key-file; `evenhand up` prints where its first key is",
            "missing_key",
        )  # fmt: skip
    return Client(arguments.server or settings.server, key, key_source=source)


def conclude(client: "Client", audit_id: str, arguments: argparse.Namespace) -> int:
    """Wait for the verdict, write what was asked for, and return the exit code."""
    from evenhand.client import WaitedTooLong
    from evenhand.progress import Progress

    try:
        with Progress(quiet=arguments.quiet) as progress:
            gate = client.wait(
                audit_id, timeout_seconds=arguments.timeout, on_progress=progress.update
            )
    except WaitedTooLong:
        sys.stderr.write(
            f"waited {arguments.timeout:g} s; the audit goes on. To see its verdict:\n"
            f"  {_resume(arguments, audit_id)}\n"
        )
        return exit_codes.WAITED_TOO_LONG
    if gate["state"] != "completed":
        return _ended_without_report(gate, arguments)
    report = client.report(audit_id)
    _write(report, gate, audit_id, arguments)
    stream = sys.stderr if arguments.json == "-" else sys.stdout
    for path in report_files.fetch(arguments, client, audit_id):
        stream.write(f"{path.suffix[1:]:<7} {path}\n")
    return int(gate["exit_code"])


def _write(
    report: dict[str, Any], gate: dict[str, Any], audit_id: str, arguments: argparse.Namespace
) -> None:
    from evenhand import terminal

    to_standard_output = arguments.json == "-"
    text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    if arguments.json is not None and not to_standard_output:
        Path(arguments.json).write_text(text, encoding="utf-8")
    terminal.write(
        report,
        sys.stderr if to_standard_output else sys.stdout,
        command=_resume(arguments, audit_id),
        report_address=gate["report_url"] or "",
        json_path="" if to_standard_output else arguments.json or "",
        exit_code=int(gate["exit_code"]),
    )
    if to_standard_output:
        sys.stdout.write(text)


def _ended_without_report(gate: dict[str, Any], arguments: argparse.Namespace) -> int:
    error = gate.get("error") or {}
    if gate["state"] == "cancelled":
        sys.stderr.write("the audit was cancelled\n")
    for problem in error.get("problems") or []:
        sys.stderr.write(
            f"refused [{problem['code']}] {problem['field']}: {problem['reason']}. "
            f"{problem['remedy']}\n"
        )
    if error and not error.get("problems"):
        sys.stderr.write(f"error [{error['code']}] {error['message']}\n")
    problems = [Problem(**problem) for problem in error.get("problems") or []]
    title = f"the audit is {gate['state']}"
    stop = problem_files.Stop(
        title,
        422 if problems else 500,
        error.get("message") or title,
        error.get("code") or gate["state"],
        problems[0].remedy if problems else "see the worker's log",
        int(gate["exit_code"]),
        problems,
    )
    problem_files.write(arguments, stop)
    return stop.exit_code


def _resume(arguments: argparse.Namespace, audit_id: str) -> str:
    server = f" --server {arguments.server}" if arguments.server else ""
    return f"evenhand gate {audit_id}{server}"
