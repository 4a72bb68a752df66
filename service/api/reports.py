"""The report of a judged audit, in each form that was stored or can be made from it."""

from collections.abc import Callable

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict

from audits.report.forms import Form, forms
from service.answers.reports import as_json, as_pdf, in_form, page
from service.api.paths import AuditPath
from service.auth import access

api = APIBlueprint("reports", __name__, url_prefix="/v1/audits", abp_tags=[Tag(name="reports")])


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


@api.get("/<audit_id>/report.pdf", responses=_is("application/pdf"))
@access("read")
def get_report_pdf(path: AuditPath) -> Response:
    """The report as PDF, signed as the page is; drawn when it is first asked for.

    409 with `Retry-After` while a worker draws it; 501 where the extra `pdf` is not installed.
    """
    return as_pdf(path.audit_id)


def _view(form: Form) -> Callable[[AuditPath], Response]:
    def get(path: AuditPath) -> Response:
        return in_form(path.audit_id, form)

    kind = "report_" if form.name.startswith("report.") else ""
    get.__name__, get.__doc__ = f"get_{kind}{form.key}", form.about
    return get


for _form in forms().values():
    _media = _form.media.partition(";")[0]
    api.get(f"/<audit_id>/{_form.name}", responses=_is(_media))(access("read")(_view(_form)))
