"""Signing in and out."""

from flask import Blueprint, Response, redirect, request

from service import sessions
from service.auth import access, check_origin, cookie_name, is_https, visitor
from service.context import services
from service.organisation_management import only_organisation
from service.web.kept_forms import carried
from service.web.rendering import render, sign_in_page

pages = Blueprint("signing", __name__)


@pages.get("/")
@access("public")
def front() -> Response:
    """The front door leads to the audits."""
    return redirect("/audits", 303)  # type: ignore[return-value]


@pages.get("/login")
@access("public")
def show_login() -> Response:
    """The form; somebody who is signed in already goes on."""
    address = local_address(request.args.get("next", ""))
    if visitor() is not None:
        return redirect(address, 303)  # type: ignore[return-value]
    return sign_in_page(address)


@pages.post("/login")
@access("public")
def login() -> Response:
    """Open a session for a live key, or a name and its password."""
    check_origin()
    form = request.form
    address = local_address(form.get("next", ""))
    if form.get("key"):
        secret = sessions.sign_in_with_key(form["key"])
        message = "This key is unknown, expired or revoked."
    else:
        tenant = form.get("tenant", "")[:200] or only_organisation() or ""
        secret = sessions.sign_in_with_password(
            tenant, form.get("name", "")[:200], form.get("password", "")[:200]
        )
        message = "Organisation, name and password do not belong together."
        if not form.get("tenant"):
            message = "Name and password do not belong together."
    if secret is None:
        return sign_in_page(address, fields=carried(), message=message, status=401)
    if carried_over := carried():
        page = render(
            "resume.html", address=address, kept=carried_over, token=sessions.token_of(secret)
        )
        sessions.set_cookie(page, secret)
        return page
    response = redirect(address, 303)
    sessions.set_cookie(response, secret)  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


@pages.post("/logout")
@access("read")
def logout() -> Response:
    """Close the session here and forget the cookie there."""
    sessions.sign_out()
    response = redirect("/login", 303)
    settings = services().settings
    response.delete_cookie(cookie_name(settings), path="/", secure=is_https(settings))
    return response  # type: ignore[return-value]


def local_address(address: str) -> str:
    """The address if it lies on this service; the audits otherwise. `//host` is another site."""
    plain = address.isprintable() and address.isascii() and "\\" not in address
    inside = address.startswith("/") and not address.startswith("//")
    return address if plain and inside else "/audits"
