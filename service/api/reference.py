"""Writes the routes of docs/api.md from the OpenAPI document: `python -m service.api.reference`."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PATH = Path(__file__).resolve().parents[2] / "docs" / "api.md"
MARK = "<!-- From here on written by `python -m service.api.reference`; a test checks it. -->\n"
# Every route may answer these; the page says so once.
COMMON = {
    *("400", "401", "403", "404", "405", "408", "409", "411", "413", "415", "422", "429"),
    *("503", "507"),
}


def reference(document: Mapping[str, Any]) -> str:
    """The routes as Markdown."""
    return "\n".join(_lines(document)) + "\n"


def complete(text: str, document: Mapping[str, Any]) -> str:
    """The page with its written part kept and its routes made anew."""
    written, _, _ = text.partition(MARK)
    return f"{written}{MARK}\n{reference(document)}"


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    yield "## Routes"
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield from _route(f"{method.upper()} {path}", operation)
    yield ""
    yield "## Shapes"
    for name in sorted(_spoken(document)):
        yield from _shape(name, schemas[name])


def _route(title: str, operation: Mapping[str, Any]) -> Iterator[str]:
    scopes = [scope for item in operation["security"] for scope in item["key"]]
    yield ""
    yield f"### `{title}`"
    yield ""
    yield operation.get("summary", "")
    if operation.get("description"):
        yield ""
        yield operation["description"].replace("<br/>", "\n").strip()
    yield ""
    yield f"Scope: {'`' + scopes[0] + '`' if scopes else 'none, public'}."
    for parameter in operation.get("parameters", []):
        about = parameter.get("description") or parameter["schema"].get("description") or ""
        needed = ", required" if parameter.get("required") else ""
        yield f"- `{parameter['name']}` ({parameter['in']}{needed}) {about}".rstrip()
    body = operation.get("requestBody", {}).get("content", {})
    for media, content in body.items():
        yield f"- body `{media}`: {_type(content.get('schema', {}))}"
    for status, answer in operation["responses"].items():
        if status not in COMMON or "application/problem+json" not in answer["content"]:
            for media, content in answer.get("content", {}).items():
                yield f"- answers `{status}` `{media}`: {_type(content.get('schema', {}))}"


def _shape(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"### {name}"
    yield ""
    yield schema.get("description", "")
    yield ""
    if "enum" in schema:
        yield f"One of {_type(schema)}."
    required = schema.get("required", [])
    for field, property_schema in schema.get("properties", {}).items():
        default = property_schema.get("default")
        taken = f" (then `{json.dumps(default)}`)" if isinstance(default, str | int | float) else ""
        mark = "" if field in required else f", may be left out{taken}"
        about = f": {property_schema['description']}" if property_schema.get("description") else ""
        yield f"- `{field}` {_type(property_schema)}{mark}{about}"


def _spoken(document: Mapping[str, Any]) -> set[str]:
    """Shapes of requests and answers, with the shapes inside them."""
    schemas = document["components"]["schemas"]
    names: set[str] = {"Problem"}
    for operations in document["paths"].values():
        for operation in operations.values():
            for message in (operation.get("requestBody", {}), *operation["responses"].values()):
                for content in message.get("content", {}).values():
                    names |= _named(content.get("schema", {}))
    waiting = list(names)
    while waiting:
        for name in _named(schemas[waiting.pop()]) - names:
            names.add(name)
            waiting.append(name)
    return names


def _named(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["$ref"].rpartition("/")[2]} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*(_named(item) for item in schema.values()))
    if isinstance(schema, list):
        return set().union(*(_named(item) for item in schema))
    return set()


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(_type(item) for item in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f"`{value}`" for value in schema["enum"])
    if "prefixItems" in schema:
        return f"[{', '.join(_type(item) for item in schema['prefixItems'])}]"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_type(schema['additionalProperties'])}"
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if schema.get("format"):
        return f"{schema.get('type')} ({schema['format']})"
    return str(schema.get("type", "any"))


def main() -> None:
    """Write the page."""
    from service.api.description import describe
    from service.app import create_app
    from service.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        app = create_app(Settings.from_environment({"EVENHAND_HOME": home}))
        text = PATH.read_text(encoding="utf-8")
        PATH.write_text(complete(text, describe(app)), encoding="utf-8")


if __name__ == "__main__":
    main()
