"""The report of a judged audit, in each form that was stored or can be made from it."""

import json
from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict

from service.api.paths import AuditPath
from service.api.receiving import refusals
from service.auth import access, caller
from service.context import services
from service.errors import NoReport, NotReady
from service.noting import note
from service.records.errors import NoRow
from service.records.states import FINAL
from service.records.tables import Report
from service.web.headers import standalone_policy

api = APIBlueprint("reports", __name__, url_prefix="/v1/audits", abp_tags=[Tag(name="reports")])

_ENDED = {"failed": "failed", "cancelled": "was cancelled", "completed": "has lost its report"}


def _is(media: str) -> ResponseDict:
    schema = {"schema": {"type": "object" if media.endswith("json") else "string"}}
    return {200: {"description": "OK", "content": {media: schema}}}


@api.get("/<audit_id>/report.html", responses=_is("text/html"))
@access("read")
def get_report_page(path: AuditPath) -> Response:
    """The self-contained page: no network, printable."""
    return page(path.audit_id)


@api.get("/<audit_id>/report.json", responses=_is("application/json"))
@access("read")
def get_report_json(path: AuditPath) -> Response:
    """The report as data; its canonical part is what `canonical_sha256` covers."""
    return as_json(path.audit_id)


@api.get("/<audit_id>/report.md", responses=_is("text/markdown"))
@access("read")
def get_report_markdown(path: AuditPath) -> Response:
    """The report as Markdown."""
    return as_markdown(path.audit_id)


@api.get("/<audit_id>/report.sarif", responses=_is("application/sarif+json"))
@access("read")
def get_report_sarif(path: AuditPath) -> Response:
    """The findings as SARIF 2.1.0, for code hosts."""
    from audits.report.sarif import render

    return _download(
        path.audit_id, "sarif", json.dumps(render(stored_report(path.audit_id))).encode(),
        "application/sarif+json",
    )  # fmt: skip


@api.get("/<audit_id>/junit.xml", responses=_is("application/xml"))
@access("read")
def get_junit(path: AuditPath) -> Response:
    """The findings as JUnit XML, a test case each."""
    from audits.report.junit import render

    text = render(stored_report(path.audit_id))
    return _download(path.audit_id, "junit", text.encode(), "application/xml")


@api.get("/<audit_id>/model-card.md", responses=_is("text/markdown"))
@access("read")
def get_model_card(path: AuditPath) -> Response:
    """What the audit found, as a section for the model's card."""
    from audits.report.model_card import render

    text = render(stored_report(path.audit_id))
    return _download(path.audit_id, "model-card", text.encode(), "text/markdown; charset=utf-8")


@api.get("/<audit_id>/report.intoto.json", responses=_is("application/json"))
@access("read")
def get_statement(path: AuditPath) -> Response:
    """The gate as an in-toto statement in a DSSE envelope, signed by this service's key."""
    signature = stored_report(path.audit_id).get("signature") or {}
    if "envelope" not in signature:
        raise NoReport("The report was signed by an earlier release, without a statement.")
    text = json.dumps(signature["envelope"])
    return _download(path.audit_id, "intoto", text.encode(), "application/json")


@api.get("/<audit_id>/badge.svg", responses=_is("image/svg+xml"))
@access("read")
def get_badge(path: AuditPath) -> Response:
    """The gate as a small picture."""
    from audits.report.badge import render

    return _answer(render(stored_report(path.audit_id)).encode(), "image/svg+xml")


def page(audit_id: str) -> Response:
    """The stored page; the policy allows exactly the inline blocks it came with."""
    body = _stored(audit_id, "page_sha256")
    response = _download(audit_id, "html", body, "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = standalone_policy(body)
    return response


def as_json(audit_id: str) -> Response:
    """The stored JSON, byte for byte."""
    return _download(audit_id, "json", _stored(audit_id, "json_sha256"), "application/json")


def as_markdown(audit_id: str) -> Response:
    """Markdown made from the stored JSON."""
    from audits.report.markdown import render

    text = render(stored_report(audit_id))
    return _download(audit_id, "md", text.encode(), "text/markdown; charset=utf-8")


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
    found: dict[str, Any] = json.loads(_stored(audit_id, "json_sha256"))
    return found


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
