"""The forms of an audit's review: waive, withdraw, comment, sign off."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request

from audits.errors import Problem, Refused
from service import reviewing
from service.auth import access
from service.errors import Conflict
from service.web.kept_forms import is_only_looked_at
from service.web.pages.audit import audit_page

pages = Blueprint("reviewing", __name__)

FIELDS = ("finding", "owner", "reason", "until", "text", "about", "statement")


@pages.post("/audits/<audit_id>/waive")
@access("write")
def waive(audit_id: str) -> Response:
    """Waive a finding and go back to the review."""

    def do() -> None:
        reviewing.waive(
            audit_id,
            **{
                name: request.form.get(name, "") for name in ("finding", "owner", "reason", "until")
            },
        )

    return _done(audit_id, do)


@pages.post("/audits/<audit_id>/waivers/<waiver_id>/withdraw")
@access("write")
def withdraw(audit_id: str, waiver_id: str) -> Response:
    """End a waiver and go back to the review."""
    return _done(audit_id, lambda: reviewing.withdraw(waiver_id))


@pages.post("/audits/<audit_id>/comment")
@access("write")
def comment(audit_id: str) -> Response:
    """Add a comment and go back to the review."""
    text, about = request.form.get("text", ""), request.form.get("about", "")
    return _done(audit_id, lambda: reviewing.comment(audit_id, text=text, finding=about))


@pages.post("/audits/<audit_id>/sign-off")
@access("approve")
def sign_off(audit_id: str) -> Response:
    """Sign the report off and go back to the review."""
    text = request.form.get("statement", "")
    return _done(audit_id, lambda: reviewing.sign_off(audit_id, text=text))


def _done(audit_id: str, do: Callable[[], object]) -> Response:
    """Done, the page again; refused, the page with what was filled in and what does not fit."""
    if is_only_looked_at():
        return audit_page(audit_id, (), _typed())
    try:
        do()
    except Refused as refused:
        return audit_page(audit_id, refused.problems, _typed(), status=422)
    except Conflict as error:
        problem = Problem("review", error.detail or error.title, error.hint)
        return audit_page(audit_id, (problem,), _typed(), status=409)
    return redirect(f"/audits/{audit_id}#review", 303)  # type: ignore[return-value]


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "")[:2000] for name in FIELDS}
