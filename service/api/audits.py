"""Audits: start, follow, cancel, ask for the gate, read the numbers."""

from dataclasses import asdict

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from audits.specification.document import AuditDocument
from service import shapes
from service.accepting import accept
from service.answers.audits import audit_answer, chosen_by, gate_answer
from service.answers.reviews import standing
from service.api.paths import AuditPath
from service.auth import access, caller, may_waive
from service.cancelling import cancel
from service.context import services
from service.endpoint_addresses import check_endpoint
from service.plan_resolution import prepare
from service.reviewing import today_of
from service.submission import submit_audit

api = APIBlueprint("audits", __name__, url_prefix="/v1/audits", abp_tags=[Tag(name="audits")])

FIRST_LOOK_SECONDS = "1"


@api.post("", responses={200: shapes.PlannedAudit, 202: shapes.Audit})
@access("write")
def create_audit(
    header: shapes.IdempotencyHeader, query: shapes.AgainQuery, body: AuditDocument
) -> Response:
    """Start an audit of uploads: the same document as `evenhand audit`, with `id` for `path`.

    Everything is checked first; what does not fit is refused with every problem at once. The
    same `Idempotency-Key` with the same body answers with the same audit. An audit of the same
    model, data and plan is answered from the stored one (`same_as`), unless `again` is true.
    With `only_plan` nothing starts and nothing is kept: 200 with the plan, and of a model behind an
    address about how many requests and tokens it will take, at what price.
    """
    if query.only_plan:
        return _planned(request.get_json())
    who = caller()
    app = services()
    row = submit_audit(
        app.records,
        app.queue,
        tenant=who.tenant,
        by=who.name,
        document=request.get_json(),
        idempotency_key=header.idempotency_key,
        again=query.again,
        may_waive=may_waive(),
    ).audit
    response = jsonify(audit_answer(row, app.settings.public_url))
    response.status_code = 202
    response.headers["Location"] = f"/v1/audits/{row.id}"
    response.headers["Retry-After"] = FIRST_LOOK_SECONDS
    return response


def _planned(document: object) -> Response:
    app = services()
    check_endpoint(document, allowed=app.settings.endpoint_hosts)
    with app.records.reading(caller().tenant) as unit:
        prepared = prepare(unit, document, may_waive=may_waive())
    plan, cost = prepared.plan, prepared.plan.endpoint
    expected = None if cost is None else {"words": cost.words, **cost.to_json()}
    answer = shapes.PlannedAudit(
        name=prepared.name, plan=plan.to_json(), passes=plan.passes, endpoint=expected
    )
    return jsonify(answer.model_dump(mode="json"))


@api.get("", responses={200: shapes.Audits})
@access("read")
def list_audits(query: shapes.AuditQuery) -> Response:
    """Audits, newest first or as sorted. A cursor belongs to the order that it came with."""
    with services().records.reading(caller().tenant) as unit:
        page = unit.audits.page(
            cursor=query.cursor, limit=query.limit, sort=query.sort, **asdict(chosen_by(query))
        )
        public_url = services().settings.public_url
        items = [audit_answer(row, public_url) for row in page.rows]
    return jsonify(items=items, cursor=page.cursor)


@api.get("/counts", responses={200: shapes.AuditCounts})
@access("read")
def count_audits(query: shapes.AuditChoice) -> Response:
    """How many audits each verdict, model, dataset, schedule and policy has among these."""
    with services().records.reading(caller().tenant) as unit:
        counts = unit.audits.counts(chosen_by(query))
    return jsonify(shapes.AuditCounts(**asdict(counts)).model_dump(mode="json"))


@api.get("/<audit_id>", responses={200: shapes.Audit})
@access("read")
def get_audit(path: AuditPath) -> Response:
    """State, stages with percent, and why it failed if it did."""
    with services().records.reading(caller().tenant) as unit:
        row = unit.audits.status(path.audit_id)
        response = jsonify(audit_answer(row, services().settings.public_url))
    if row.state in ("queued", "running"):
        response.headers["Retry-After"] = FIRST_LOOK_SECONDS
    return response


@api.delete("/<audit_id>", responses={204: None})
@access("admin")
def delete_audit(path: AuditPath) -> Response:
    """Throw an ended audit away, its numbers and report with it; 409 while it runs."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        unit.deleting.audit(path.audit_id)
        unit.log.append(who.tenant, who.name, "audit.deleted", path.audit_id)
        unit.commit()
    return Response(status=204)


@api.post("/<audit_id>/cancel", responses={202: shapes.Audit})
@access("write")
def cancel_audit(path: AuditPath) -> Response:
    """Cancel: at once while it waits, within seconds while it runs; twice is once."""
    row = cancel(path.audit_id)
    response = jsonify(audit_answer(row, services().settings.public_url))
    response.status_code = 202
    return response


@api.post("/<audit_id>/accept", responses={200: shapes.Audit})
@access("write")
def accept_audit(path: AuditPath, body: shapes.AcceptBody) -> Response:
    """Take a completed audit as it is: with `mode: new_only` its findings hold no gate.

    The audit of a model on a dataset that was accepted last is the one that counts.
    """
    row = accept(path.audit_id, body.reason)
    return jsonify(audit_answer(row, services().settings.public_url))


@api.get("/<audit_id>/gate", responses={200: shapes.Gate})
@access("read")
def get_gate(path: AuditPath) -> Response:
    """The verdict; `final` only after the policy was judged, or cannot be any more.

    It is the signed one. Waivers given on the audit's page change `standing` alone.
    """
    with services().records.reading(caller().tenant) as unit:
        row = unit.audits.find(path.audit_id)
        findings = [finding.entry for finding in unit.audits.findings(row.same_as or row.id)]
        over = standing(unit, row, findings, unit.reviews.waivers(row.id), today_of(unit))
        answer = gate_answer(row, findings, services().settings.public_url, over)
    response = jsonify(answer)
    if not answer["final"]:
        response.headers["Retry-After"] = FIRST_LOOK_SECONDS
    return response


@api.get("/<audit_id>/measurements", responses={200: shapes.Measurements})
@access("read")
def list_measurements(path: AuditPath, query: shapes.MeasurementQuery) -> Response:
    """What was measured so far, in the report's own form."""
    with services().records.reading(caller().tenant) as unit:
        audit = unit.audits.find(path.audit_id)
        rows = unit.audits.measurements(
            audit.same_as or audit.id,
            after=int(query.cursor or 0),
            limit=query.limit + 1,
            probe=query.probe,
            metric=query.metric,
        )
        shown = rows[: query.limit]
        cursor = str(shown[-1].id) if len(rows) > query.limit else None
    return jsonify(items=[row.entry for row in shown], cursor=cursor)
