"""`evenhand verify REPORT`: is this report unchanged, and who signed it? Works offline."""

import argparse
import json
import sys
from pathlib import Path

from audits.errors import Refused
from evenhand import exit_codes

NAME = "verify"
HELP = "Check a JSON report's fingerprint and signature, offline."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The report, and the key it must be signed with."""
    parser.add_argument("report", type=Path, help="report.json")
    parser.add_argument(
        "--key", metavar="FINGERPRINT", help="SHA-256 of the public key that must have signed it"
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 if nothing was changed (and, with --key, that key signed it), else 1."""
    from audits.report.signing import check

    try:
        report = json.loads(arguments.report.read_text(encoding="utf-8"))
        found = check(report)
    except OSError as error:
        raise Refused.because(
            "report", f"cannot be read: {error.strerror}", "check the path", code="not_found"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused.because(
            "report", "is not an Evenhand report", "give the file report.json", code="unreadable"
        ) from error
    lines = ["unchanged" if found.intact else "CHANGED: its numbers are not those it was made with"]
    if found.signed is None:
        lines.append("not signed")
    elif found.signed:
        lines.append(f"signed by key {found.key}")
    else:
        lines.append("WRONG SIGNATURE")
    wanted = arguments.key is None or found.key == arguments.key
    if not wanted:
        lines.append(f"NOT signed by the key {arguments.key}")
    sys.stdout.write("\n".join(lines) + "\n")
    good = found.intact and found.signed is not False and wanted
    return exit_codes.PASS if good else exit_codes.FAIL
