from typing import Annotated, Literal

import pytest
from jsonschema import Draft202012Validator

from audits.specification.parameter_bounds import (
    Between,
    Confidence,
    Cost,
    Draws,
    HowMany,
    RowNumbers,
    Rows,
    Samples,
    SmallestGroup,
    amiss,
    range_text,
    schema_of,
)
from audits.specification.probe_manifest import entries


@pytest.mark.parametrize(
    ("annotation", "good", "bad"),
    [
        (Confidence, [0.5, 0.95], [0.4, 1, -0.5, 95]),
        (SmallestGroup, [1, 30], [0, -1]),
        (HowMany | None, [1, None], [0, -3, "x"]),
        (RowNumbers, [[], [0, 5], [0] * 1000], [[-1], [0] * 1001]),
        (Rows, [1], [0, 10**6 + 1]),
        (Draws, [100, 100_000], [99, 100_001]),
        (Samples, [2, 100_000], [1, 10**9, None]),
        (Cost, [0, 2.5], [-1, 1e300]),
        (Annotated[float, Between(-1, 1)], [-1, 0, 1], [-1.5, 2]),
        (Annotated[int | None, Between(3, below=5)], [3, 4, None], [2, 5]),
        (Literal["delete"], ["delete"], [1]),
    ],
)
def test_values_beyond_the_bounds_do_not_fit(annotation, good, bad):
    fits = Draft202012Validator(schema_of(annotation)).is_valid
    assert all(map(fits, good))
    assert not any(map(fits, bad))


def test_bounds_of_what_may_be_null_stand_beside_its_types():
    assert schema_of(HowMany | None) == {
        "anyOf": [{"type": "integer"}, {"type": "null"}],
        "minimum": 1,
        "maximum": 10_000,
    }


def test_every_default_of_every_probe_keeps_its_bounds():
    checked = 0
    for entry in entries().values():
        for name, schema in entry.parameters["properties"].items():
            if "default" in schema:
                checked += 1
                assert Draft202012Validator(schema).is_valid(schema["default"]), (entry.name, name)
    assert checked > 50


@pytest.mark.parametrize("name", ["draws", "samples", "permutations", "seeds", "how_many", "rows"])
def test_work_that_nobody_means_is_refused_by_every_probe(name):
    schemas = {
        entry.name: entry.parameters["properties"][name]
        for entry in entries().values()
        if name in entry.parameters["properties"]
    }
    assert schemas, f"no probe has a parameter {name} any more"
    for probe, schema in schemas.items():
        far = [0] * 10**5 if schema.get("type") == "array" else 10**9
        assert not Draft202012Validator(schema).is_valid(far), probe


@pytest.mark.parametrize(
    ("keyword", "value", "words"),
    [
        ("minimum", -3, "-3 is too small"),
        ("maximum", 10**9, "1000000000 is too large"),
        ("exclusiveMaximum", 95, "95 is too large"),
        ("enum", "cut", '"cut" is none of the choices'),
        ("type", True, "true does not fit"),
        ("type", [1], "a list does not fit"),
        ("anyOf", "x" * 500, f'"{"x" * 59}... does not fit'),
        ("maxItems", [], "it has more than 1,000 entries"),
    ],
)
def test_what_is_amiss_is_said_in_words(keyword, value, words):
    assert amiss(keyword, value, 1000) == words


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer", "minimum": 1}, "give an integer of at least 1"),
        (
            {"type": "number", "minimum": 0.5, "exclusiveMaximum": 1},
            "give a number of at least 0.5 and under 1",
        ),
        (
            {"anyOf": [{"type": "integer"}, {"type": "null"}], "minimum": 2},
            "give an integer of at least 2, or leave it out",
        ),
        (
            {"type": "integer", "minimum": 100, "maximum": 100_000},
            "give an integer of at least 100 and at most 100,000",
        ),
        ({"enum": ["delete", "mask"], "type": "string"}, "give one of delete, mask"),
        ({"type": "array", "items": {"type": "string"}}, "give a list, each a text"),
        (
            {"type": "array", "items": {"type": "integer"}, "maxItems": 1000},
            "give a list of at most 1,000, each an integer",
        ),
        ({"type": "boolean"}, "give true or false"),
    ],
)
def test_what_fits_is_said_in_words(schema, words):
    assert range_text(schema) == words
