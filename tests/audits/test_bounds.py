import pytest
from jsonschema import Draft202012Validator

from audits.bounds import bounded, told
from audits.entries import entries


@pytest.mark.parametrize(
    ("name", "schema", "good", "bad"),
    [
        ("confidence", {"type": "number"}, [0.5, 0.95], [0.4, 1, -0.5, 95]),
        ("smallest_group", {"type": "integer"}, [1, 30], [0, -1]),
        ("how_many", {"anyOf": [{"type": "integer"}, {"type": "null"}]}, [1, None], [0, -3]),
        ("rows", {"type": "array", "items": {"type": "integer"}}, [[], [0, 5]], [[-1]]),
        ("rows", {"type": "integer"}, [1], [0]),
        ("words", {"type": "string"}, ["delete"], [1]),
    ],
)
def test_values_beyond_the_bounds_do_not_fit(name, schema, good, bad):
    fits = Draft202012Validator(bounded(name, schema)).is_valid
    assert all(map(fits, good))
    assert not any(map(fits, bad))


def test_every_default_of_every_probe_keeps_its_bounds():
    for entry in entries().values():
        for name, schema in entry.parameters["properties"].items():
            if "default" in schema:
                assert Draft202012Validator(schema).is_valid(schema["default"]), (entry.name, name)


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
        ({"enum": ["delete", "mask"], "type": "string"}, "give one of delete, mask"),
        ({"type": "array", "items": {"type": "string"}}, "give a list, each a text"),
        ({"type": "boolean"}, "give true or false"),
    ],
)
def test_what_fits_is_said_in_words(schema, words):
    assert told(schema) == words
