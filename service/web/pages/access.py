"""Who may come in, as pages: people, keys and sessions for administrators; one's own account."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from audits.errors import Refused
from service import administering
from service.answers.access import key_answer, person_answer, session_answer
from service.auth import access, caller
from service.context import services
from service.identity import is_id
from service.passwords import LEAST
from service.records.errors import ConflictingWrite
from service.roles import ABOUT, OPERATE, ROLES, SCOPES
from service.sessions import password_fits
from service.web.rendering import render

pages = Blueprint("access_pages", __name__)

MOST = 200
DONE = {
    "added": "The person was added. Tell them their name and first password.",
    "changed": "The person was changed, and their sessions ended.",
    "shut-out": "They are let in no more, and their sessions ended.",
    "let-in": "They are let in again.",
    "revoked": "The key was revoked.",
    "signed-out": "The browser was signed out.",
}
DAYS = {"30": 30.0, "90": 90.0, "365": 365.0, "": None}


@pages.get("/access")
@access("admin")
def show() -> Response:
    """People, keys and sessions of the organisation."""
    return _page()


@pages.post("/access/people")
@access("admin")
def make_person() -> Response:
    """Somebody who may sign in."""
    who, form = caller(), request.form
    fields = {"name": form.get("name", "")[:MOST].strip(), "role": form.get("role", "")}
    records, password = services().records, form.get("password", "")[:1000]
    try:
        hashed = administering.password_hash(records, who.tenant, password, name=fields["name"])
        with records.writing(who.tenant) as unit:
            administering.make_person(
                unit, who.tenant, fields["name"], role=fields["role"], password_argon2=hashed,
                by=who.name, operates=who.may(OPERATE),
            )  # fmt: skip
            unit.commit()
    except Refused as refused:
        return _page(refused.problems, typed=fields, status=422)
    except ConflictingWrite:
        taken = Refused.because("name", "somebody has this name already", "choose another")
        return _page(taken.problems, typed=fields, status=422)
    return redirect("/access?done=added#people", 303)  # type: ignore[return-value]


@pages.post("/access/people/<person_id>")
@access("admin")
def change_person(person_id: str) -> Response:
    """Another role, another password, let in no more, or again."""
    who, form, records, person = caller(), request.form, services().records, person_id[:80]
    changes: dict[str, Any] = {}
    if form.get("role"):
        changes["role"] = form["role"]
    if form.get("disabled") in ("yes", "no"):
        changes["disabled"] = form["disabled"] == "yes"
    try:
        if form.get("password"):
            changes["password_argon2"] = administering.password_hash(
                records, who.tenant, form["password"][:1000], person=person
            )
        with records.writing(who.tenant) as unit:
            administering.change_person(
                unit, who.tenant, person, by=who.name, operates=who.may(OPERATE), **changes
            )
            unit.commit()
    except Refused as refused:
        return _page(refused.problems, status=422)
    done = {"yes": "shut-out", "no": "let-in"}.get(form.get("disabled", ""), "changed")
    return redirect(f"/access?done={done}#people", 303)  # type: ignore[return-value]


@pages.post("/access/keys")
@access("admin")
def make_key() -> Response:
    """A key for a program; its text stands on this answer alone."""
    who, form = caller(), request.form
    days = DAYS.get(form.get("days", ""), 90.0)
    try:
        with services().records.writing(who.tenant) as unit:
            _, text = administering.make_key(
                unit, who.tenant, form.get("name", "")[:MOST].strip(),
                scopes=form.getlist("scopes"), days=days, by=who.name,
                operates=who.may(OPERATE),
            )  # fmt: skip
            unit.commit()
    except Refused as refused:
        return _page(refused.problems, status=422)
    return _page(made=text)


@pages.post("/access/sessions/<session_id>/end")
@access("admin")
def end_session(session_id: str) -> Response:
    """The browser is signed out."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        administering.end_session(unit, who.tenant, session_id[:80], by=who.name)
        unit.commit()
    return redirect("/access?done=signed-out#sessions", 303)  # type: ignore[return-value]


@pages.get("/account")
@access("read")
def account() -> Response:
    """One's own password and sessions."""
    return _account()


@pages.post("/account/password")
@access("read")
def change_password() -> Response:
    """Another password, for who knows the present one; every session of theirs ends."""
    who, form, records = caller(), request.form, services().records
    try:
        if not is_id(who.name, "user") or not password_fits(who.name, form.get("present", "")):
            raise Refused.because(
                "present", "this is not your present password", "type it again", "wrong_password"
            )
        hashed = administering.password_hash(
            records, who.tenant, form.get("password", "")[:1000], person=who.name
        )
        with records.writing(who.tenant) as unit:
            administering.change_person(
                unit, who.tenant, who.name, by=who.name, password_argon2=hashed
            )
            unit.commit()
    except Refused as refused:
        return _account(refused.problems, status=422)
    return redirect("/login?next=/account", 303)  # type: ignore[return-value]


@pages.post("/account/sessions/<session_id>/end")
@access("read")
def end_own_session(session_id: str) -> Response:
    """Sign another browser of one's own out."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        unit.sessions.end(session_id[:80], of=who.name)
        unit.log.append(who.tenant, who.name, "session.ended", session_id[:80])
        unit.commit()
    return redirect("/account?done=signed-out", 303)  # type: ignore[return-value]


def _page(problems: Any = (), *, typed: Any = None, made: str = "", status: int = 200) -> Response:
    who = caller()
    operates = who.may(OPERATE)
    with services().records.reading(who.tenant) as unit:
        people = unit.users.page(limit=MOST).rows
        keys = unit.keys.page(limit=MOST).rows
        sessions = unit.sessions.page(limit=MOST).rows
        names = unit.requester_names.names(row.user_id or row.key_id for row in sessions)
        now = unit.now()
        organisation = unit.tenants.find(who.tenant).name
    return render(
        "access.html",
        here="/access",
        organisation=organisation,
        people=[person_answer(row) for row in people],
        keys=[key_answer(row, now) for row in keys],
        sessions=[_with_browser(session_answer(row, names)) for row in sessions],
        own_session=who.session_id,
        roles=[(name, _about(name)) for name in ROLES if OPERATE not in ROLES[name] or operates],
        scopes=[scope for scope in SCOPES if scope != OPERATE or operates],
        least=LEAST,
        typed=typed or {"name": "", "role": "viewer"},
        problems=problems,
        made=made,
        done=DONE.get(request.args.get("done", "")),
        status=status,
    )


def _with_browser(session: dict[str, Any]) -> dict[str, Any]:
    from service.web.browsers import browser_name  # one page alone names browsers

    return {**session, "browser": browser_name(session["agent"] or "")}


def _about(role: str) -> str:
    """What the role may do here, where a setting decides a part of it."""
    if role != "approver":
        return ABOUT[role]
    waives = services().settings.waivers == "approvers"
    return "also signs audits off, waives and accepts" if waives else "also signs audits off"


def _account(problems: Any = (), *, status: int = 200) -> Response:
    who = caller()
    with services().records.reading(who.tenant) as unit:
        sessions = unit.sessions.page(of=who.name, limit=MOST).rows
        name = unit.requester_names.names([who.name]).get(who.name, who.name)
    return render(
        "account.html",
        here="/account",
        name=name,
        is_person=is_id(who.name, "user"),
        scopes=[scope for scope in SCOPES if who.may(scope)],
        sessions=[_with_browser(session_answer(row, {who.name: name})) for row in sessions],
        own_session=who.session_id,
        least=LEAST,
        problems=problems,
        done=DONE.get(request.args.get("done", "")),
        status=status,
    )
