"""The one shape of a refusal: RFC 9457."""

import json

import pytest
from werkzeug.exceptions import Gone, HTTPException, MethodNotAllowed, NotFound

from audits.errors import Problem
from service import errors


def test_a_refusal_is_a_problem_document_with_every_problem() -> None:
    problem = Problem("name", "it is empty", "give one", "missing")
    document = errors.Invalid("Two fields.", problems=[problem]).to_json()
    assert document == {
        "type": "urn:evenhand:problem:invalid",
        "title": "The request does not fit",
        "status": 422,
        "code": "invalid",
        "hint": "Mend each field that is listed.",
        "detail": "Two fields.",
        "problems": [
            {"field": "name", "reason": "it is empty", "remedy": "give one", "code": "missing"}
        ],
    }


def test_who_is_away_says_when_to_come_again_and_who_is_unknown_how_to_sign_in() -> None:
    away = errors.problem_response(errors.Unavailable(retry_seconds=7))
    assert (away.status_code, away.headers["Retry-After"]) == (503, "7")
    assert away.content_type == "application/problem+json"
    assert json.loads(away.data)["code"] == "unavailable"
    assert errors.Unauthenticated().headers == {"WWW-Authenticate": "Bearer"}


@pytest.mark.parametrize(
    ("raised", "status", "code", "headers"),
    [
        (NotFound(), 404, "not_found", {}),
        (MethodNotAllowed(["GET"]), 405, "method_not_allowed", {"Allow": "GET"}),
        (Gone(), 410, "gone", {}),
    ],
)
def test_the_frameworks_refusals_are_said_in_our_shape(
    raised: HTTPException, status: int, code: str, headers: dict[str, str]
) -> None:
    refusal = errors.from_http(raised)
    assert (refusal.status, refusal.code, refusal.headers) == (status, code, headers)


def test_one_refusals_own_code_is_not_the_next_ones() -> None:
    assert errors.Conflict(code="taken").code == "taken"
    assert errors.Conflict().code == "conflict"
