"""Tokens by the server's own count, whole or streamed, and what is no count."""

import pytest

from audits.specification.endpoint_usage import estimated_tokens, usage_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"usage": {"prompt_tokens": 3, "completion_tokens": 4}}', (3, 4)),
        ('{"usage": {"prompt_tokens": 3}}', (3, 0)),
        ('data: {"usage": null}\n\ndata: {"usage": {"prompt_tokens": 1, "completion_tokens": 2}}\n'
         "\ndata: [DONE]\n", (1, 2)),
        ("{}", None), ('{"usage": {"prompt_tokens": -1}}', None), ('{"usage": 3}', None),
        ('{"usage": {"prompt_tokens": true}}', None), ('"usage"', None), ('{"usage"', None),
        ('{"usage": {"prompt_tokens": 1e999}}', None),
    ],
)  # fmt: skip
def test_what_a_server_counted(text, expected):
    assert usage_of(text) == expected


def test_an_estimate_is_four_characters_a_token():
    assert [estimated_tokens(text) for text in ("", "a", "abcd", "abcde")] == [0, 1, 1, 2]


def test_a_picture_in_a_request_is_no_text_of_its_length():
    uri = "data:image/png;base64," + "iVBORw0KGgo" * 90_000 + "="
    assert estimated_tokens(f'abcd"{uri}"ab') == 2 + 1000
