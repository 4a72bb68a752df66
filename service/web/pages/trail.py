"""The trail as a page: who did what, when and from where."""

from typing import Any

from flask import Blueprint, Response, request

from service.auth import access, caller
from service.context import services
from service.records.tables import LogEntry
from service.records.unit_of_work import UnitOfWork
from service.web.rendering import render

pages = Blueprint("trail_page", __name__)

PAGE = 50
ABOUT_THE_REQUEST = ("address", "request_id")
KINDS = {
    "": "Everything",
    "session": "Sign-ins",
    "key": "API keys",
    "person": "People",
    "organisation": "Organisations",
    "audit": "Audits",
    "report": "Downloads",
    "model": "Models",
    "dataset": "Datasets",
    "policy": "Policies and waivers",
    "schedule": "Schedules",
    "signing_key": "Signing keys",
}


@pages.get("/trail")
@access("admin")
def trail() -> Response:
    """Lines, newest first, of all kinds or of one."""
    kind = request.args.get("of", "")
    kind = kind if kind in KINDS else ""
    with services().records.reading(caller().tenant) as unit:
        page = unit.log.page(cursor=_cursor(), limit=PAGE, action=kind or None)
        heads = unit.log.heads(limit=1).rows
        rows = _rows(unit, page.rows)
    return render(
        "trail.html",
        here="/trail",
        rows=rows,
        cursor=page.cursor,
        kinds=KINDS,
        kind=kind,
        head=heads[0] if heads else None,
    )


def _rows(unit: UnitOfWork, lines: Any) -> list[dict[str, Any]]:
    names = unit.requester_names.names(line.actor for line in lines)
    return [_row(line, names.get(line.actor, line.actor)) for line in lines]


def _row(line: LogEntry, actor: str) -> dict[str, Any]:
    details = {
        key: value
        for key, value in line.details.items()
        if key not in ABOUT_THE_REQUEST and value is not None
    }
    verb = line.action.replace("_", " ").replace(".", " ", 1)
    return {
        "position": line.position,
        "at": line.at,
        "actor": actor,
        "action": verb[:1].upper() + verb[1:],
        "object": line.object_id or "",
        "details": ", ".join(f"{key.replace('_', ' ')} {_detail(v)}" for key, v in details.items()),
        "address": line.details.get("address", ""),
        "request_id": line.details.get("request_id", ""),
    }


def _detail(value: Any) -> str:
    """A detail in a line: a list of objects says how many and which."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_detail(item) for item in value)[:300]
    if isinstance(value, dict):
        return " ".join(str(item) for item in value.values())
    return str(value)


def _cursor() -> int | None:
    text = request.args.get("cursor", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
