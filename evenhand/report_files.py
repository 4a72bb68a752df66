"""What is written beside a report: the forms that pipelines and people read."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audits.errors import Refused

if TYPE_CHECKING:
    from evenhand.client import Client
    from evenhand.local import LocalResult

# The option and the form it writes (`audits.report.forms`).
FORMS = {"--junit": "junit.xml", "--sarif": "report.sarif", "--markdown": "summary.md"}
PDF, BESIDE = "--pdf", "report.pdf"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files that may be asked for."""
    parser.add_argument("--junit", metavar="FILE", help="write the findings as JUnit XML there")
    parser.add_argument("--sarif", metavar="FILE", help="write the findings as SARIF there")
    parser.add_argument(
        "--markdown", metavar="FILE", help="write the verdict there, one screen for a pull request"
    )
    parser.add_argument(
        PDF, nargs="?", const="", metavar="FILE",
        help="write the report as PDF there, beside the page where no file is named "
        "(drawn here, it needs WeasyPrint: the extra `pdf`)",
    )  # fmt: skip


def check(arguments: argparse.Namespace) -> None:
    """Refuse before the work what could not be written after it, or not be drawn here."""
    check_folders(arguments)
    if arguments.pdf is not None:
        from workers.drawing import refuse_without_weasyprint

        refuse_without_weasyprint(PDF)


def check_folders(arguments: argparse.Namespace) -> None:
    """Refuse before the work what could not be written after it."""
    for option in (*FORMS, "--json", PDF):
        target = getattr(arguments, option.removeprefix("--"))
        if target and target != "-" and not Path(target).parent.is_dir():
            raise Refused.because(
                option, f"there is no folder {Path(target).parent}", "choose another file"
            )


def write(arguments: argparse.Namespace, result: "LocalResult") -> Iterator[Path]:
    """Write each file that was asked for; their paths, the PDF's last."""
    from audits.report.forms import forms
    from audits.report.page_address import relative_address, with_page

    for option, name in FORMS.items():
        target = getattr(arguments, option.removeprefix("--"))
        if target is not None:
            linked = with_page(result.report, relative_address(result.page, Path(target)))
            yield put(option, Path(target), forms()[name].render(linked).encode())
    if arguments.pdf is not None:
        target = Path(arguments.pdf or result.page.with_name(BESIDE))
        yield put(PDF, target, pdf_of(result.report))


def fetch(arguments: argparse.Namespace, client: "Client", audit_id: str) -> Iterator[Path]:
    """Write each file that was asked for as the service has it; their paths, the PDF's last."""
    for option, name in FORMS.items():
        target = getattr(arguments, option.removeprefix("--"))
        if target is not None:
            yield put(option, Path(target), client.document(audit_id, name))
    if arguments.pdf is not None:
        yield put(PDF, Path(arguments.pdf or f"{audit_id}.pdf"), client.pdf(audit_id))


def pdf_of(report: dict[str, Any]) -> bytes:
    """The report as PDF. A local audit has no key, so it is unsigned, and its page says so."""
    from workers.drawing import drawn_pdf

    return drawn_pdf(report)


def put(option: str, target: Path, content: bytes) -> Path:
    """Write a file; `Refused` with its option where that cannot be."""
    try:
        target.write_bytes(content)
    except OSError as error:
        raise Refused.because(
            option, f"cannot write to {target}: {error.strerror}", "choose another file"
        ) from error
    return target
