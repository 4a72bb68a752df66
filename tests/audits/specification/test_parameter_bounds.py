import pytest
from jsonschema import Draft202012Validator

from audits.specification.parameter_bounds import amiss, bounded, told
from audits.specification.probe_manifest import entries


@pytest.mark.parametrize(
    ("name", "schema", "good", "bad"),
    [
        ("confidence", {"type": "number"}, [0.5, 0.95], [0.4, 1, -0.5, 95]),
        ("smallest_group", {"type": "integer"}, [1, 30], [0, -1]),
        ("how_many", {"anyOf": [{"type": "integer"}, {"type": "null"}]}, [1, None], [0, -3]),
        ("rows", {"type": "array", "items": {"type": "integer"}}, [[], [0, 5]], [[-1]]),
        ("rows", {"type": "array", "items": {"type": "integer"}}, [[0] * 1000], [[0] * 1001]),
        ("rows", {"type": "integer"}, [1], [0, 10**6 + 1]),
        ("draws", {"type": "integer"}, [100, 100_000], [99, 100_001]),
        ("samples", {"type": "integer"}, [2, 100_000], [1, 10**9]),
        ("cost_false_negative", {"type": "number"}, [0, 2.5], [-1, 1e300]),
        ("words", {"type": "string"}, ["delete"], [1]),
    ],
)
def test_values_beyond_the_bounds_do_not_fit(name, schema, good, bad):
    fits = Draft202012Validator(bounded(name, schema)).is_valid
    assert all(map(fits, good))
    assert not any(map(fits, bad))


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
    assert told(schema) == words
