"""How small or large a probe's parameter may be; one name means the same in every probe.

Beyond these a probe would break, or would answer with an interval that says nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

# The interval of the settings: under one half a doubtful number would look decided.
_CONFIDENCE = {"minimum": 0.5, "exclusiveMaximum": 1}
_COUNT = {"minimum": 1}

BOUNDS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "asked_rows": _COUNT,
        "confidence": _CONFIDENCE,
        "cost_false_negative": {"minimum": 0},
        "cost_false_positive": {"minimum": 0},
        "draws": {"minimum": 100},  # the 2.5th of 100 is the fewest that a percentile can name
        "how_many": _COUNT,
        "paragraph_size": {"minimum": 2},  # one sentence has no neighbour
        "permutations": {"minimum": 99},  # of fewer, no p-value is 0.01
        "regions": {"minimum": 2},
        "samples": {"minimum": 2},
        "seeds": {"minimum": 0},
        "smallest_group": _COUNT,
        "step": _COUNT,
        "window": _COUNT,
    }
)


def bounded(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON schema of a parameter with its bounds, where its name has some."""
    if name == "rows":  # numbers of rows, or how many
        if schema.get("type") == "array":
            return {**schema, "items": {**schema["items"], "minimum": 0}}
        return {**schema, **_COUNT}
    # JSON Schema asks a bound of numbers alone, so one that may be null needs no case of its own.
    return {**schema, **BOUNDS.get(name, {})}


def told(schema: Mapping[str, Any]) -> str:
    """What fits a parameter, in words: `give an integer of at least 1`."""
    if "enum" in schema:
        return f"give one of {', '.join(map(str, schema['enum']))}"
    kinds = [item.get("type") for item in schema.get("anyOf", ())] or [schema.get("type")]
    words = [_KINDS[kind] for kind in kinds if kind in _KINDS]
    if schema.get("type") == "array":
        words = [f"a list, each {told(schema['items']).removeprefix('give ')}"]
    limits = [f"{_LIMITS[key]} {schema[key]}" for key in _LIMITS if key in schema]
    bounds = f" of {' and '.join(limits)}" if limits else ""
    if words and "null" in kinds:
        return f"give {words[0]}{bounds}, or leave it out"
    return f"give {' or '.join(words) or 'another value'}{bounds}"


_KINDS = {
    "integer": "an integer",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
}
_LIMITS = {"minimum": "at least", "exclusiveMaximum": "under"}
