"""What stands on every answer, and which host names are answered at all."""

import base64
import hashlib
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, Response, request

from service.errors import BadRequest

PAGE_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
_INLINE = re.compile(rb"<(style|script)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)


def install(app: Flask, *, hosts: Collection[str]) -> None:
    """Check the host name of every request; complete the headers of every answer."""

    @app.before_request
    def refuse_foreign_hosts() -> None:
        # Without this, a page of another site could reach a loopback service by DNS rebinding.
        name = host_name(request.host)
        if name not in hosts:
            raise BadRequest(
                "This host name is not answered.",
                code="unknown_host",
                hint="Use the service's own address, or add the name to EVENHAND_ALLOWED_HOSTS.",
            )

    @app.after_request
    def complete(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if "Content-Security-Policy" not in response.headers:
            is_page = response.mimetype == "text/html"
            policy = page_policy() if is_page else DATA_POLICY
            response.headers["Content-Security-Policy"] = policy
        response.headers.setdefault("Cache-Control", "no-store")
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


def host_name(host: str) -> str:
    """The name without its port, lower case; `[::1]:80` is `::1`. Empty where malformed."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def page_policy() -> str:
    """The Content-Security-Policy of a page of the service."""
    return "; ".join(f"{name} {value}" for name, value in PAGE_POLICY.items())


def standalone_policy(page: bytes) -> str:
    """The policy of a self-contained report: only the inline blocks it came with, by hash."""
    hashes: dict[str, list[str]] = {"style": [], "script": []}
    for match in _INLINE.finditer(page):
        digest = base64.b64encode(hashlib.sha256(match[3]).digest()).decode()
        hashes[match[1].decode().lower()].append(f"'sha256-{digest}'")
    styles = " ".join(dict.fromkeys(hashes["style"])) or "'none'"
    scripts = " ".join(dict.fromkeys(hashes["script"])) or "'none'"
    return (
        f"default-src 'none'; style-src {styles}; script-src {scripts}; img-src data:; "
        "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
