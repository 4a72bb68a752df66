"""How small or large a probe's parameter may be; one name means the same in every probe.

Below these a probe would break, or would answer with an interval that says nothing. Above them a
slip of a digit would ask for days of work: each is far beyond where an interval still narrows.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

MOST_SHOWN = 60  # characters of a value in a refusal

# The interval of the settings: under one half a doubtful number would look decided.
_CONFIDENCE = {"minimum": 0.5, "exclusiveMaximum": 1}
_COUNT = {"minimum": 1}
_COST = {"minimum": 0, "maximum": 10**12}  # a sum over all rows stays a number
_MANY_ROWS = {"minimum": 1, "maximum": 10**6}
_MOST_LISTED = 1_000

BOUNDS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "asked_rows": _MANY_ROWS,
        "confidence": _CONFIDENCE,
        "cost_false_negative": _COST,
        "cost_false_positive": _COST,
        # The 2.5th of 100 is the fewest that a percentile can name.
        "draws": {"minimum": 100, "maximum": 10**5},
        "how_many": {"minimum": 1, "maximum": 10_000},
        "paragraph_size": {"minimum": 2, "maximum": 100},  # one sentence has no neighbour
        "permutations": {"minimum": 99, "maximum": 10**6},  # of fewer, no p-value is 0.01
        "regions": {"minimum": 2, "maximum": 5_000},
        "samples": {"minimum": 2, "maximum": 10**5},
        "seeds": {"minimum": 0, "maximum": 100},
        "smallest_group": _COUNT,
        "step": _COUNT,
        "window": _COUNT,
    }
)


def bounded(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON schema of a parameter with its bounds, where its name has some."""
    if name == "rows":  # numbers of rows, or how many
        if schema.get("type") == "array":
            items = {**schema["items"], "minimum": 0}
            return {**schema, "items": items, "maxItems": _MOST_LISTED}
        return {**schema, **_MANY_ROWS}
    # JSON Schema asks a bound of numbers alone, so one that may be null needs no case of its own.
    return {**schema, **BOUNDS.get(name, {})}


def told(schema: Mapping[str, Any]) -> str:
    """What fits a parameter, in words: `give an integer of at least 1`."""
    if "enum" in schema:
        return f"give one of {', '.join(map(str, schema['enum']))}"
    kinds = [item.get("type") for item in schema.get("anyOf", ())] or [schema.get("type")]
    words = [_KINDS[kind] for kind in kinds if kind in _KINDS]
    if schema.get("type") == "array":
        most = f" of at most {schema['maxItems']:,}" if "maxItems" in schema else ""
        words = [f"a list{most}, each {told(schema['items']).removeprefix('give ')}"]
    limits = [f"{_LIMITS[key]} {schema[key]:,}" for key in _LIMITS if key in schema]
    bounds = f" of {' and '.join(limits)}" if limits else ""
    if words and "null" in kinds:
        return f"give {words[0]}{bounds}, or leave it out"
    return f"give {' or '.join(words) or 'another value'}{bounds}"


def amiss(keyword: str, value: object, limit: object) -> str:
    """Why a value does not fit: the schema's keyword that it breaks, and what that says."""
    match keyword:
        case "minimum":
            return f"{shown(value)} is too small"
        case "maximum" | "exclusiveMaximum":
            return f"{shown(value)} is too large"
        case "maxItems":
            return f"it has more than {limit:,} entries"
        case "enum":
            return f"{shown(value)} is none of the choices"
        case _:
            return f"{shown(value)} does not fit"


def shown(value: object) -> str:
    """A value in a refusal: as JSON, cut; of what has parts only what it is."""
    if value is None or isinstance(value, str | int | float):
        text = json.dumps(value, ensure_ascii=False)
        return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."
    return "a mapping" if isinstance(value, Mapping) else "a list"


_KINDS = {
    "integer": "an integer",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
}
_LIMITS = {"minimum": "at least", "maximum": "at most", "exclusiveMaximum": "under"}
