"""The stored report of an audit, in each form that was stored or can be made from it."""

import json
import threading
import time
from importlib.util import find_spec
from typing import Any

from flask import Response

from audits.errors import NotApplicable
from audits.report.forms import Form
from audits.report.page_address import with_page
from audits.report.review import with_review
from service.answers.reviews import review, review_words
from service.auth import caller
from service.context import services
from service.errors import NoReport, NotInstalled, NotReady, TooMany
from service.headers import standalone_policy
from service.noting import note
from service.receiving import refusals
from service.records.errors import NoRow
from service.records.states import FINAL
from service.records.tables import Report

WAIT_SECONDS = 15.0
_WAITING = threading.BoundedSemaphore(2)
_ENDED = {"failed": "failed", "cancelled": "was cancelled", "completed": "has lost its report"}


def page(audit_id: str) -> Response:
    """The stored page; the policy allows exactly the inline blocks it came with."""
    body = _stored(audit_id, "page_sha256")
    response = _download(audit_id, "html", body, "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = standalone_policy(body)
    return response


def as_json(audit_id: str) -> Response:
    """The stored JSON, byte for byte."""
    return _download(audit_id, "json", _stored(audit_id, "json_sha256"), "application/json")


def in_form(audit_id: str, form: Form) -> Response:
    """The stored report written otherwise; 404 where it cannot have this form."""
    try:
        body = form.render(_as_seen_here(audit_id)).encode()
    except NotApplicable as error:
        raise NoReport(error.reason) from None
    response = (
        _download(audit_id, form.key, body, form.media)
        if form.is_noted
        else _answer(body, form.media)
    )
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = standalone_policy(body)
    return response


def _as_seen_here(audit_id: str) -> dict[str, Any]:
    """The stored report with what only the service knows: its page's address and its review."""
    report = stored_report(audit_id)
    with services().records.reading(caller().tenant) as unit:
        words = review_words(review(unit, unit.audits.find(audit_id)))
    address = f"{services().settings.public_url}/audits/{audit_id}"
    return with_review(with_page(report, address), words)


def has_pdf(audit_id: str) -> bool:
    """Whether it can be had here: it is drawn already, or can be."""
    return report_of(audit_id).pdf_sha256 is not None or find_spec("weasyprint") is not None


def as_pdf(audit_id: str, *, wait_seconds: float | None = None) -> Response:
    """The signed PDF, drawn by a worker when it is first asked for.

    wait_seconds: how long it is waited for; WAIT_SECONDS where nothing is said.
    501 where WeasyPrint is not installed; 409 with `Retry-After` while it is being drawn; 429 where
    its owner has used up the day's processor time.
    """
    row = report_of(audit_id)
    if row.pdf_sha256 is None:
        if find_spec("weasyprint") is None:
            raise NotInstalled("Reports as PDF need WeasyPrint.")
        _refuse_used_up()
        services().queue.enqueue_drawing(row.audit_id)
        _wait_for_pdf(audit_id, WAIT_SECONDS if wait_seconds is None else wait_seconds)
    return _download(audit_id, "pdf", _stored(audit_id, "pdf_sha256"), "application/pdf")


def _refuse_used_up() -> None:
    app, tenant = services(), caller().tenant
    if not app.settings.tenant_seconds:
        return
    with app.records.reading(tenant) as unit:
        if unit.spending.cpu_seconds(tenant) < app.settings.tenant_seconds:
            return
    raise TooMany(
        f"{app.settings.tenant_seconds:g} seconds of processor time were spent on this "
        "organisation's audits, uploads and PDFs within a day",
        hint="Ask again when the day has moved on; the operator sets the bound "
        "(EVENHAND_TENANT_SECONDS).",
    )


def _wait_for_pdf(audit_id: str, seconds: float) -> None:
    """Wait a little, where not many wait: a thread that waits answers nobody else."""
    end = time.monotonic() + seconds
    if _WAITING.acquire(blocking=False):
        try:
            while time.monotonic() < end:
                time.sleep(0.25)
                if report_of(audit_id).pdf_sha256 is not None:
                    return
        finally:
            _WAITING.release()
    raise NotReady(
        "The PDF is being drawn.", hint="Ask again in a few seconds.", headers={"Retry-After": "5"}
    )


def article(audit_id: str) -> str:
    """The fragment that the service's own page frames."""
    return _stored(audit_id, "article_sha256").decode("utf-8")


def report_of(audit_id: str) -> Report:
    """Where the report lies; 404 for a stranger's audit, 409 while or where there is none."""
    with services().records.reading(caller().tenant) as unit:
        audit = unit.audits.find(audit_id)
        try:
            return unit.audits.report(audit.same_as or audit.id)
        except NoRow:
            if audit.state in FINAL:
                why = f" ({audit.error_message})" if audit.error_message else ""
                raise NoReport(f"The audit {_ENDED[audit.state]}{why}.") from None
            raise NotReady(
                f"The audit is {audit.state}; a report exists once it is completed."
            ) from None


def stored_report(audit_id: str) -> dict[str, Any]:
    """The stored JSON, parsed."""
    report: dict[str, Any] = json.loads(_stored(audit_id, "json_sha256"))
    return report


def _stored(audit_id: str, key: str) -> bytes:
    row = report_of(audit_id)
    with refusals():
        return services().store.read(getattr(row, key))


def _download(audit_id: str, form: str, body: bytes, media: str) -> Response:
    """The report in one of its forms, and a line of the trail that says who has it now."""
    who = caller()
    note(who.tenant, who.name, "report.downloaded", audit_id, form=form)
    return _answer(body, media)


def _answer(body: bytes, media: str) -> Response:
    return Response(body, content_type=media)
