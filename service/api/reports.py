"""The report of a judged audit, in each form that was stored or can be made from it."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict

from audits.errors import NotApplicable
from audits.report.forms import Form, forms
from service.api.paths import AuditPath
from service.api.receiving import refusals
from service.auth import access, caller
from service.context import services
from service.errors import NoReport, NotReady
from service.headers import standalone_policy
from service.noting import note
from service.records.errors import NoRow
from service.records.states import FINAL
from service.records.tables import Report

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


def _view(form: Form) -> Callable[[AuditPath], Response]:
    def get(path: AuditPath) -> Response:
        return in_form(path.audit_id, form)

    kind = "report_" if form.name.startswith("report.") else ""
    get.__name__, get.__doc__ = f"get_{kind}{form.key}", form.about
    return get


for _form in forms().values():
    _media = _form.media.partition(";")[0]
    api.get(f"/<audit_id>/{_form.name}", responses=_is(_media))(access("read")(_view(_form)))


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
        body = form.render(stored_report(audit_id)).encode()
    except NotApplicable as error:
        raise NoReport(error.reason) from None
    if form.is_noted:
        return _download(audit_id, form.key, body, form.media)
    return _answer(body, form.media)


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
