"""Moments as RFC 3339, and requests in which nothing is ignored."""

from typing import Literal

import pytest
from pydantic import ValidationError

from service.shapes.base import Described, PageQuery, rfc3339


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_000_000_000, "2001-09-09T01:46:40.000Z"),  # the well-known billionth second
        (951_782_400.25, "2000-02-29T00:00:00.250Z"),
        (None, None),
        ("2001-09-09", "2001-09-09"),
    ],
)
def test_a_moment_is_written_in_utc_with_milliseconds(seconds: object, text: object) -> None:
    assert rfc3339(seconds) == text


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 201}, {"cursor": "aud_1"}, {"unknown": 1}]
)
def test_a_page_that_does_not_fit_is_refused(query: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PageQuery.model_validate(query)


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_a_schema_is_pydantics_and_a_changed_copy_changes_no_other(
    mode: Literal["validation", "serialization"],
) -> None:
    expected = super(Described, PageQuery).model_json_schema(mode=mode)
    schema = PageQuery.model_json_schema(mode=mode)
    assert schema == expected
    schema["properties"].clear()
    assert PageQuery.model_json_schema(mode=mode) == expected
