"""What people say of an audit: waivers, comments, sign-offs."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import reviewing, shapes
from service.answers.reviews import remark_answer, review, review_answer, waiver_answer
from service.api.paths import AuditPath, WaiverPath
from service.auth import access, caller
from service.context import services

api = APIBlueprint("reviews", __name__, url_prefix="/v1", abp_tags=[Tag(name="audits")])


@api.get("/audits/<audit_id>/review", responses={200: shapes.Review})
@access("read")
def get_review(path: AuditPath) -> Response:
    """Waivers, comments and sign-offs, and what the waivers would make of the gate.

    None of it is in the signed report, whose verdict stays what it was.
    """
    with services().records.reading(caller().tenant) as unit:
        answer = review_answer(review(unit, unit.audits.find(path.audit_id)))
    return jsonify(answer)


@api.post("/audits/<audit_id>/waivers", responses={201: shapes.WaiverAnswer})
@access("write")
def waive_finding(path: AuditPath, body: shapes.WaiverBody) -> Response:
    """Waive a finding until a day: it is in the policy of the next audits.

    Of the same model (or dataset, where answers were recorded) by the same policy. This audit's
    `gate`, `blocking` and `exit_code` stay; its `standing` says what they would be. Where the
    operator keeps waivers for approvers, the scope `approve` is needed too.
    """
    row = reviewing.waive(path.audit_id, **body.model_dump())
    return _created(waiver_answer(row))


@api.post("/audits/<audit_id>/comments", responses={201: shapes.RemarkAnswer})
@access("write")
def comment_audit(path: AuditPath, body: shapes.CommentBody) -> Response:
    """Comment on an audit or on one of its findings."""
    return _created(
        remark_answer(reviewing.comment(path.audit_id, text=body.text, finding=body.finding or ""))
    )


@api.post("/audits/<audit_id>/sign-offs", responses={201: shapes.RemarkAnswer})
@access("approve")
def sign_off_audit(path: AuditPath, body: shapes.SignOffBody) -> Response:
    """Say as an approver that the report was read, and what was decided."""
    return _created(remark_answer(reviewing.sign_off(path.audit_id, text=body.text)))


@api.get("/waivers", responses={200: shapes.Waivers})
@access("read")
def list_waivers(query: shapes.PageQuery) -> Response:
    """Every waiver given on an audit's page, newest first, ended and withdrawn ones too."""
    with services().records.reading(caller().tenant) as unit:
        page = unit.reviews.page(cursor=query.cursor, limit=query.limit)
        items = [waiver_answer(row) for row in page.rows]
    return jsonify(items=items, cursor=page.cursor)


@api.delete("/waivers/<waiver_id>", responses={200: shapes.WaiverAnswer})
@access("write")
def withdraw_waiver(path: WaiverPath) -> Response:
    """End a waiver now: the next audits are judged without it. It stays to be seen."""
    return jsonify(waiver_answer(reviewing.withdraw(path.waiver_id)))


def _created(answer: dict[str, object]) -> Response:
    response = jsonify(answer)
    response.status_code = 201
    return response
