"""Inbound hooks: model registries and pipelines that start an audit with a signed message.

The message carries no key: it is signed with the hook's secret, so its route is public and checks
the signature itself.
"""

import time
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service.api.paths import InboundPath
from service.auth import access, caller
from service.bodies import parse_json
from service.context import services
from service.errors import BadRequest, TooLarge
from service.fair_use import refuse_one_more
from service.guarding import wrong_key
from service.identity import new_secret
from service.records.errors import NoRow
from service.records.tables import InboundHook
from service.records.unit_of_work import EVERYONE
from service.schedule_trigger import run_for
from service.shapes import PageQuery
from service.shapes import schedules as shapes
from service.signatures import is_signed, is_signed_by_mlflow

api = APIBlueprint("inbound", __name__, url_prefix="/v1/inbound", abp_tags=[Tag(name="inbound")])

MESSAGE_BYTES = 1 << 18
MLFLOW_EVENT = ("model_version", "created")
MESSAGE: dict[str, Any] = {
    "requestBody": {
        "description": "The signed message; `model: {name, version}` names the version to audit.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


@api.post("", responses={201: shapes.InboundHook})
@access("admin")
def create_inbound(body: shapes.InboundRequest) -> Response:
    """A new address; the secret that its messages are signed with is shown only here."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        refuse_one_more(unit, InboundHook)
        schedule = unit.schedules.find(body.schedule)
        row = unit.inbound.add(
            name=body.name, kind=body.kind, secret=new_secret(), schedule_id=schedule.id
        )
        unit.log.append(who.tenant, who.name, "inbound.made", row.id)
        unit.commit()
    response = jsonify(inbound_answer(row, with_secret=True))
    response.status_code = 201
    return response


@api.get("", responses={200: shapes.InboundHooks})
@access("admin")
def list_inbound(query: PageQuery) -> Response:
    """Addresses, newest first; secrets are not shown."""
    with services().records.reading(caller().tenant) as unit:
        page = unit.inbound.page(cursor=query.cursor, limit=query.limit)
    return jsonify(items=[inbound_answer(row) for row in page.rows], cursor=page.cursor)


@api.delete("/<hook_id>", responses={204: None})
@access("admin")
def delete_inbound(path: InboundPath) -> Response:
    """Listen to it no more."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        unit.inbound.remove(path.hook_id)
        unit.log.append(who.tenant, who.name, "inbound.removed", path.hook_id)
        unit.commit()
    return Response(status=204)


@api.post("/<hook_id>/messages", responses={202: shapes.Accepted}, openapi_extensions=MESSAGE)
@access("public")
def take_message(path: InboundPath) -> Response:
    """Start the schedule's audit. Signed with `Evenhand-Signature`, or as MLflow 3 signs.

    The same delivery twice is one audit. Events of MLflow other than `model_version.created`
    are taken and start nothing.
    """
    body = _body()
    hook, delivery = _checked(path.hook_id, body)
    message = parse_json(body)
    if not isinstance(message, dict):
        raise BadRequest("The message is not an object.")
    named: Any = message.get("model")
    if hook.kind == "mlflow":
        if (message.get("entity"), message.get("action")) != MLFLOW_EVENT:
            return _accepted(shapes.Accepted(run=None, state="ignored", audit=None, note=None))
        named = message.get("data")
    app = services()
    run = run_for(
        app.records,
        app.queue,
        hook.tenant_id,
        hook.schedule_id,
        delivery=f"{hook.id} {delivery}",
        model=_model(named),
    )
    return _accepted(
        shapes.Accepted(run=run.id, state=run.state, audit=run.audit_id, note=run.note)
    )


def _accepted(answer: shapes.Accepted) -> Response:
    response = jsonify(answer.model_dump(mode="json"))
    response.status_code = 202
    return response


def _body() -> bytes:
    request.max_content_length = MESSAGE_BYTES
    if (request.content_length or 0) > MESSAGE_BYTES:
        raise TooLarge(f"A message may have {MESSAGE_BYTES} bytes.")
    return request.get_data(cache=False)


def _checked(hook_id: str, body: bytes) -> tuple[InboundHook, str]:
    """The hook and the delivery's name; the same refusal for an unknown hook and a bad sign."""
    now = time.time()  # what the sender's clock is held against; no lease depends on it
    try:
        with services().records.reading(EVERYONE) as unit:
            hook = unit.inbound.find(hook_id)
    except NoRow:
        raise wrong_key(hook_id) from None
    headers = request.headers
    if hook.kind == "mlflow":
        delivery = headers.get("X-MLflow-Delivery-Id", "")[:200]
        good = is_signed_by_mlflow(
            headers.get("X-MLflow-Signature", ""),
            delivery,
            headers.get("X-MLflow-Timestamp", ""),
            body,
            secret=hook.secret,
            now=now,
        )
    else:
        sign = headers.get("Evenhand-Signature", "")
        delivery = headers.get("Evenhand-Delivery", sign)[:200]
        good = is_signed(sign, body, secret=hook.secret, now=now)
    if not good or not delivery:
        raise wrong_key(hook_id)
    return hook, delivery


def _model(named: Any) -> tuple[str, str] | None:
    """Name and version, where the message says them."""
    if not isinstance(named, dict):
        return None
    name, version = named.get("name"), named.get("version")
    if not isinstance(name, str) or not isinstance(version, str | int):
        return None
    return name[:200], str(version)[:200]


def inbound_answer(row: InboundHook, *, with_secret: bool = False) -> dict[str, Any]:
    """The hook as the API shows it."""
    return shapes.InboundHook(
        id=row.id,
        name=row.name,
        kind=row.kind,
        schedule=row.schedule_id,
        address=f"{services().settings.public_url}/v1/inbound/{row.id}/messages",
        created=row.created_at,
        secret=row.secret if with_secret else None,
    ).model_dump(mode="json")
