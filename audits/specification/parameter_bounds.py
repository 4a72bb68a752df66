"""How small or large a probe's parameter may be, said where the parameter stands.

`Annotated[int, Between(2, 100)]` in a probe's signature bounds that parameter; the manifest takes
it from there, and a contract asks every numeric parameter for it. Below its bounds a probe would
break, or would answer with an interval that says nothing. Above them a slip of a digit would ask
for days of work: each is far beyond where an interval still narrows.

Parameters that several probes have mean the same in each, so their types are named here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from pydantic import Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

MOST_SHOWN = 60  # characters of a value in a refusal


@dataclass(frozen=True, slots=True)
class Between:
    """Bounds of a number, each included but `below`.

    least: the smallest that fits. most: the largest, None where nothing is too large. below: what
    it must stay under. A parameter that may be None is bounded where it is a number.
    """

    least: float
    most: float | None = None
    below: float | None = None

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The JSON schema of the type, with these bounds."""
        bounds = {"minimum": self.least, "maximum": self.most, "exclusiveMaximum": self.below}
        return {
            **handler(core),
            **{key: bound for key, bound in bounds.items() if bound is not None},
        }


# Under one half a doubtful number would look decided.
Confidence: TypeAlias = Annotated[float, Between(0.5, below=1)]
SmallestGroup: TypeAlias = Annotated[int, Between(1)]
# Numbers of rows, counted from 0.
RowNumbers: TypeAlias = Annotated[tuple[Annotated[int, Between(0)], ...], Field(max_length=1_000)]
HowMany: TypeAlias = Annotated[int, Between(1, 10_000)]
Rows: TypeAlias = Annotated[int, Between(1, 10**6)]
# Questions that a probe may ask the model in all; None where there is no such bound.
MostQueries: TypeAlias = Annotated[int, Between(1, 10**9)]
Samples: TypeAlias = Annotated[int, Between(2, 10**5)]
# The 2.5th of 100 is the fewest that a percentile can name.
Draws: TypeAlias = Annotated[int, Between(100, 10**5)]
Seeds: TypeAlias = Annotated[int, Between(0, 100)]
Regions: TypeAlias = Annotated[int, Between(2, 5_000)]
# Names of columns, as the model reads them.
ColumnNames: TypeAlias = Annotated[tuple[str, ...], Field(max_length=1_000)]
# The least and the greatest score that can be; () where nothing is stated.
ScoreLimits: TypeAlias = Annotated[
    tuple[Annotated[float, Between(-(10**12), 10**12)], ...], Field(max_length=2)
]
# A side or a step, in pixels of a picture.
Pixels: TypeAlias = Annotated[int, Between(1)]
# A sum over all rows stays a number.
Cost: TypeAlias = Annotated[float, Between(0, 10**12)]


def schema_of(annotation: Any) -> dict[str, Any]:
    """The JSON schema of a parameter's type, with its bounds.

    Those of a number that may be null stand beside its types: null breaks none of them.
    """
    from pydantic import TypeAdapter  # for the catalog alone, and so not with each audit

    schema = TypeAdapter(annotation).json_schema()
    bounds: dict[str, Any] = {}
    for item in schema.get("anyOf", ()):
        bounds |= {key: item.pop(key) for key in _LIMITS if key in item}
    return {**schema, **bounds}


def range_text(schema: Mapping[str, Any]) -> str:
    """What fits a parameter, in words: `give an integer of at least 1`."""
    if "enum" in schema:
        return f"give one of {', '.join(map(str, schema['enum']))}"
    kinds = [item.get("type") for item in schema.get("anyOf", ())] or [schema.get("type")]
    words = [_KINDS[kind] for kind in kinds if kind in _KINDS]
    if schema.get("type") == "array":
        most = f" of at most {schema['maxItems']:,}" if "maxItems" in schema else ""
        words = [f"a list{most}, each {range_text(schema['items']).removeprefix('give ')}"]
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
