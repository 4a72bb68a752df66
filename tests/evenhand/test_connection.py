"""Refusals and failures of a service, as errors."""

import httpx
import pytest

from audits.errors import Refused
from evenhand.client import Client
from evenhand.connection import ServiceFailed
from tests.evenhand.test_client import _no_pauses, speaking

__all__ = ["_no_pauses"]  # fixtures


def test_a_problem_keeps_its_code_and_field() -> None:
    problem = {"field": "policy", "reason": "r", "remedy": "m", "code": "unknown_policy"}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(422, json={"code": "invalid", "problems": [problem]})

    with pytest.raises(Refused) as caught:
        speaking(answer).create_audit({})
    assert caught.value.problems[0].code == "unknown_policy"


@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_service_is_no_refusal(status: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json={"code": "internal", "title": "broke"})

    with pytest.raises(ServiceFailed, match="broke"):
        speaking(answer).audit("aud_1")


def test_a_key_that_is_not_known_is_named_by_where_it_came_from() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"code": "unauthorized", "title": "A valid key is needed"})

    client = Client(
        "http://service", "ehk_x", transport=httpx.MockTransport(answer), key_source="--key-file k"
    )
    with pytest.raises(Refused) as caught:
        client.audit("aud_1")
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("--key-file k", "unauthorized")
    assert "--key-file or EVENHAND_API_KEY" in problem.remedy
