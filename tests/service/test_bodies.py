"""Hostile bodies and addresses: always a 4xx with a code, never a 500."""

import json
import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bodies import parse_json, parse_yaml
from service.errors import BadRequest, Invalid
from tests.service.conftest import ORIGIN, Place

DEEP = b"[" * 100_000 + b"]" * 100_000
BODIES = {
    "deep array": DEEP,
    "deep object": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "33 levels": b"[" * 33 + b"]" * 33,
    "NaN": b'{"dataset": {"id": NaN}}',
    "infinity": b'{"settings": {"confidence": Infinity}}',
    "infinite exponent": b'{"settings": {"confidence": 1e999}}',
    "5,000 digits": b'{"settings": {"seed": ' + b"9" * 5_000 + b"}}",
    "70 bits": b'{"settings": {"seed": 1180591620717411303424}}',
    "duplicate key": b'{"dataset": {"id": "a"}, "dataset": {"id": "b"}}',
    "NUL": b'{"dataset": {"name": "a\\u0000b"}}',
    "lone surrogate": b'{"dataset": {"name": "\\ud800"}}',
    "lone surrogate key": b'{"dataset": {"\\udfff": 1}}',
    "bad UTF-8": b'{"dataset": {"name": "\xff\xfe"}}',
    "UTF-16": '{"dataset": {}}'.encode("utf-16"),
    "empty": b"",
    "not JSON": b"{",
    "trailing": b"{} {}",
    "array": b"[]",
    "text": b'"text"',
    "null": b"null",
    "number": b"1",
    "too large": b'{"a": "' + b"x" * (1 << 20) + b'"}',
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_refused_with_a_code(place: Place, name: str) -> None:
    for path in ("/v1/audits", "/v1/policies"):
        answer = place.client.post(
            path,
            data=BODIES[name],
            headers={**place.headers(), "Content-Type": "application/json"},
        )
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.mimetype == "application/problem+json"
        assert answer.json["code"]
        assert answer.json["hint"]


@pytest.mark.parametrize(
    "text",
    ["a: &x [1]\nb: *x", "a: 1\na: 2", "!!python/object/apply:os.system [id]", "? [1]\n: 2",
     "? {a: 1}\n: 2", "- " * 5_000, "\x00", "a: .nan", "a: .inf", "[" * 2_000, "\t- x", "a: 1e999"],
)  # fmt: skip
def test_hostile_yaml_is_refused(place: Place, text: str) -> None:
    answer = place.client.post(
        "/v1/audits",
        data=text.encode(),
        headers={**place.headers(), "Content-Type": "application/yaml"},
    )
    assert 400 <= answer.status_code < 500, answer.text


@pytest.mark.parametrize(
    ("path", "kind"), [("/v1/audits", "yaml"), ("/v1/policies", "yaml"), ("/v1/schedules", "yaml"),
                       ("/policies", "form"), ("/schedules", "form")],
)  # fmt: skip
@pytest.mark.parametrize("text", ["[" * 60_000, "{" * 60_000, "- " * 60_000, "? " * 60_000])
def test_sixty_kilobytes_of_brackets_cost_no_time_on_any_route(
    place: Place, path: str, kind: str, text: str
) -> None:
    began = time.process_time()
    if kind == "form":
        sent = {
            "name": "n", "rules": text, "document": text, "expression": "0 0 * * *", "zone": "UTC",
            "overlap": "skip", "catch_up": "latest", "trigger": "cron",
        }  # fmt: skip
        browser = place.signed_in()
        token = re.search(r'name="csrf" value="([^"]+)"', browser.get(path).text)
        assert token is not None
        answer = browser.post(path, data={**sent, "csrf": token[1]}, headers={"Origin": ORIGIN})
    else:
        headers = {**place.headers(), "Content-Type": "application/yaml"}
        answer = place.client.post(path, data=text, headers=headers)
    assert time.process_time() - began < 5
    assert answer.status_code == 422
    assert "levels deep" in answer.text


def test_the_answer_to_twenty_thousand_problems_is_short(place: Place) -> None:
    columns = {f"c{number}": {"role": "nope"} for number in range(20_000)}
    answer = place.client.post(
        "/v1/audits", json={"dataset": {"id": "x", "columns": columns}}, headers=place.headers()
    )
    assert answer.status_code == 422
    assert len(answer.data) < 50_000
    assert "19,950 more problems" in answer.json["problems"][-1]["reason"]


def test_yaml_says_the_same_as_json(place: Place) -> None:
    data = place.upload()
    answer = place.client.post(
        "/v1/audits",
        data=f"dataset:\n  id: {data}\n  columns:\n    sex: {{role: protected}}\n"
        "    answer: {role: prediction}\n",
        headers={**place.headers(), "Content-Type": "application/yaml"},
    )
    assert answer.status_code == 202, answer.text


def test_a_form_is_no_document(place: Place) -> None:
    answer = place.client.post("/v1/audits", data={"dataset": "x"}, headers=place.headers())
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "path",
    ["/v1/audits/..%2f..%2fetc%2fpasswd", "/v1/audits/%252e%252e%252f", "/v1/audits/%00",
     "/v1/audits?cursor=%00", "/v1/audits/" + "a" * 5_000,
     "/static/../settings.py", "/static/..%2f..%2fsettings.py", "/static/%2e%2e/app.py",
     "/v1/audits?limit=x", "/v1/audits?limit=0",
     "/v1/audits?unknown=1", "/v1/audits?limit=99999999",
     "/v1/audits?state=asleep", "/v1/models/x/versions?cursor=%20", "/audits/%0d%0aSet-Cookie:x"],
)  # fmt: skip
def test_an_odd_address_is_refused(place: Place, path: str) -> None:
    answer = place.client.get(path, headers=place.headers())
    assert 400 <= answer.status_code < 500
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("key", ["a b", "é", "x" * 201, "a\tb"])
def test_an_odd_idempotency_key_is_refused(place: Place, key: str) -> None:
    headers = {**place.headers(), "Idempotency-Key": key}
    answer = place.client.post("/v1/audits", json={"dataset": {"id": "x"}}, headers=headers)
    assert answer.status_code == 422
    assert answer.json["problems"][0]["field"] == "Idempotency-Key"


def test_an_unknown_host_name_is_not_answered(place: Place) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::1", ""):
        answer = place.client.get("/healthz", headers={"Host": host})
        assert answer.status_code == 400, host
    for host in ("localhost:8321", "127.0.0.1", "[::1]:80", "LOCALHOST"):
        assert place.client.get("/healthz", headers={"Host": host}).status_code == 200, host


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(JSON_VALUES)
def test_what_is_read_is_what_the_standard_parser_reads(value: object) -> None:
    data = json.dumps(value).encode()
    with suppress(BadRequest):
        assert parse_json(data) == json.loads(data)


@given(st.binary(max_size=60))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    for parse in (parse_json, parse_yaml):
        with suppress(BadRequest, Invalid):
            parse(data)


@pytest.mark.parametrize(
    ("address", "field", "remedy"),
    [
        ("/v1/audits?cursor=zzz", "cursor", "of the page before"),
        ("/v1/audits?limit=many", "limit", "give a whole number"),
        ("/v1/audits?limt=5", "limt", "did you mean 'limit'?"),
        ("/v1/audits?colour=red", "colour", "docs/api.md"),
    ],
)
def test_a_query_that_does_not_fit_is_told_a_remedy_of_its_own(
    place: Place, address: str, field: str, remedy: str
) -> None:
    answer = place.client.get(address, headers=place.headers())
    assert answer.status_code == 422
    (problem,) = answer.json["problems"]
    assert problem["field"] == field
    assert remedy in problem["remedy"]


def test_a_host_that_is_not_served_is_told_the_setting(place: Place) -> None:
    answer = place.client.get("/v1/audits", headers={**place.headers(), "Host": "evil.example"})
    assert answer.status_code == 400
    assert "EVENHAND_ALLOWED_HOSTS" in answer.json["hint"]
