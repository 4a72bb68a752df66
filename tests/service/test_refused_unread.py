"""Refusals before the application is asked; slow senders stand in `tests/end_to_end`."""

import json
from http import HTTPStatus
from http.client import HTTPResponse
from io import BytesIO
from typing import Any

import pytest
from gunicorn.http import errors

from service.refused_unread import answer, refusal_of


class Wire:
    """Bytes as a socket gives them to the standard library's client."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, *_: object) -> BytesIO:
        return BytesIO(self._data)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (HTTPStatus.REQUEST_URI_TOO_LONG, "address_too_long"),
        (HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large"),
        (HTTPStatus.NOT_IMPLEMENTED, "unknown_transfer_coding"),
        (HTTPStatus.BAD_REQUEST, "unreadable"),
        (HTTPStatus.REQUEST_TIMEOUT, "too_slow"),
    ],
)
def test_a_refusal_is_http_that_ends_the_connection_and_a_problem_document(
    status: HTTPStatus, code: str
) -> None:
    wire: Any = Wire(answer(status))
    response = HTTPResponse(wire)
    response.begin()
    assert response.status == status
    assert response.getheader("Connection") == "close"
    assert response.getheader("Content-Type") == "application/problem+json"
    document = json.loads(response.read())  # as long as Content-Length says, in bytes
    assert (document["status"], document["title"]) == (int(status), status.phrase)
    assert (document["code"], document["type"]) == (code, f"urn:evenhand:problem:{code}")
    assert document["hint"].endswith(".")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.LimitRequestLine(9_000, 8_190), HTTPStatus.REQUEST_URI_TOO_LONG),
        (errors.LimitRequestHeaders("too long"), HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
        (errors.UnsupportedTransferCoding("magic"), HTTPStatus.NOT_IMPLEMENTED),
        (errors.InvalidRequestLine("good day"), HTTPStatus.BAD_REQUEST),
        # About the server's own settings, or with a status of their own: gunicorn's to say.
        (errors.ConfigurationProblem("as it is set up"), None),
        (errors.ExpectationFailed("tea"), None),
        (ValueError("nothing of HTTP"), None),
    ],
)
def test_each_kind_of_what_cannot_be_read_has_its_status(
    error: Exception, status: HTTPStatus | None
) -> None:
    assert refusal_of(error) == status
