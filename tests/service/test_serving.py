"""Refusals before the application is asked; slow senders stand in `tests/end_to_end`."""

import json
from http import HTTPStatus
from http.client import HTTPResponse
from io import BytesIO
from typing import Any

import pytest

from service.serving import answer, upload_threads


class Wire:
    """Bytes as a socket gives them to the standard library's client."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, *_: object) -> BytesIO:
        return BytesIO(self._data)


@pytest.mark.parametrize(
    "status", [HTTPStatus.REQUEST_URI_TOO_LONG, HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_TIMEOUT]
)
def test_a_refusal_is_http_that_ends_the_connection_and_a_problem_document(
    status: HTTPStatus,
) -> None:
    wire: Any = Wire(answer(status, "some_code", "Do – otherwise."))
    response = HTTPResponse(wire)
    response.begin()
    assert response.status == status
    assert response.getheader("Connection") == "close"
    assert response.getheader("Content-Type") == "application/problem+json"
    document = json.loads(response.read())  # as long as Content-Length says, in bytes
    assert document["status"] == int(status)
    assert document["hint"] == "Do – otherwise."
    assert document["type"] == "urn:evenhand:problem:some_code"


@pytest.mark.parametrize(("threads", "uploads"), [(1, 2), (4, 2), (16, 8)])
def test_some_uploads_are_always_read_and_never_by_all_threads(threads: int, uploads: int) -> None:
    assert upload_threads(threads) == uploads
