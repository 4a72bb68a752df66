"""What is refused before the application is asked, in the shape of all its refusals.

gunicorn would answer in HTML: an address or headers that are too long, bytes that are not HTTP, a
request that does not come to its end. Programs that ask `/v1` read problem+json there too.
"""

import json
from http import HTTPStatus

from gunicorn.http import errors

_STATUS: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (errors.LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (errors.LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (errors.UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED),
    (errors.ParseException, HTTPStatus.BAD_REQUEST),
)
# gunicorn says these better: they are about the server's own settings, or have a status of theirs.
_OTHERS = (errors.ConfigurationProblem, errors.ForbiddenProxyRequest, errors.ExpectationFailed)

# The code and the hint of each.
_REFUSALS = {
    HTTPStatus.REQUEST_URI_TOO_LONG: (
        "address_too_long",
        "Shorten the address; a long document belongs in the body.",
    ),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        "headers_too_large",
        "Send fewer or shorter headers.",
    ),
    HTTPStatus.NOT_IMPLEMENTED: (
        "unknown_transfer_coding",
        "Send the body plain, or chunked.",
    ),
    HTTPStatus.BAD_REQUEST: (
        "unreadable",
        "Send HTTP/1.1; see docs/api.md for the form of the request.",
    ),
    HTTPStatus.REQUEST_TIMEOUT: (
        "too_slow",
        "Send the request without pauses; large files go to POST /v1/models or /v1/datasets.",
    ),
}


def refusal_of(error: Exception) -> HTTPStatus | None:
    """The status of what cannot be read as a request; None where gunicorn answers itself."""
    if isinstance(error, _OTHERS):
        return None
    return next((status for kind, status in _STATUS if isinstance(error, kind)), None)


def answer(status: HTTPStatus) -> bytes:
    """The refusal as bytes of HTTP; the connection ends with it. status: one of `_REFUSALS`."""
    code, hint = _REFUSALS[status]
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
