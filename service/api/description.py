"""The OpenAPI document: what the framework collects, completed by what guards every route."""

from http import HTTPStatus
from typing import Any

from flask_openapi3.openapi import OpenAPI

from service import shapes
from service.auth import access_of
from service.errors import PROBLEM_JSON

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
# Every route may answer these; 401 and 403 only where a key is asked for.
ALWAYS = (400, 404, 405, 413, 422, 429, 503)
GUARDED = (401, 403)
WRITING = (408, 409, 411, 415, 507)
# The bodies that the strict reader takes; the framework knows of the first alone.
_YAML = "application/yaml"


def describe(app: OpenAPI) -> dict[str, Any]:
    """OpenAPI 3.1 for this app."""
    return _completed(app)


def written(app: OpenAPI) -> bytes:
    """The description as JSON; made once, since whoever asks for it needs no key."""
    text: bytes | None = app.extensions.get("evenhand-openapi-text")
    if text is None:
        text = app.json.dumps(describe(app), separators=(",", ":")).encode()
        app.extensions["evenhand-openapi-text"] = text
    return text


def _completed(app: OpenAPI) -> dict[str, Any]:
    document = app.api_doc
    app.spec_json = {}  # the framework would keep it, and is asked once
    document["openapi"] = "3.1.0"
    components = document.setdefault("components", {})
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "`ehk_<id>_<secret>`"}
    }
    schemas = components.setdefault("schemas", {})
    schemas.pop("ValidationErrorModel", None)
    problem = shapes.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    declared = _declared(app)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, declared[path, method])
    return document


def _complete(operation: dict[str, Any], method: str, required: str) -> None:
    operation["security"] = [] if required == "public" else [{"key": [required]}]
    responses = operation["responses"]
    responses.pop("422", None)
    statuses = {*ALWAYS, *(GUARDED if required != "public" else ())}
    statuses |= set(WRITING) if method != "get" else {409}
    if required == "public" and method != "get":
        statuses.add(401)  # without a key, but signed
    for status in sorted(statuses):
        responses.setdefault(
            str(status),
            {
                "description": HTTPStatus(status).phrase,
                "content": {PROBLEM_JSON: {"schema": _PROBLEM}},
            },
        )
    body = operation.get("requestBody", {}).get("content", {})
    if "application/json" in body:
        body[_YAML] = body["application/json"]


def _declared(app: OpenAPI) -> dict[tuple[str, str], str]:
    """Path and method of every rule, with what its view demands."""
    required_scopes: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<", "{").replace(">", "}")
        required = access_of(app, rule.endpoint)
        for method in rule.methods or ():
            required_scopes[path, method.lower()] = required or "admin"
    return required_scopes
