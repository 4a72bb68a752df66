"""Start an audit by form: upload, confirm the columns, choose probes, write the policy."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request

from audits.specification.probe_manifest import entries
from audits.specification.roles import Role
from service.answers.versions import Row, find_version, latest_versions
from service.auth import access, caller, may_waive, takes_files
from service.context import services
from service.receiving import keep, plain_name, register
from service.records.errors import NoRow
from service.submission import submit_audit
from service.web.audit_form import Form
from service.web.describing import BOUNDS, profile_sentence, version_row
from service.web.rendering import render

pages = Blueprint("starting", __name__)

CHOICES = 20


@pages.get("/audits/new")
@access("write")
def show_form() -> Response:
    """The form, filled with what the inspection guessed."""
    return _page(None)


@pages.post("/audits/new")
@access("write")
def send_form() -> Response:
    """Start the audit, or show the form again with every problem beside its field."""
    from audits.errors import Refused

    uploads = _uploads()
    profile = _profile(uploads.get("dataset"))
    if profile is None:
        return redirect(f"/audits/new?{_query(uploads)}", 303)  # type: ignore[return-value]
    form = Form.sent(request.form, profile, _profile(uploads.get("model")))
    if form.wish != "start":
        return _page(form)
    who, app = caller(), services()
    try:
        document = form.document(
            dataset=uploads["dataset"][1].id,
            model=uploads["model"][1].id if "model" in uploads else None,
        )
        audit = submit_audit(
            app.records,
            app.queue,
            tenant=who.tenant,
            by=who.name,
            document=document,
            may_waive=may_waive(),
        ).audit
    except Refused as refused:
        return _page(form.with_problems(refused.problems), status=422)
    return redirect(f"/audits/{audit.id}", 303)  # type: ignore[return-value]


@pages.post("/audits/new/<kind>")
@takes_files
@access("write")
def upload(kind: str) -> Response:
    """Take a model or dataset and go back to the form."""
    from service.errors import NotFound

    if kind not in ("model", "dataset"):
        raise NotFound()
    sent = request.files.get("file")
    uploads = _uploads()
    if sent is not None and sent.filename:
        encoding = request.form.get("encoding", "").strip()[:40] if kind == "dataset" else ""
        stored = keep(sent.stream, encoding=encoding or None)
        family, row = register(kind, stored, filename=plain_name(sent.filename))
        uploads[kind] = (family, row)
    return redirect(f"/audits/new?{_query(uploads)}", 303)  # type: ignore[return-value]


def _page(form: Form | None, *, status: int = 200) -> Response:
    uploads = _uploads()
    with services().records.reading(caller().tenant) as unit:
        choices = {
            kind: [
                {**item, "sentence": profile_sentence(item["inspection"]["profile"] or {})}
                for item in latest_versions(unit, kind, None, CHOICES)[0]
                if item["inspection"]["state"] == "ready"
            ]
            for kind in ("model", "dataset")
        }
        policies = list(unit.policies.page(limit=100).rows)
    rows = {kind: version_row(name, row) for kind, (name, row) in uploads.items()}
    waiting = any(row["inspection"] in ("waiting", "running") for row in rows.values())
    profile = _profile(uploads.get("dataset"))
    blocked = any(row["inspection"] != "ready" for row in rows.values())
    if form is None and profile is not None and not blocked:
        form = Form.guessed(profile, _profile(uploads.get("model")))

    def other_query(kind: str) -> str:
        query = _query({name: item for name, item in uploads.items() if name != kind})
        return f"?{query}" if query else ""

    def choose(kind: str, version_id: str) -> str:
        ids = {name: item[1].id for name, item in uploads.items()}
        return f"/audits/new?{urlencode({**ids, kind: version_id})}"

    return render(
        "new.html",
        here="/audits/new",
        status=status,
        model=rows.get("model"),
        dataset=rows.get("dataset"),
        model_versions=choices["model"],
        dataset_versions=choices["dataset"],
        policies=policies,
        waiting=waiting,
        form=form,
        problems=form.problems if form else (),
        roles=[str(role) for role in Role] + ["ignore"],
        bounds=list(BOUNDS.items()),
        metrics_by_section=_metrics(),
        own_query=f"?{_query(uploads)}",
        other_query=other_query,
        choose=choose,
    )


def _metrics() -> list[tuple[str, list[Any]]]:
    """The policy vocabulary by the report's sections."""
    by_section: dict[str, list[Any]] = {}
    for entry in entries().values():
        by_section.setdefault(entry.section, []).extend(entry.metrics)
    return list(by_section.items())


def _uploads() -> dict[str, tuple[str, Row]]:
    """The versions that the address names; what does not exist is left out."""
    uploads = {}
    with services().records.reading(caller().tenant) as unit:
        for kind in ("model", "dataset"):
            identifier = request.args.get(kind, "")[:80]
            if identifier:
                try:
                    uploads[kind] = find_version(unit, kind, identifier)
                except NoRow:
                    continue
    return uploads


def _profile(uploaded: tuple[str, Row] | None) -> dict[str, Any] | None:
    return (
        uploaded[1].profile if uploaded is not None and uploaded[1].inspection == "ready" else None
    )


def _query(uploads: dict[str, tuple[str, Row]]) -> str:
    return urlencode({kind: row.id for kind, (_, row) in uploads.items()})
