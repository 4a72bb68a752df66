"""Secrets are told from their names, and from addresses that hold none."""

import pytest

from audits.specification.endpoint_secrets import (
    holds_secret,
    is_secret_name,
    secret_in_url,
    secret_in_values,
)

SECRETS = ("sk-proj-abcDEF0123456789xyz", "hf_abcdefghijKLMNOPQR", "AKIAIOSFODNN7EXAMPLE",
           "AIzaSyA1234567890abcdefghijklmnopqrstuv", "gsk_0123456789abcdefghij",
           "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP")  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS)
def test_a_key_is_no_name_and_is_seen_anywhere(secret):
    assert not is_secret_name(secret)
    assert holds_secret(f"Bearer {secret}")
    assert secret_in_values({"headers": [{"x": f"a {secret}"}]})
    assert secret_in_values({secret: 1})
    assert secret_in_url(f"https://m.example/{secret}/v1")


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "KEY2", "A1"])
def test_a_name_is_one(name):
    assert is_secret_name(name)


@pytest.mark.parametrize("text", ["", "key", "Openai", "A", "A B", "A" * 65, "1A", "KEY-2"])
def test_another_text_is_no_name(text):
    assert not is_secret_name(text)


@pytest.mark.parametrize(
    "query",
    ["key=1", "api_key=1", "API-KEY=x", "access_token=x", "X-Amz-Signature=x", "sig=x", "a=1&pwd=",
     "subscription-key=x", "client_secret=x"],
)  # fmt: skip
def test_a_parameter_that_holds_a_key_is_seen_and_not_repeated(query):
    where = secret_in_url(f"https://m.example/v1?{query}")
    assert where is not None
    assert "=" not in where


def test_a_user_name_in_an_address_is_seen():
    assert secret_in_url("https://me:pass@m.example/v1") is not None


@pytest.mark.parametrize(
    "url",
    ["https://m.example/v1", "https://m.example/keys/v1?version=2&monkey=1&keyboard=us",
     "https://m.example:8443/v2/models/tokenizer/infer", "not an address", "https://[bad"],
)  # fmt: skip
def test_an_address_without_one_is_let(url):
    assert secret_in_url(url) is None
    assert not secret_in_values([url, 1, None, {"a": True}])
