"""Every organisation, as a page for operators."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from audits.errors import Refused
from service.administering import FIRST_KEY_DAYS
from service.auth import access, caller
from service.context import services
from service.organisation_management import bounded, made, organisations
from service.records.errors import ConflictingWrite
from service.web.rendering import render

pages = Blueprint("organisation_pages", __name__)

PAGE = 50
MOST = 200
GIB = 1024**3
MOST_GIB = 2**30


@pages.get("/organisations")
@access("operate")
def show() -> Response:
    """Organisations with what they store."""
    return _page()


@pages.post("/organisations")
@access("operate")
def make() -> Response:
    """A new organisation; its first key stands on this answer alone."""
    name = request.form.get("name", "")[:MOST].strip()
    try:
        _, text, _ = made(name)
    except Refused as refused:
        return _page(refused.problems, name=name, status=422)
    except ConflictingWrite:
        taken = Refused.because("name", "an organisation has this name already", "choose another")
        return _page(taken.problems, name=name, status=422)
    return _page(made_for=name, key=text)


@pages.post("/organisations/<organisation_id>/bound")
@access("operate")
def bound(organisation_id: str) -> Response:
    """Another bound of what it may store; an empty field is the service's setting."""
    text = request.form.get("gib", "").strip()
    try:
        bounded(organisation_id[:80], _bytes(text))
    except Refused as refused:
        return _page(refused.problems, status=422)
    return redirect("/organisations", 303)  # type: ignore[return-value]


def _bytes(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= MOST_GIB):
        raise Refused.because(
            "gib", f"{text[:40]!r} is no whole number of GiB", "give e.g. 500; 0 for no bound"
        )
    return int(text) * GIB


def _page(
    problems: Any = (), *, name: str = "", made_for: str = "", key: str = "", status: int = 200
) -> Response:
    rows, cursor = organisations(request.args.get("cursor", "")[:80] or None, PAGE)
    return render(
        "organisations.html",
        here="/organisations",
        rows=rows,
        cursor=cursor,
        own=caller().tenant,
        usual=services().settings.tenant_bytes,
        gib=GIB,
        days=int(FIRST_KEY_DAYS),
        name=name,
        made_for=made_for,
        key=key,
        problems=problems,
        status=status,
    )
