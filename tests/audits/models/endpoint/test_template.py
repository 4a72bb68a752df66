"""A body of one's own with its places filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.models.endpoint.template import filled, reached


def test_places_are_filled_inside_texts_and_numbers_stay_numbers():
    template = {"in": ["<{system}> {text}", {"n": "{max_tokens}"}], "fixed": 1, "{text}": "{other}"}
    values = {"text": "hello", "system": "short", "max_tokens": 5}
    assert filled(template, values) == {
        "in": ["<short> hello", {"n": 5}], "fixed": 1, "{text}": "{other}",
    }  # fmt: skip


@given(st.text(), st.text())
def test_a_text_that_holds_a_place_is_sent_as_it_is(text, source):
    sent = filled("{source}|{text}", {"text": text + "{source}{text}", "source": source + "{text}"})
    assert sent == f"{source}{{text}}|{text}{{source}}{{text}}"


def test_the_way_to_an_answer_is_by_names_and_places():
    assert reached({"a": [{"b.c": 1, "b": 7}]}, "a.0.b") == 7
    for path in ("a.1.b", "a.x", "b", "a.0.b.c"):
        with pytest.raises((KeyError, IndexError, ValueError, TypeError)):
            reached({"a": [{"b": 7}]}, path)
