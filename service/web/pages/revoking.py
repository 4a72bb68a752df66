"""A key revoked, a person let in no more: asked first on a page that says what goes with it."""

from flask import Blueprint, Response, redirect

from service import administering
from service.answers.access import key_answer
from service.auth import access, caller
from service.context import services
from service.records.unit_of_work import UnitOfWork
from service.web.rendering import readable_time, render, short_id

pages = Blueprint("revoking", __name__)

MOST = 200


@pages.get("/access/keys/<key_id>/revoke")
@access("admin")
def ask_revoke(key_id: str) -> Response:
    """What the key opens, and what its going takes along; nothing is done."""
    who = caller()
    with services().records.reading(who.tenant) as unit:
        row = unit.keys.find(key_id[:80])
        key = key_answer(row, unit.now())
        sessions = len(unit.sessions.page(of=row.id, limit=MOST).rows)
        is_last = _nobody_else_administers(unit, row.id)
    goes = [
        "What sends this key is refused from now on, and nobody can make the key live again; a "
        "new one can be made."
    ]
    if sessions:
        goes.append(f"{_browsers(sessions)} signed out, having come in with it.")
    if row.id == who.name:
        goes.append("You are signed in with this key: you are signed out at once.")
    if is_last:
        goes.append(
            "Nobody else may administer this organisation: after it no page lets anybody in any "
            "more, and only the command beside the database does."
        )
    used = readable_time(row.used_at) if row.used_at is not None else "never"
    return render(
        "confirm.html",
        here="/access",
        title=f"Revoke the key “{row.name}”?",
        facts=[
            ("Key", f"{short_id(row.id)}, made {readable_time(row.created_at)}"),
            ("May", ", ".join(row.scopes)),
            ("Last used", used),
        ],
        goes=" ".join(goes),
        stays="What was made with it: uploads, audits, schedules and their reports.",
        action=f"/access/keys/{row.id}/revoke" if key["state"] == "live" else "",
        no_action=f"It is {key['state']} already.",
        button=f"Revoke the key “{row.name}”",
        back="/access#keys",
    )


@pages.post("/access/keys/<key_id>/revoke")
@access("admin")
def revoke_key(key_id: str) -> Response:
    """The key opens nothing any more."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        administering.revoke_key(unit, who.tenant, key_id[:80], by=who.name)
        unit.commit()
    return redirect("/access?done=revoked#keys", 303)  # type: ignore[return-value]


@pages.get("/access/people/<person_id>/shut-out")
@access("admin")
def ask_shut_out(person_id: str) -> Response:
    """What letting them in no more takes along; nothing is done."""
    who = caller()
    with services().records.reading(who.tenant) as unit:
        row = unit.users.find(person_id[:80])
        sessions = len(unit.sessions.page(of=row.id, limit=MOST).rows)
        is_last = _nobody_else_administers(unit, row.id)
    goes = ["Their password opens nothing from now on."]
    if sessions:
        goes.append(f"{_browsers(sessions)} signed out.")
    if row.id == who.name:
        goes.append("This is you: you are signed out at once.")
    if is_last:
        goes.append("Nobody else may administer this organisation.")
    return render(
        "confirm.html",
        here="/access",
        title=f"Let {row.name} in no more?",
        facts=[("Role", row.role or ", ".join(row.scopes))],
        goes=" ".join(goes),
        stays="What they made and said, under their name. They can be let in again.",
        action=f"/access/people/{row.id}",
        fields=[("disabled", "yes")],
        button=f"Let {row.name} in no more",
        back="/access#people",
    )


def _browsers(count: int) -> str:
    return "1 browser is" if count == 1 else f"{count} browsers are"


def _nobody_else_administers(unit: UnitOfWork, but: str) -> bool:
    """Whether no other live key, and nobody else who is let in, may administer."""
    now = unit.now()
    keys = [
        row.id
        for row in unit.keys.page(limit=MOST).rows
        if "admin" in row.scopes
        and row.revoked_at is None
        and (row.expires_at is None or row.expires_at > now)
    ]
    people = [
        row.id
        for row in unit.users.page(limit=MOST).rows
        if "admin" in row.scopes and row.disabled_at is None
    ]
    return not {*keys, *people} - {but}
