"""`evenhand verify FILE`: is this report unchanged, and did a service I trust sign it?"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from audits.errors import Refused
from evenhand import exit_codes

if TYPE_CHECKING:
    from evenhand.verifying import Said

NAME = "verify"
HELP = "Check a report (JSON, HTML or PDF) or a trail against keys that you trust, offline."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and the keys it must be signed with."""
    parser.add_argument(
        "report",
        type=Path,
        metavar="FILE",
        help="report.json, report.html, report.pdf, or a trail (--trail)",
    )
    parser.add_argument(
        "--keys",
        metavar="FILE",
        help="keys you trust: a file, or the https address, of what the service shows at "
        "/.well-known/evenhand-keys",
    )
    parser.add_argument(
        "--key", metavar="FINGERPRINT", help="trust the key with this SHA-256, and no other"
    )
    parser.add_argument(
        "--trail", action="store_true", help="FILE is a trail, from `evenhand trail export`"
    )
    parser.add_argument(
        "--earlier",
        type=Path,
        metavar="FILE",
        help="with --trail: an export kept from before, whose lines must all be there still",
    )
    parser.add_argument(
        "--made-from",
        type=Path,
        metavar="REPORT",
        help="the report.json that this report.html or report.pdf must have been drawn from",
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 if all of it is signed by a trusted key; 2 if only a part is; else 1."""
    from evenhand import verifying

    content = _read(arguments.report, "FILE")
    source = None if arguments.made_from is None else _read(arguments.made_from, "--made-from")
    if arguments.earlier is not None and not arguments.trail:
        raise Refused.because("--earlier", "is for a trail", "give --trail too, or leave it out")
    trusted = verifying.trust(arguments.keys, arguments.key)
    if arguments.trail:
        earlier = None if arguments.earlier is None else _read(arguments.earlier, "--earlier")
        return write(verifying.trail(content, trusted, earlier))
    if content.lstrip()[:1] == b"<" or content.startswith(b"%PDF-"):
        result = verifying.page(content, trusted, source)
    elif source is not None:
        raise Refused.because(
            "--made-from",
            "is for report.html and report.pdf",
            "leave it out, or give the page as FILE",
        )
    else:
        result = verifying.report(content, trusted)
    return write(result)


def write(result: "Said") -> int:
    """Say it, and give the exit code that it means."""
    sys.stdout.write("\n".join(result.lines) + "\n")
    return {True: exit_codes.PASS, False: exit_codes.FAIL, None: exit_codes.UNDECIDED}[result.good]


def _read(path: Path, field: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused.because(
            field, f"cannot be read: {error.strerror}", "check the path", code="not_found"
        ) from error
