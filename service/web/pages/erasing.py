"""What erasing takes away and when, as a page; and the erasing, once its name was typed."""

import re
from typing import Any

from flask import Blueprint, Response, request

from audits.errors import Refused
from service import erasing
from service.auth import access, caller
from service.context import services
from service.errors import Conflict, Invalid
from service.web.describing import AuditRow, audit_rows
from service.web.rendering import render, short_id

pages = Blueprint("erasing_pages", __name__)

BACK = {
    "audit": ("/audits", "Audits"),
    "model": ("/models", "Models and datasets"),
    "dataset": ("/models", "Models and datasets"),
    "person": ("/access", "Access"),
    "organisation": ("/organisations", "Organisations"),
}
MOST_AUDITS = 50
_ROUTE = re.compile(r" \(`?[A-Z]+ /v1/[^)]*\)")
NAMES = {
    "audit": "the audit", "model": "the model", "dataset": "the dataset", "person": "",
    "organisation": "the organisation",
}  # fmt: skip


@pages.get("/erase/<object_id>")
@access("admin")
def show(object_id: str) -> Response:
    """What would go; nothing is done."""
    return _page(erasing.planned(object_id[:80]))


@pages.post("/erase/<object_id>")
@access("admin")
def erase(object_id: str) -> Response:
    """Erase it, where its name was typed and nothing has changed since it was shown."""
    object_id, form = object_id[:80], request.form
    planned = erasing.planned(object_id)
    try:
        if form.get("name", "").strip() not in (planned["name"].strip(), short_id(object_id)):
            raise Refused.because(
                "name", "this is not its name", f"type {planned['name']}", "not_confirmed"
            )
        done = erasing.erased(object_id, form.get("confirm", "")[:64])
    except Refused as refused:
        return _page(planned, refused.problems, status=422)
    except Invalid:
        changed = Refused.because(
            "confirm", "something changed since this was shown", "read it again, and confirm anew"
        )
        return _page(erasing.planned(object_id), changed.problems, status=422)
    except Conflict:
        return _page(erasing.planned(object_id), status=409)
    return _page(done, is_done=True)


def _audits_of(erasure: dict[str, Any]) -> list[AuditRow]:
    """Of a version that cannot go yet: the first of the audits that were made with it."""
    kind, object_id = erasure["kind"], erasure["object"]
    if kind not in ("model", "dataset"):
        return []
    with services().records.reading(caller().tenant) as unit:
        named = {f"{kind}_id": object_id}
        return audit_rows(unit, unit.audits.page(limit=MOST_AUDITS, **named).rows)


def _page(
    erasure: dict[str, Any], problems: Any = (), *, is_done: bool = False, status: int = 200
) -> Response:
    back, back_name = BACK[erasure["kind"]]
    blocked = erasure["blocked"]
    return render(
        "erasing.html",
        here=back,
        erasure=erasure,
        # a route is for programs; a person has the links below it
        blocked=_ROUTE.sub("", blocked) if blocked else "",
        audits=_audits_of(erasure) if blocked and not is_done else [],
        what=NAMES[erasure["kind"]],
        back=back,
        back_name=back_name,
        is_done=is_done,
        problems=problems,
        status=status,
    )
