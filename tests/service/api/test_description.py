"""The OpenAPI document says what guards each route."""

import json

from service.api.description import describe, written
from tests.service.conftest import Place


def test_each_operation_says_its_scope_and_how_it_refuses(place: Place) -> None:
    paths = describe(place.app)["paths"]
    reading, writing = paths["/v1/audits"]["get"], paths["/v1/audits"]["post"]
    assert reading["security"] == [{"key": ["read"]}]
    assert writing["security"] == [{"key": ["write"]}]
    assert {"401", "403", "409", "422"} <= set(reading["responses"])
    assert "415" in writing["responses"]
    assert "415" not in reading["responses"]


def test_a_public_route_needs_no_key_and_refuses_nobody_for_one(place: Place) -> None:
    operation = describe(place.app)["paths"]["/.well-known/evenhand-keys"]["get"]
    assert operation["security"] == []
    assert not {"401", "403"} & set(operation["responses"])


def test_every_refusal_is_a_problem_and_yaml_is_taken_where_json_is(place: Place) -> None:
    document = describe(place.app)
    assert document["openapi"] == "3.1.0"
    problem = {"$ref": "#/components/schemas/Problem"}
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status in ("401", "403", "404", "422", "429"):
                    content = response["content"]["application/problem+json"]
                    assert content["schema"] == problem
            body = operation.get("requestBody", {}).get("content", {})
            assert ("application/json" in body) == ("application/yaml" in body)


def test_it_is_written_once_as_it_is_described(place: Place) -> None:
    text = written(place.app)
    assert json.loads(text) == describe(place.app)
    assert written(place.app) is text
    answer = place.client.get("/openapi.json")
    assert (answer.content_type, answer.data) == ("application/json", text)
