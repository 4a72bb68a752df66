"""Webhooks: addresses that are told what happened."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from audits.errors import Refused
from service.addresses import AddressRefused, check
from service.api.paths import WebhookPath
from service.auth import access, caller
from service.context import services
from service.fair_use import refuse_one_more
from service.identity import new_secret
from service.records.tables import Delivery, Webhook
from service.shapes import PageQuery
from service.shapes import schedules as shapes

api = APIBlueprint("webhooks", __name__, url_prefix="/v1/webhooks", abp_tags=[Tag(name="webhooks")])

TEST = "test"


@api.post("", responses={201: shapes.Webhook})
@access("admin")
def create_webhook(body: shapes.WebhookRequest) -> Response:
    """Tell this address from now on. The secret that signs the bodies is shown only here."""
    refuse_unless_reachable(body.url)
    who = caller()
    with services().records.writing(who.tenant) as unit:
        refuse_one_more(unit, Webhook)
        row = unit.webhooks.add(
            url=body.url, secret=new_secret(), events=list(body.events), shape=body.shape
        )
        unit.log.append(who.tenant, who.name, "webhook.made", row.id)
        unit.commit()
    response = jsonify(webhook_answer(row, with_secret=True))
    response.status_code = 201
    response.headers["Location"] = f"/v1/webhooks/{row.id}"
    return response


@api.get("", responses={200: shapes.Webhooks})
@access("admin")
def list_webhooks(query: PageQuery) -> Response:
    """Addresses, newest first; secrets are not shown."""
    with services().records.reading(caller().tenant) as unit:
        page = unit.webhooks.page(cursor=query.cursor, limit=query.limit)
    return jsonify(items=[webhook_answer(row) for row in page.rows], cursor=page.cursor)


@api.delete("/<webhook_id>", responses={204: None})
@access("admin")
def delete_webhook(path: WebhookPath) -> Response:
    """Tell it no more; its delivery log goes too."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        unit.webhooks.remove(path.webhook_id)
        unit.log.append(who.tenant, who.name, "webhook.removed", path.webhook_id)
        unit.commit()
    return Response(status=204)


@api.post("/<webhook_id>/test", responses={202: shapes.Delivery})
@access("admin")
def test_webhook(path: WebhookPath) -> Response:
    """Send a message that says it is a test; the delivery log shows what came of it."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        hook = unit.webhooks.find(path.webhook_id)
        row = unit.deliveries.put_for(hook, TEST, {"name": "a test", "by": who.name})
        unit.log.append(who.tenant, who.name, "webhook.tested", hook.id)
        unit.commit()
    response = jsonify(delivery_answer(row))
    response.status_code = 202
    return response


@api.get("/<webhook_id>/deliveries", responses={200: shapes.Deliveries})
@access("admin")
def list_deliveries(path: WebhookPath, query: PageQuery) -> Response:
    """What was sent, when, and how it was answered."""
    with services().records.reading(caller().tenant) as unit:
        unit.webhooks.find(path.webhook_id)
        page = unit.deliveries.page(path.webhook_id, cursor=query.cursor, limit=query.limit)
    return jsonify(items=[delivery_answer(row) for row in page.rows], cursor=page.cursor)


def refuse_unless_reachable(url: str) -> None:
    """`Refused` for an address that would never be spoken to."""
    settings = services().settings
    if url.startswith("mailto:"):
        if not settings.smtp_url:
            raise Refused.because(
                "url", "this service sends no e-mail", "the operator sets EVENHAND_SMTP_URL",
                "no_mail",
            )  # fmt: skip
        local, _, domain = url.removeprefix("mailto:").partition("@")
        if not local or "." not in domain or any(c.isspace() or c in ",;<>?" for c in url):
            raise Refused.because("url", "this is no mail address", "give mailto:name@host")
        return
    try:
        check(url, allowed=settings.webhook_hosts)
    except AddressRefused as error:
        raise Refused.because(
            "url", str(error),
            "give a public https address; private hosts the operator lists in "
            "EVENHAND_WEBHOOK_HOSTS, as host:port",
            error.code,
        ) from error  # fmt: skip


def webhook_answer(row: Webhook, *, with_secret: bool = False) -> dict[str, Any]:
    """The webhook as the API shows it."""
    return shapes.Webhook(
        id=row.id,
        url=row.url,
        shape=row.shape,
        events=row.events,
        active=row.active,
        created=row.created_at,
        secret=row.secret if with_secret else None,
    ).model_dump(mode="json")


def delivery_answer(row: Delivery) -> dict[str, Any]:
    """One line of the log."""
    return shapes.Delivery(
        id=row.id,
        event=row.event,
        state=row.state,
        body=row.body,
        attempts=row.attempts_log or [],
        created=row.created_at,
    ).model_dump(mode="json")
