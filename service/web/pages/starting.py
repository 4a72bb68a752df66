"""Start an audit by form: upload, confirm the columns, choose probes, write the policy."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import yaml
from flask import Blueprint, Response, make_response, redirect, request

from audits.errors import Problem, Refused
from audits.specification.named_policies import named_policies
from audits.specification.parsing import accept_document
from service.answers.versions import Row, find_version, latest_versions
from service.auth import access, caller, may_waive, takes_files
from service.context import services
from service.receiving import keep, plain_name, register
from service.records.errors import NoRow
from service.records.unit_of_work import UnitOfWork
from service.submission import submit_audit
from service.web import form_sources
from service.web.audit_form import Form
from service.web.describing import BOUNDS, profile_sentence, version_row
from service.web.form_rows import WHOSE, WRITING
from service.web.opened_files import left_out, opened, uploads_of
from service.web.rendering import render
from service.web.time_expected import expected, last_seconds

pages = Blueprint("starting", __name__)

CHOICES = 20


@pages.get("/audits/new")
@access("write")
def show_form() -> Response:
    """The form, filled with what the inspection guessed, or with an earlier audit's document."""
    earlier = request.args.get("from", "")[:80]
    return _page(None) if not earlier else _page(_rerun(earlier))


@pages.post("/audits/new")
@access("write")
def send_form() -> Response:
    """Start the audit, or show the form again with every problem beside its field."""
    uploads = _uploads()
    profile = _profile(uploads.get("dataset"))
    if profile is None:
        return redirect(f"/audits/new?{_query(uploads)}", 303)  # type: ignore[return-value]
    form = form_sources.sent(request.form, profile, _profile(uploads.get("model")))
    if form.wish not in ("start", "yaml"):
        return _page(form)
    who, app = caller(), services()
    try:
        if form.wish == "yaml":
            return _as_file(form, uploads)
        audit = submit_audit(
            app.records,
            app.queue,
            tenant=who.tenant,
            by=who.name,
            document=form.document(
                dataset={"id": uploads["dataset"][1].id},
                model={"id": uploads["model"][1].id} if "model" in uploads else None,
            ),
            may_waive=may_waive(),
        ).audit
    except Refused as refused:
        return _page(form.with_problems(refused.problems), status=422)
    return redirect(f"/audits/{audit.id}", 303)  # type: ignore[return-value]


def _rerun(audit_id: str) -> Form | None:
    """The form as an earlier audit had it; of other files only the document is taken."""
    uploads = _uploads()
    with services().records.reading(caller().tenant) as unit:
        row = unit.audits.find(audit_id)
        document = accept_document(row.document)
        if row.policy_version_id is not None:
            name = unit.policies.find_family(unit.policies.find(row.policy_version_id).family_id)
            document = document.model_copy(update={"policy": name.name})
        stored = [row.name for row in unit.policies.page(limit=100).rows]
    profile = _profile(uploads.get("dataset"))
    if profile is None:
        return None
    form = form_sources.written(document, profile, _profile(uploads.get("model")))
    return form.with_problems(left_out(document, profile, stored))


def _as_file(form: Form, uploads: dict[str, tuple[str, Row]]) -> Response:
    """The audit document: what `evenhand submit`, a schedule and the API take."""
    named = {kind: {"name": name, "version": row.version} for kind, (name, row) in uploads.items()}
    document = form.document(dataset=named["dataset"], model=named.get("model"))
    accept_document(document)  # a file that is refused later helps nobody
    text = (
        "# For `evenhand submit` and POST /v1/audits. For `evenhand audit` write `path: FILE` in "
        "place of\n# `name` and `version`. Every key: docs/document.md.\n"
        f"{yaml.safe_dump(document, allow_unicode=True, sort_keys=False)}"
    )
    response = make_response(text)
    response.headers["Content-Type"] = "application/yaml; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="audit.yaml"'
    return response


@pages.post("/audits/new/yaml")
@access("write")
def open_file() -> Response:
    """The form as an audit.yaml has it; nothing is started."""
    sent = request.files.get("file")
    data = sent.stream.read() if sent is not None else b""
    uploads_sent = _uploads()
    try:
        document = opened(data or request.form.get("text", "").encode())
    except Refused as refused:
        return _page(None, uploads_sent, refused.problems, status=422)
    with services().records.reading(caller().tenant) as unit:
        uploads, problems = uploads_of(unit, document, uploads_sent)
        stored = [row.name for row in unit.policies.page(limit=100).rows]
    profile = _profile(uploads.get("dataset"))
    if problems or profile is None:
        waits = Problem(
            "dataset", "it is not inspected yet", "wait a moment, then open the file again"
        )
        return _page(None, uploads or uploads_sent, problems or (waits,), status=422)
    form = form_sources.written(
        document, profile, _profile(uploads.get("model")), why="as the file says"
    )
    return _page(form.with_problems(left_out(document, profile, stored)), uploads)


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
        family, row = register(
            kind, stored, filename=plain_name(sent.filename), name=_continued(kind)
        )
        uploads[kind] = (family, row)
    # The next look, and the next Tab, begin where the file now stands.
    return redirect(f"/audits/new?{_query(uploads)}#{kind}", 303)  # type: ignore[return-value]


def _continued(kind: str) -> str | None:
    """The name whose next version the file is; None takes the file's own."""
    name = request.form.get("as", "")[:200]
    with services().records.reading(caller().tenant) as unit:
        known = unit.datasets.named(name) if kind == "dataset" else unit.models.named(name)
    return None if known is None else name


def _page(
    form: Form | None,
    uploads: dict[str, tuple[str, Row]] | None = None,
    problems: Sequence[Problem] = (),
    *,
    status: int = 200,
) -> Response:
    """uploads: where they are not those of the address. problems: of a file that was opened."""
    from service.web.role_words import OTHERS, USUAL  # one page alone has them

    uploads = _uploads() if uploads is None else uploads
    with services().records.reading(caller().tenant) as unit:
        choices = {
            kind: [
                {**item, "sentence": profile_sentence(item["inspection"]["profile"] or {})}
                for item in latest_versions(unit, kind, None, CHOICES)[0]
                if item["inspection"]["state"] == "ready"
            ]
            for kind in ("model", "dataset")
        }
        stored = [row.name for row in unit.policies.page(limit=100).rows]
        continued = {kind: _proposed(unit, kind) for kind in choices}
        names = {
            kind: sorted({item["name"] for item in items} | {continued[kind]} - {""})
            for kind, items in choices.items()
        }
        last = None
        if "dataset" in uploads:
            model_id = uploads["model"][1].id if "model" in uploads else None
            last = last_seconds(unit, uploads["dataset"][1].id, model_id)
    rows = {kind: version_row(name, row) for kind, (name, row) in uploads.items()}
    waiting = any(row["inspection"] in ("waiting", "running") for row in rows.values())
    profile = _profile(uploads.get("dataset"))
    blocked = any(row["inspection"] != "ready" for row in rows.values())
    if form is None and profile is not None and not blocked:
        form = form_sources.guessed(profile, _profile(uploads.get("model")))

    def other_query(kind: str) -> str:
        query = _query({name: item for name, item in uploads.items() if name != kind})
        if "from=" in query:
            query += f"&{kind}="  # named and none: its own would be taken else
        return f"?{query}" if query else ""

    def choose(kind: str, version_id: str) -> str:
        ids = {name: item[1].id for name, item in uploads.items()}
        earlier = request.args.get("from", "")[:80]
        ids |= {"from": earlier} if earlier else {}
        return f"/audits/new?{urlencode({**ids, kind: version_id})}"

    return render(
        "new.html",
        here="/audits/new",
        status=status,
        model=rows.get("model"),
        dataset=rows.get("dataset"),
        model_versions=choices["model"],
        dataset_versions=choices["dataset"],
        names=names,
        continued=continued,
        stored_policies=stored,
        named_policies=[p for p in named_policies().values() if p.name not in stored],
        expected=_expected(form, last),
        earlier=request.args.get("from", "")[:80],
        waiting=waiting,
        form=form,
        problems=problems or (form.problems if form else ()),
        opens=not form or form.is_guess,
        roles=(("Usual", USUAL), ("Others", OTHERS)),
        whose=WHOSE,
        writing=WRITING,
        bounds=list(BOUNDS.items()),
        own_query=f"?{_query(uploads)}",
        other_query=other_query,
        choose=choose,
    )


def _proposed(unit: UnitOfWork, kind: str) -> str:
    """Whose next version is uploaded, by the address or by the audit that is run again; else ""."""
    catalog = unit.datasets if kind == "dataset" else unit.models
    named = request.args.get(f"next-{kind}", "")[:200]
    if named:
        return named if catalog.named(named) is not None else ""
    earlier = request.args.get("from", "")[:80]
    if not earlier:
        return ""
    row = unit.audits.find(earlier)
    version = row.dataset_version_id if kind == "dataset" else row.model_version_id
    return "" if version is None else find_version(unit, kind, version)[0]


def _expected(form: Form | None, last: float | None) -> str:
    if form is None:
        return ""
    return expected(
        rows=form.dataset.rows,
        probes=sum(offer.ticked for offer in form.fitting),
        asks_a_model=form.model is not None,
        budget=form.budget,
        last=last,
    )


def _uploads() -> dict[str, tuple[str, Row]]:
    """The versions that the address names; what does not exist is left out.

    Of an audit that is run again its own, where the address names none.
    """
    uploads = {}
    with services().records.reading(caller().tenant) as unit:
        ids = {kind: request.args.get(kind, "")[:80] for kind in ("model", "dataset")}
        earlier = request.args.get("from", "")[:80]
        if earlier and not request.args.keys() & ids.keys():
            row = unit.audits.find(earlier)
            ids = {"model": row.model_version_id or "", "dataset": row.dataset_version_id}
        for kind, identifier in ids.items():
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
    """The uploads, and the audit whose document the form goes by, where there is one."""
    ids = {kind: row.id for kind, (_, row) in uploads.items()}
    earlier = request.args.get("from", "")[:80]
    return urlencode({**ids, **({"from": earlier} if earlier else {})})
