"""A report as files: each named so that one can tell it from others in a folder."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, redirect

from audits.report.forms import Form, forms
from service.answers import reports
from service.auth import access, caller
from service.context import services
from service.errors import NotReady
from service.records.tables import Audit
from service.web.rendering import render

pages = Blueprint("downloads", __name__)

LONGEST_NAME = 60
PDF_SECONDS = 2.0  # a browser is answered after so long, with a page that renews itself


@pages.get("/audits/<audit_id>/report.html")
@access("read")
def download_page(audit_id: str) -> Response:
    """The self-contained page as a file."""
    return _as_file(reports.page(audit_id), audit_id, "report.html")


@pages.get("/audits/<audit_id>/report.json")
@access("read")
def download_json(audit_id: str) -> Response:
    """The report's JSON as a file."""
    return _as_file(reports.as_json(audit_id), audit_id, "report.json")


@pages.get("/audits/<audit_id>/report.pdf")
@access("read")
def download_pdf(audit_id: str) -> Response:
    """The report as PDF, as a file; the page that waits for it while it is being drawn."""
    try:
        response = reports.as_pdf(audit_id, wait_seconds=PDF_SECONDS)
    except NotReady:
        reports.report_of(audit_id)  # where the audit itself has not ended, that is to be said
        return redirect(f"/audits/{audit_id}/pdf", 303)  # type: ignore[return-value]
    return _as_file(response, audit_id, "report.pdf")


@pages.get("/audits/<audit_id>/pdf")
@access("read")
def wait_for_pdf(audit_id: str) -> Response:
    """Whether the PDF is drawn; the page renews itself until it is, and then takes the file."""
    is_drawn = reports.report_of(audit_id).pdf_sha256 is not None
    audit = _audit(audit_id)
    return render(
        "drawing.html",
        here="/audits",
        audit=audit,
        is_drawn=is_drawn,
        file=file_name(audit, "report.pdf"),
    )


def _download(form: Form) -> Callable[[str], Response]:
    def download(audit_id: str) -> Response:
        return _as_file(reports.in_form(audit_id, form), audit_id, form.name)

    download.__name__, download.__doc__ = f"download_{form.key}", form.about
    return download


# A badge is a picture in somebody's README, no file to keep.
for _form in forms().values():
    if _form.is_noted:
        pages.get(f"/audits/<audit_id>/{_form.name}")(access("read")(_download(_form)))


def file_name(audit: Audit, name: str) -> str:
    """`kredite-fail-2026-11-30.pdf` of `report.pdf`; of others their own name at the end.

    Letters, digits and hyphens alone, so that every system and every header takes it.
    """
    plain = unicodedata.normalize("NFKD", audit.name).encode("ascii", "ignore").decode()
    subject = re.sub(r"[^A-Za-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-") or audit.id
    ended = datetime.fromtimestamp(audit.finished_at or audit.created_at, UTC)
    verdict = (audit.gate or audit.state).replace("_", "-")
    return f"{subject}-{verdict}-{ended:%Y-%m-%d}-{name}".replace("-report.", ".")


def _audit(audit_id: str) -> Audit:
    with services().records.reading(caller().tenant) as unit:
        return unit.audits.find(audit_id)


def _as_file(response: Response, audit_id: str, name: str) -> Response:
    file = file_name(_audit(audit_id), name)
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
