"""Who is asking, and whether they may: API keys for programs, sessions for pages.

Sessions are opened and closed in `service/sessions.py`.
"""

import hmac
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request

from service.arriving import BODY_BYTES
from service.context import services
from service.errors import Forbidden, LengthRequired, ServiceError, TooLarge, Unauthenticated
from service.guarding import (
    count_caller,
    wrong_key,
)
from service.noting import note_refused_key
from service.records.access import fingerprint_of
from service.records.errors import ReadOnly
from service.records.unit_of_work import EVERYONE
from service.settings import Settings

Access = Literal["public", "read", "write", "approve", "admin", "operate"]
View = TypeVar("View", bound=Callable[..., object])

API_PREFIX = "/v1/"
STATIC = ("static", "report_files.static", "explorer.static")
_TOUCH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a live key or session. Everything they see belongs to `tenant`.

    name: the id of the key or person, as logs and `created_by` know them.
    csrf: the token that a page's forms must send back; empty for API keys.
    """

    tenant: str
    name: str
    scopes: frozenset[str]
    session_id: str = ""
    csrf: str = ""

    def may(self, scope: str) -> bool:
        """Whether the scope was granted."""
        return scope in self.scopes


class CrossSite(ServiceError):
    """A page of another site (or a stale form) tried to write with this browser's cookie."""

    status = 403
    code = "cross_site"
    title = "This form was not sent by one of our pages"
    hint = "Go back, load the page again and send the form from there."
    is_stale = False


class StaleForm(CrossSite):
    """The page is ours and was loaded in another session, such as the day before."""

    is_stale = True


class NeedsSignIn(Unauthenticated):
    """A page that needs a session; the browser is led to the sign-in page."""


def access(required: Access) -> Callable[[View], View]:
    """Say what a view demands. Every view must: `install` refuses an app where one is silent."""

    def declare(view: View) -> View:
        view.__access__ = required  # type: ignore[attr-defined]
        return view

    return declare


def takes_files(view: View) -> View:
    """Let a form of this view be as large as an upload; others may have a document's size."""
    view.__takes_files__ = True  # type: ignore[attr-defined]
    return view


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What the endpoint's view declared."""
    if endpoint in STATIC:
        return "public"
    return getattr(app.view_functions[endpoint], "__access__", None)


def caller() -> Caller:
    """Who is asking; only for views that are not public."""
    current_caller: Caller = g.caller
    return current_caller


def may_waive() -> bool:
    """Whether the caller may store waivers: anybody who writes, unless that is approvers' alone."""
    return services().settings.waivers != "approvers" or caller().may("approve")


def visitor() -> Caller | None:
    """Who is asking, or None on a public view without a session."""
    current_caller: Caller | None = g.get("caller")
    return current_caller


def install(app: Flask) -> None:
    """Check every request before its view; refuse to serve a view that declares nothing."""
    silent = [name for name in app.view_functions if access_of(app, name) is None]
    if silent:
        raise RuntimeError(f"views without @access: {', '.join(sorted(silent))}")
    app.before_request(_authenticate)


def is_api(path: str) -> bool:
    """Whether the path is for programs, which send keys and never cookies."""
    return path.startswith(API_PREFIX)


def _authenticate() -> None:
    if request.endpoint is None:  # no such route; the router says so in a moment
        return
    required = access_of(current_app, request.endpoint)
    if required == "public":
        _refuse_endless_bodies()
        if not is_api(request.path) and request.endpoint not in STATIC:
            g.caller = _from_cookie()
        return
    current_caller = _from_bearer() if is_api(request.path) else _from_cookie()
    if current_caller is None:
        raise _unknown() if is_api(request.path) else NeedsSignIn()
    count_caller(current_caller.name, current_caller.tenant)
    if not is_api(request.path):
        g.caller = current_caller  # a page that refuses is still theirs, with its navigation
    if required is None or not current_caller.may(required):
        raise Forbidden(f"The scope `{required}` is needed.")
    g.caller = current_caller
    if not is_api(request.path) and request.method not in ("GET", "HEAD", "OPTIONS"):
        check_origin()
        if hasattr(current_app.view_functions[request.endpoint], "__takes_files__"):
            request.max_content_length = services().settings.upload_bytes
        check_csrf(current_caller)


def _unknown() -> ServiceError:
    """The refusal of who sends no key, or a wrong one; guesses are counted."""
    token = request.headers.get("Authorization", "").partition(" ")[2]
    return wrong_key(name_of(token)) if token else Unauthenticated()


def name_of(key_text: str) -> str:
    """Which key the text claims to be; the secret is left out."""
    return key_text.strip().rpartition("_")[0][:80]


def _refuse_endless_bodies() -> None:
    """Who has no key sends a body of a known length, short enough to be gathered beforehand."""
    if request.content_length is None and request.headers.get("Transfer-Encoding"):
        raise LengthRequired()
    if (request.content_length or 0) > BODY_BYTES:
        raise TooLarge(f"A body may have {BODY_BYTES} bytes here.")


def _from_bearer() -> Caller | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= 200 or not token.isascii():
        return None
    records = services().records
    with records.reading(EVERYONE) as unit:
        key = unit.keys.verify(token.strip())
    if key is None:
        note_refused_key(token.strip())
        return None
    if key.used_at is None or key.used_at < time.time() - _TOUCH_SECONDS:
        # Where nothing can be written, what can be read is still shown.
        with suppress(ReadOnly), records.writing(EVERYONE) as unit:
            unit.keys.touch(key.id)
            unit.commit()
    return Caller(key.tenant_id, key.id, frozenset(key.scopes))


def _from_cookie() -> Caller | None:
    secret = request.cookies.get(cookie_name(services().settings), "")
    if not 0 < len(secret) <= 200:
        return None
    with services().records.reading(EVERYONE) as unit:
        session = unit.sessions.find(secret)
    if session is None:
        return None
    name = session.key_id or session.user_id or session.id
    return Caller(session.tenant_id, name, frozenset(session.scopes), session.id, session.csrf)


def check_origin() -> None:
    """Refuse a write whose page is not ours. Browsers name the page's origin on every POST."""
    origin = request.headers.get("Origin")
    if origin is None:
        if request.headers.get("Sec-Fetch-Site") == "same-origin":
            return
        raise CrossSite("The browser did not say which page sent the form.")
    public = urlsplit(services().settings.public_url)
    ours = {request.host_url.rstrip("/"), f"{public.scheme}://{public.netloc}"}
    if origin not in ours:
        raise CrossSite("The form came from another site.")


def is_from_our_page() -> bool:
    """Whether a page of ours sent the form."""
    try:
        check_origin()
    except CrossSite:
        return False
    return True


def check_csrf(who: Caller) -> None:
    """Refuse a form without this session's token."""
    sent = request.form.get("csrf", "")
    if not hmac.compare_digest(fingerprint_of(sent), fingerprint_of(who.csrf)):
        raise StaleForm("The form's token is missing or belongs to an older session.")


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to https and to this host; plain http cannot have it."""
    return "__Host-evenhand" if is_https(settings) else "evenhand_session"


def is_https(settings: Settings) -> bool:
    """Whether people reach the service over TLS."""
    return settings.public_url.startswith("https://")
