"""gunicorn's worker of threads, which refuses what is no request in the shape of all refusals.

gunicorn answers in HTML before the application is asked: an address or headers that are too long,
and bytes that are not HTTP. Programs that ask `/v1` read problem+json there too.
"""

import json
from http import HTTPStatus
from typing import Any

from gunicorn.http import errors
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

_TOLD: tuple[tuple[type[Exception], HTTPStatus, str, str], ...] = (
    (
        errors.LimitRequestLine,
        HTTPStatus.REQUEST_URI_TOO_LONG,
        "address_too_long",
        "Shorten the address; a long document belongs in the body.",
    ),
    (
        errors.LimitRequestHeaders,
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "headers_too_large",
        "Send fewer or shorter headers.",
    ),
    (
        errors.UnsupportedTransferCoding,
        HTTPStatus.NOT_IMPLEMENTED,
        "unknown_transfer_coding",
        "Send the body plain, or chunked.",
    ),
    (
        errors.ParseException,
        HTTPStatus.BAD_REQUEST,
        "unreadable",
        "Send HTTP/1.1; see docs/api.md for the form of the request.",
    ),
)
_OTHERS = (errors.ConfigurationProblem, errors.ForbiddenProxyRequest, errors.ExpectationFailed)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """As `gthread`, in the project's words."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer what cannot be read as a request; gunicorn does the rest."""
        told = next((told for told in _TOLD if isinstance(exc, told[0])), None)
        if told is None or isinstance(exc, _OTHERS):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Invalid request from %s: %s", (addr or ("",))[0], exc)
        try:
            write_nonblock(client, answer(*told[1:]))
        except OSError:
            self.log.debug("Failed to send the refusal.")


def answer(status: HTTPStatus, code: str, hint: str) -> bytes:
    """The refusal as bytes of HTTP; the connection ends with it."""
    body = json.dumps(
        {
            "type": f"urn:evenhand:problem:{code}",
            "title": status.phrase,
            "status": int(status),
            "code": code,
            "hint": hint,
        }
    ).encode()
    head = (
        f"HTTP/1.1 {int(status)} {status.phrase}\r\nConnection: close\r\n"
        "Content-Type: application/problem+json\r\nX-Content-Type-Options: nosniff\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body
