"""How pages are filled: the words, times and addresses that templates need."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request

from service.auth import CrossSite, NeedsSignIn, is_api, is_from_our_page, visitor
from service.context import services
from service.errors import ServiceError
from service.organisation_management import only_organisation
from service.records.unit_of_work import EVERYONE
from service.roles import OPERATE
from service.shapes import rfc3339
from service.web import FOLDER
from service.web.kept_forms import filled_in

ENDED = "Your session ended while this page was open. What you filled in is kept: sign in."
REPORT_FILES = "report/"
REPORT_FOLDER = FOLDER.parents[1] / "audits" / "report" / "static"
_OF_AN_AUDIT = re.compile(r"(/audits/aud_\w+)/.")
PROGRAM_PATHS = ("/healthz", "/readyz", "/metrics", "/openapi.json", "/static/", "/.well-known/")


def install(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        rfc3339=rfc3339,
        readable_time=readable_time,
        readable_day=readable_day,
        clock=clock,
        bytes=readable_bytes,
        sentence=sentence,
        words=words,
        short_id=short_id,
        with_filter=with_filter,
        as_query=as_query,
    )
    app.jinja_env.globals["static"] = static_address


def report_files() -> Blueprint:
    """The report's styles and scripts, under the service's own static addresses."""
    return Blueprint(
        "report_files", __name__, static_folder=str(REPORT_FOLDER), static_url_path="/static/report"
    )


def render(template: str, *, here: str = "", status: int = 200, **values: Any) -> Response:
    """A page; `here` is the address of its place in the main navigation."""
    who = visitor()
    page = render_template(
        template,
        here=here,
        caller=who,
        csrf_token=who.csrf if who else "",
        may_write=bool(who and who.may("write")),
        may_administer=bool(who and who.may("admin")),
        may_operate=bool(who and who.may(OPERATE)),
        public_url=services().settings.public_url,
        status=status,
        **values,
    )
    return make_response(page, status)


def sign_in_page(
    address: str,
    *,
    fields: Sequence[tuple[str, str]] = (),
    message: str = "",
    status: int = 200,
) -> Response:
    """The page that signs in and leads on to the address.

    fields: of a form, by name, that go along.
    """
    return render(
        "login.html", next=address, kept=fields, message=message, status=status,
        asks_organisation=only_organisation() is None, people=_has_people(),
    )  # fmt: skip


def _has_people() -> bool:
    """Whether somebody here signs in by name; then that form comes first."""
    with services().records.reading(EVERYONE) as unit:
        return bool(unit.users.page(limit=1).rows)


def wants_a_page() -> bool:
    """Whether a refusal should be a page: a browser asked for one."""
    if is_api(request.path) or request.path.startswith(PROGRAM_PATHS):
        return False
    return request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"


def problem_page(error: ServiceError) -> Response:
    """The refusal as a page; somebody without a session is led to sign in."""
    if isinstance(error, NeedsSignIn):
        address = request.full_path.rstrip("?") if request.method == "GET" else "/audits"
        fields = filled_in() if is_from_our_page() else []
        if fields:  # a form that was open for longer than its session: nothing is lost
            address_of_form = request.full_path.rstrip("?")
            return sign_in_page(address_of_form, fields=fields, message=ENDED, status=401)
        return redirect(f"/login?next={quote(address)}", 303)  # type: ignore[return-value]
    if isinstance(error, CrossSite) and error.is_stale and (fields := filled_in()):
        address = request.full_path.rstrip("?")
        return render("resume.html", address=address, kept=fields, status=403)
    from service.web.refused_words import for_people  # only where something was refused

    shown = for_people(error, visitor())
    response = render("problem.html", problem=shown, back=_back(), status=error.status)
    response.headers.update(error.headers)
    return response


def _back() -> tuple[str, str]:
    """Where the refusal's page leads: to what was asked about, else to the audits."""
    from service.web.refused_words import UPLOADS

    if request.path.startswith(UPLOADS):
        uploads = {key: request.args[key] for key in ("model", "dataset") if key in request.args}
        return (
            f"/audits/new?{urlencode(uploads)}" if uploads else "/audits/new",
            "Back to the form",
        )
    match = _OF_AN_AUDIT.match(request.path)
    return (match[1], "Back to the audit") if match else ("/audits", "Go to the audits")


@cache
def static_address(name: str) -> str:
    """The file's address with its fingerprint, so that browsers may keep it for good."""
    digest = hashlib.sha256(static_file(name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def static_file(name: str) -> Path:
    """Where a static file lies; those of the report belong to the report."""
    if name.startswith(REPORT_FILES):
        return REPORT_FOLDER / name.removeprefix(REPORT_FILES)
    return FOLDER / "static" / name


def readable_time(when: float | str, zone: str = "UTC") -> str:
    """`23 Nov 2026, 06:41 UTC`, from seconds since 1970 or RFC 3339; in a zone by its name."""
    seconds = datetime.fromisoformat(when).timestamp() if isinstance(when, str) else when
    return f"{datetime.fromtimestamp(seconds, ZoneInfo(zone)):%-d %b %Y, %H:%M} {zone}"


def readable_day(day: str) -> str:
    """`31 Dec 2026` of `2026-12-31`; what is no day as it is."""
    try:
        return f"{date.fromisoformat(day):%-d %b %Y}"
    except ValueError:
        return day


def clock(seconds: float) -> str:
    """`07:02:10`, UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%H:%M:%S")


def readable_bytes(size: float) -> str:
    """`4.2 MB`, powers of a thousand."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError


def sentence(text: str) -> str:
    """With a capital at its beginning and without the full stop, which the page sets."""
    text = text.strip().rstrip(".")
    return text[:1].upper() + text[1:]


def words(name: str) -> str:
    """`false_positive_rate` as people write it."""
    return name.replace("_", " ")


def short_id(identifier: str) -> str:
    """The last characters, by which people tell two audits apart."""
    return identifier[-8:]


def with_filter(filters: Mapping[str, str], name: str, value: str) -> str:
    """The list's address with one filter changed and the first page shown."""
    changed = {key: choice for key, choice in {**filters, name: value}.items() if choice}
    return f"/audits?{urlencode(changed)}" if changed else "/audits"


def as_query(filters: Mapping[str, str]) -> str:
    """The filters as the beginning of a query, ending with `&`."""
    query = urlencode({key: value for key, value in filters.items() if value})
    return f"{query}&" if query else ""
