"""A refusal in the words of who reads it: people have roles, programs have scopes."""

from dataclasses import replace

from flask import current_app, request

from service.auth import Caller, access_of
from service.context import services
from service.errors import Forbidden, Invalid, ServiceError
from service.identity import is_id
from service.roles import ABOUT, OPERATE, ROLES

MOST_NAMES = 3
UPLOADS = "/audits/new/"


def for_people(error: ServiceError, who: Caller | None) -> ServiceError:
    """What a page shows of the refusal; of what is no question of roles, the refusal itself."""
    if isinstance(error, Invalid) and request.path.startswith(UPLOADS):
        return _of_upload(error)
    scope = access_of(current_app, request.endpoint) if request.endpoint else None
    if not isinstance(error, Forbidden) or who is None or scope is None or who.may(scope):
        return error
    if is_id(who.name, "user"):
        return _of_person(who, scope)
    refusal = Forbidden(
        f"You are signed in with a key that may {', '.join(sorted(who.scopes))}; this needs the "
        f"scope {scope}.",
        hint="Sign out, and sign in by name or with a key that has it.",
    )
    refusal.title = "The key you are signed in with may not do that"
    return refusal


def _of_upload(error: Invalid) -> Invalid:
    """Of a file that a form sent: who chose it sends no bytes, and goes back to the form."""
    problems = [
        replace(problem, field="file", remedy="choose another file")
        if problem.field == "body"
        else problem
        for problem in error.problems
    ]
    refusal = Invalid(error.detail, problems=problems, hint="Nothing was stored.")
    refusal.title = "The file was not taken"
    return refusal


def _of_person(who: Caller, scope: str) -> Forbidden:
    with services().records.reading(who.tenant) as unit:
        role = unit.users.find(who.name).role
        people = unit.users.page(limit=200).rows
    able = [name for name, scopes in ROLES.items() if scope in scopes]
    administrators = sorted(
        row.name for row in people if "admin" in row.scopes and row.disabled_at is None
    )[:MOST_NAMES]
    whom = f" ({', '.join(administrators)})" if administrators else ""
    asked = "an operator" if scope == OPERATE else f"an administrator{whom}"
    may = f": it {ABOUT[role]}" if role in ("viewer", "author") else ""
    refusal = Forbidden(
        f"Your role {role or 'here'} does not allow it{may}. {' or '.join(able).capitalize()} may.",
        hint=f"Ask {asked} to do it, or for another role.",
    )
    refusal.title = "Your role may not do that"
    return refusal
